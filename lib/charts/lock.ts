import { existsSync, readFileSync } from 'node:fs';
import { type Diagnostic, InputError, type Place } from '../diagnostics/diagnostic';
import { suggest } from '../diagnostics/suggest';
import { isObject, type JsonValue } from '../json';
import { compareVersions } from '../version/version';
import { type LocatedDocument, readLocated } from '../yaml/located';
import { CRD_SETS } from './crd-sets';
import { LOCK_FILE } from './lock-file';

/** A chart archive that may be rendered, or a set of CRDs that may be written. Nothing else is. */
export interface LockedChart {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of the archive, lower-case hex. */
  readonly digest: string;
  /**
   * Where the archive came from: `https://.../cilium-1.18.2.tgz`, `oci://quay.io/cilium/charts/cilium`, or a path
   * relative to the lock file.
   */
  readonly source: string;
  /** Where the lock says so; absent for an entry that is in no file. */
  readonly place?: Place;
}

/** The chart archives that a repository of clusters may use. */
export interface ChartLock {
  /** Path of the lock file, as a person would name it. */
  readonly file: string;
  /** In the order of the file. */
  readonly charts: readonly LockedChart[];
}

/**
 * Reads the text of a lock file. Pure.
 *
 * @throws {InputError} with everything that is wrong with it
 */
export function parseLock(text: string, file: string = LOCK_FILE): ChartLock {
  const located = readLocated(text);
  if (!('value' in located)) {
    throw new InputError(
      located.map(({ problem, line, column }) => ({
        severity: 'error',
        rule: 'lock-syntax',
        place: { file, line, column },
        problem,
        remedy: 'Correct the YAML at this place, or remove the entry and lock the version again',
      })),
    );
  }
  return new LockReader(located, file).read();
}

/**
 * Reads a lock file; where there is none, nothing is locked.
 *
 * @throws {InputError} with everything that is wrong with it
 */
export function readLockFile(file: string = LOCK_FILE): ChartLock {
  return existsSync(file) ? parseLock(readFileSync(file, 'utf8'), file) : { file, charts: [] };
}

/** Whether the source of a locked chart is a file beside the lock, and no URL. */
export function isPath(source: string): boolean {
  return !/^[a-z]+:\/\//.test(source);
}

/** The locked chart of that name and version, or undefined. */
export function lockedChart(lock: ChartLock, name: string, version: string): LockedChart | undefined {
  return lock.charts.find((chart) => chart.name === name && chart.version === version);
}

/** The locked versions of a chart, oldest first. */
export function lockedVersions(lock: ChartLock, name: string): readonly string[] {
  return lock.charts
    .filter((chart) => chart.name === name)
    .map(({ version }) => version)
    .sort(compareVersions);
}

/** Whether a text is a version of a chart, and so may be part of a file name. */
export function isVersion(text: unknown): text is string {
  return typeof text === 'string' && FIELDS.version.pattern.test(text);
}

/** What to do about a version that is not locked: lock it, or use another one. */
export function lockRemedy(name: string, version: unknown, locked: readonly string[]): string {
  const use = locked.length > 0 ? `use one of ${locked.join(', ')}` : '';
  if (!isVersion(version)) {
    return use === '' ? FIELDS.version.wanted : use.replace(/^u/, 'U');
  }
  const command = `npx tke-cilium lock ${version}${name === 'cilium' ? '' : ` --chart ${name}`}`;
  return use === '' ? `Run ${command}` : `Run ${command}, or ${use}`;
}

interface Field {
  readonly pattern: RegExp;
  readonly wanted: string;
}

/** What an entry says. The name and the version are part of paths, so neither may hold a slash. */
const FIELDS: Readonly<Record<'version' | 'sha256' | 'source', Field>> = {
  version: {
    pattern: /^v?\d+\.\d+\.\d+(?:-[-.0-9A-Za-z]+)?(?:\+[-.0-9A-Za-z]+)?$/,
    wanted: 'Give the version of the chart as a text, for example 1.18.2',
  },
  sha256: {
    pattern: /^[0-9a-f]{64}$/,
    wanted: 'Give the SHA-256 of the archive, 64 hexadecimal digits in lower case, as a text',
  },
  source: { pattern: /\S/, wanted: 'Say where the archive came from: a URL, oci://... or a path' },
};

const NAMES: Readonly<Record<'chart' | 'crds', Field>> = {
  chart: { pattern: /^[A-Za-z0-9][-._A-Za-z0-9]*$/, wanted: 'Name the chart, for example cilium' },
  crds: {
    pattern: new RegExp(`^(?:${Object.keys(CRD_SETS).join('|')})$`),
    wanted: `Name the set of CRDs: ${Object.keys(CRD_SETS).join(', ')}`,
  },
};

/** The lists of a lock, and what names an entry of each. */
const LISTS = [
  { list: 'charts', field: 'chart' },
  { list: 'crds', field: 'crds' },
] as const;

class LockReader {
  private readonly problems: Diagnostic[] = [];

  constructor(
    private readonly located: LocatedDocument,
    private readonly file: string,
  ) {}

  read(): ChartLock {
    const charts = LISTS.flatMap(({ list, field }) =>
      this.entries(list).flatMap((entry, index) => this.chart(entry, [list, index], field) ?? []),
    );
    this.refuseTwice(charts);
    if (this.problems.length > 0) {
      throw new InputError(this.problems);
    }
    return { file: this.file, charts };
  }

  private entries(list: string): readonly JsonValue[] {
    const { value } = this.located;
    if (value === null) {
      return [];
    }
    if (!isObject(value) || !('charts' in value)) {
      if (list === 'charts') {
        this.refuse([], 'the file is no lock: it has no list "charts"', 'Begin it with "charts:"');
      }
      return [];
    }
    if (list === 'charts') {
      for (const name of Object.keys(value).filter((key) => !LISTS.some((known) => known.list === key))) {
        this.refuse(
          [name],
          `there is no field "${name}" here`,
          'Remove it: a lock has "charts" and "crds" only',
        );
      }
    }
    const entries = value[list] ?? null;
    if (entries !== null && !Array.isArray(entries)) {
      this.refuse(
        [list],
        `"${list}" is no list`,
        `Write one entry a ${list === 'crds' ? 'set of CRDs' : 'chart'}, each beginning with "- ${list === 'crds' ? 'crds' : 'chart'}:"`,
      );
      return [];
    }
    return entries ?? [];
  }

  private chart(
    entry: JsonValue,
    at: readonly (string | number)[],
    field: 'chart' | 'crds',
  ): LockedChart | undefined {
    const fields: Readonly<Record<string, Field>> = { [field]: NAMES[field], ...FIELDS };
    if (!isObject(entry)) {
      this.refuse(at, 'the entry is no map', `Give it the fields ${Object.keys(fields).join(', ')}`);
      return undefined;
    }
    for (const name of Object.keys(entry).filter((key) => !Object.hasOwn(fields, key))) {
      const near = suggest(name, Object.keys(fields));
      this.refuse(
        [...at, name],
        `there is no field "${name}" here`,
        near ? `Did you mean "${near}"?` : `Known fields are ${Object.keys(fields).join(', ')}`,
      );
    }
    const wrong = Object.entries(fields).filter(([name, { pattern }]) => {
      const value = entry[name];
      return typeof value !== 'string' || !pattern.test(value);
    });
    for (const [name, { wanted }] of wrong) {
      const problem =
        name in entry ? `${JSON.stringify(entry[name])} is not right for "${name}"` : `"${name}" is missing`;
      this.refuse([...at, name], problem, wanted);
    }
    const { version, sha256, source } = entry as Record<keyof typeof FIELDS, string>;
    const place = { file: this.file, ...this.located.position(at) };
    return wrong.length > 0
      ? undefined
      : { name: String(entry[field]), version, digest: sha256, source, place };
  }

  private refuseTwice(charts: readonly LockedChart[]): void {
    const first = new Map<string, LockedChart>();
    for (const chart of charts) {
      const key = `${chart.name} ${chart.version}`;
      const before = first.get(key);
      if (before) {
        this.problems.push({
          severity: 'error',
          rule: 'lock-twice',
          ...(chart.place && { place: chart.place }),
          problem: `${key} is locked in line ${before.place?.line} already`,
          remedy: 'Remove one of the two entries',
        });
      } else {
        first.set(key, chart);
      }
    }
  }

  private refuse(path: readonly (string | number)[], problem: string, remedy: string): void {
    this.problems.push({
      severity: 'error',
      rule: 'lock-entry',
      place: { file: this.file, ...this.located.position(path) },
      problem,
      remedy,
    });
  }
}
