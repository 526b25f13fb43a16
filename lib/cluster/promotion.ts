import { type Diagnostic, InputError } from '../diagnostics/diagnostic';
import { isObject, type JsonValue } from '../json';
import { compareVersions, minorNumber } from '../version/version';
import { copyField } from '../yaml/edit';
import type { ClusterFile, FleetFiles } from './cluster-files';
import { readSettings, type SettingsFile } from './settings-file';

/** What is to be moved on. */
export interface PromotionRequest {
  /** The ring that has the settings. */
  readonly from: number;
  /** @default - the next ring that there is */
  readonly to?: number;
  /** Dotted paths of fields. */
  readonly fields: readonly string[];
}

/** A cluster as far as a promotion looks at it. */
export interface RingCluster {
  readonly name: string;
  readonly ring?: number;
  /** The version of Cilium that it has. */
  readonly version: string;
}

/** One field of one group that changes. */
export interface PromotedField {
  readonly file: string;
  readonly field: string;
  /** Undefined where the group said nothing of it. */
  readonly before: JsonValue | undefined;
  readonly after: JsonValue;
}

/** A promotion, not written yet. */
export interface Promotion {
  readonly to: number;
  readonly changes: readonly PromotedField[];
  /** The groups that change, with their new texts. */
  readonly groups: readonly ClusterFile[];
  /** All files, the new texts among them. */
  readonly files: FleetFiles;
  /** Clusters of the ring that gets the settings. */
  readonly clusters: readonly string[];
}

const VERSION = 'cilium.version';

/**
 * Copies fields from the groups of one ring to those of the next. Comments stay. Pure.
 *
 * @throws {InputError} when that would skip a ring or a minor of Cilium, or the first ring has no such field
 */
export function promote(
  files: FleetFiles,
  clusters: readonly RingCluster[],
  { from, to, fields }: PromotionRequest,
): Promotion {
  const groups = ringGroups(files);
  const rings = [...new Set(groups.map(({ ring }) => ring))].sort((a, b) => a - b);
  const next = nextRing(rings, from, to);
  const sources = groups.filter(({ ring }) => ring === from);
  const targets = groups.filter(({ ring }) => ring === next);
  const members = clusters.filter(({ ring }) => ring === next);
  const problems: Diagnostic[] = [];
  const texts = new Map(targets.map(({ file, text }) => [file, text]));
  const changes = fields.flatMap((field): PromotedField[] => {
    const source = sourceOf(field, sources, from);
    if ('problem' in source) {
      problems.push(source);
      return [];
    }
    if (field === VERSION) {
      problems.push(...versionProblems(String(source.value), members, source.file));
    }
    return targets.flatMap(({ file, settings }) => {
      const before = valueIn(settings.value, field);
      if (JSON.stringify(before) === JSON.stringify(source.value)) {
        return [];
      }
      texts.set(file, copyField(texts.get(file) ?? '', source.text, field.split('.')));
      return [{ file, field, before, after: source.value }];
    });
  });
  if (problems.length > 0) {
    throw new InputError(problems);
  }
  const changed = new Set(changes.map(({ file }) => file));
  const rewritten = (file: ClusterFile): ClusterFile =>
    changed.has(file.path) ? { path: file.path, content: Buffer.from(texts.get(file.path) ?? '') } : file;
  const all = new Map([...files.groups].map(([name, file]) => [name, rewritten(file)]));
  return {
    to: next,
    changes,
    groups: [...all.values()].filter(({ path }) => changed.has(path)),
    files: { ...files, groups: all },
    clusters: members.map(({ name }) => name),
  };
}

interface RingGroup {
  readonly file: string;
  readonly ring: number;
  readonly text: string;
  readonly settings: SettingsFile;
}

function ringGroups({ groups }: FleetFiles): RingGroup[] {
  return [...groups.values()].flatMap((file): RingGroup[] => {
    const settings = readSettings(file);
    const ring = 'value' in settings && isObject(settings.value) ? settings.value.ring : undefined;
    return 'value' in settings && typeof ring === 'number'
      ? [{ file: file.path, ring, text: Buffer.from(file.content).toString('utf8'), settings }]
      : [];
  });
}

function nextRing(rings: readonly number[], from: number, to: number | undefined): number {
  const next = rings.find((ring) => ring > from);
  if (!rings.includes(from) || next === undefined) {
    const known = rings.length === 0 ? 'no group has a ring' : `the rings are ${rings.join(', ')}`;
    throw refused(
      'unknown-ring',
      rings.includes(from) ? `ring ${from} is the last one` : `there is no ring ${from}: ${known}`,
      rings.includes(from)
        ? 'Move what all clusters have to _defaults.yaml'
        : 'Give the groups of the first clusters ring: 0, those after them ring: 1, and so on',
    );
  }
  if (to !== undefined && to !== next) {
    throw refused(
      'skipped-ring',
      to > next ? `ring ${next} comes between ${from} and ${to}` : `ring ${to} does not come after ${from}`,
      `Promote to ring ${next} first`,
    );
  }
  return next;
}

function refused(rule: string, problem: string, remedy: string): InputError {
  return new InputError([{ severity: 'error', rule, problem, remedy }]);
}

/** The group of the ring that has the field; where several have it, they must agree. */
function sourceOf(
  field: string,
  sources: readonly RingGroup[],
  ring: number,
): { readonly file: string; readonly text: string; readonly value: JsonValue } | Diagnostic {
  const found = sources.flatMap(({ file, text, settings }) => {
    const value = valueIn(settings.value, field);
    return value === undefined ? [] : [{ file, text, value }];
  });
  const [first, ...others] = found;
  const other = others.find(({ value }) => JSON.stringify(value) !== JSON.stringify(first?.value));
  const files = sources.map(({ file }) => file).join(', ');
  if (!first) {
    return {
      severity: 'error',
      rule: 'nothing-to-promote',
      field,
      problem: `no group of ring ${ring} sets it (${files})`,
      remedy: 'Set it there first, and promote it when the clusters of that ring have proven it',
    };
  }
  if (other) {
    return {
      severity: 'error',
      rule: 'nothing-to-promote',
      field,
      problem: `${first.file} and ${other.file} are both of ring ${ring}, and set it to different values`,
      remedy: 'Set it to one value in both',
    };
  }
  return first;
}

/** Cilium is upgraded from one minor version to the next, and not back. */
function versionProblems(version: string, members: readonly RingCluster[], file: string): Diagnostic[] {
  const skipping = members.filter((one) => minorNumber(version) - minorNumber(one.version) > 1);
  const newer = members.filter((one) => compareVersions(one.version, version) > 0);
  const problem = (rule: string, clusters: readonly RingCluster[], text: string, remedy: string) =>
    clusters.length === 0
      ? []
      : [
          {
            severity: 'error',
            rule,
            place: { file },
            field: VERSION,
            problem: `${version} ${text} ${clusters[0]?.version}`,
            remedy,
            source: 'https://docs.cilium.io/en/stable/operations/upgrade/',
            clusters: clusters.map(({ name }) => name),
          } satisfies Diagnostic,
        ];
  return [
    ...problem(
      'skipped-minor',
      skipping,
      'skips a minor version after',
      'Go to the latest patch of the next minor first',
    ),
    ...problem('version-behind', newer, 'is older than', 'Cilium is not downgraded by promoting'),
  ];
}

function valueIn(value: JsonValue, field: string): JsonValue | undefined {
  return field
    .split('.')
    .reduce<JsonValue | undefined>(
      (at, key) => (isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined),
      value,
    );
}
