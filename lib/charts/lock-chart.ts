import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { InputError } from '../diagnostics/diagnostic';
import { keepArchive } from './archive-cache';
import { chartIdentity } from './chart-identity';
import { crdSetVersion } from './crd-identity';
import { CRD_SETS, isCrdSet } from './crd-sets';
import type { HelmRepository } from './fetch/helm-repository';
import { LocalDirectory } from './fetch/local-directory';
import type { FoundArchive } from './fetch/origin';
import { originOf } from './fetch/origin-of';
import { sha256 } from './located-chart';
import { type ChartLock, isPath, type LockedChart, lockedChart, parseLock } from './lock';
import { withLockedChart } from './lock-text';

/** Which chart is to be locked. */
export interface LockWish {
  readonly name: string;
  readonly version: string;
  /**
   * Where its archive is: a directory, a file, the URL of an archive or of a Helm repository, or `oci://...`.
   * @default - the usual directories, then the repository where the chart is published
   */
  readonly from?: string;
}

/** Where a lock is, and where archives are looked for. */
export interface LockPlaces {
  /** The lock file; made when absent. */
  readonly file: string;
  /** Directories that may hold archives. */
  readonly directories: readonly string[];
  /** The Helm repository where the chart is published, undefined when none is known. */
  readonly published: HelmRepository | undefined;
}

/** What came of it. */
export interface LockOutcome {
  readonly chart: LockedChart;
  /** Size of the archive in bytes. */
  readonly size: number;
  /** True when the same archive was locked before, and nothing was written. */
  readonly already: boolean;
  /** Whose digest the archive has. */
  readonly checkedWith?: string;
  /** Why nobody's digest could be compared. */
  readonly unchecked?: string;
}

/** Helm repositories of charts that are found without `--from`. */
export const PUBLISHED: Readonly<Record<string, string>> = { cilium: 'https://helm.cilium.io' };

/**
 * Finds an archive, compares it with the digest that is published for it, and adds it to the lock.
 *
 * @throws {InputError} when it is found nowhere, is another chart, has another digest than is published, or the version
 *   is locked with another digest
 */
export async function lockChart(wish: LockWish, places: LockPlaces): Promise<LockOutcome> {
  const text = existsSync(places.file) ? readFileSync(places.file, 'utf8') : '';
  const lock = parseLock(text, places.file);
  const { archive, source, ...checked } = await orRefused(wish, () => found(published(wish), places));
  requireChart(archive, wish, source);
  const chart: LockedChart = {
    name: wish.name,
    version: wish.version,
    digest: sha256(archive),
    source: isPath(source) ? pathFrom(places.file, source) : source,
  };
  const outcome = { chart, size: archive.length, ...checked };
  if (isLocked(chart, lock)) {
    return { ...outcome, already: true };
  }
  writeOver(places.file, withLockedChart(text, chart));
  if (!isPath(source)) {
    keep(chart, archive);
  }
  return { ...outcome, already: false };
}

type Found = FoundArchive & { readonly unchecked?: string };

async function found({ name, version, from }: LockWish, places: LockPlaces): Promise<Found> {
  if (from !== undefined) {
    const archive = await originOf(from).find(name, version);
    if (!archive) {
      throw new Error(`${from} has no ${name} ${version}`);
    }
    return archive.checkedWith === undefined
      ? { ...archive, unchecked: `${from} publishes no digest for it` }
      : archive;
  }
  for (const directory of places.directories) {
    const archive = await new LocalDirectory(directory).find(name, version);
    if (archive) {
      return comparedWithPublished(archive, { name, version }, places.published);
    }
  }
  const archive = await places.published?.find(name, version);
  if (!archive) {
    const looked = [...places.directories, ...(places.published ? [places.published.name] : [])];
    throw new Error(`none of ${looked.join(', ')} has it`);
  }
  return archive;
}

/** A copy that lies about is as good as the published archive, once it has been compared with it. */
async function comparedWithPublished(
  local: FoundArchive,
  { name, version }: Pick<LockWish, 'name' | 'version'>,
  published: HelmRepository | undefined,
): Promise<Found> {
  if (!published) {
    return local;
  }
  let entry: Awaited<ReturnType<HelmRepository['entry']>>;
  try {
    entry = await published.entry(name, version);
  } catch (error) {
    return local.checkedWith === undefined ? { ...local, unchecked: (error as Error).message } : local;
  }
  const digest = sha256(local.archive);
  if (entry?.digest === undefined) {
    return local;
  }
  if (entry.digest !== digest) {
    throw new Error(
      `${local.source} has the SHA-256 ${digest}, but ${published.indexUrl} says ${entry.digest}`,
    );
  }
  return { archive: local.archive, source: entry.source, checkedWith: published.indexUrl };
}

/** CRDs are published in one place, which names the version. */
function published({ name, version, from = CRD_SETS[name]?.(version) }: LockWish): LockWish {
  return { name, version, ...(from !== undefined && { from }) };
}

/** The archive says itself what it is. */
function requireChart(archive: Buffer, { name, version }: LockWish, source: string): void {
  if (isCrdSet(name)) {
    requireCrds(archive, { name, version }, source);
    return;
  }
  const chart = chartIdentity(archive);
  if (chart?.name !== name || chart.version !== version) {
    const what = chart ? `the chart ${chart.name} ${chart.version}` : 'no archive of a Helm chart';
    throw refuse(
      'lock-other-chart',
      `${source} is ${what}, and not ${name} ${version}`,
      'Name the archive that you mean with --from, and its version and --chart as it has them',
    );
  }
}

function requireCrds(content: Buffer, { name, version }: LockWish, source: string): void {
  const found = crdSetVersion(content);
  if (found !== version) {
    throw refuse(
      'lock-other-chart',
      `${source} is ${found === undefined ? 'no file with the CRDs of one version' : `${name} ${found}`}, and not ${name} ${version}`,
      'Name the file that you mean with --from, and its version as its CRDs have it',
    );
  }
}

function isLocked({ name, version, digest, source }: LockedChart, lock: ChartLock): boolean {
  const locked = lockedChart(lock, name, version);
  if (locked && locked.digest !== digest) {
    throw new InputError([
      {
        severity: 'error',
        rule: 'lock-digest',
        ...(locked.place && { place: locked.place }),
        problem: `${name} ${version} is locked with the SHA-256 ${locked.digest}, and the archive from ${source} has ${digest}`,
        remedy: 'Find out which one is right; to lock the other one, remove this entry first',
      },
    ]);
  }
  return locked !== undefined;
}

/** With `/` on every system, and from the lock, so that it holds in every checkout. */
function pathFrom(lock: string, path: string): string {
  return relative(dirname(resolve(lock)), path).replaceAll('\\', '/');
}

/** Completely or not at all. */
function writeOver(path: string, text: string): void {
  const partial = `${path}.${process.pid}`;
  try {
    writeFileSync(partial, text, { flag: 'wx' });
    renameSync(partial, path);
  } finally {
    rmSync(partial, { force: true });
  }
}

/** So that the next synth need not download it again; a cache that cannot be written costs that time only. */
function keep(chart: LockedChart, archive: Buffer): void {
  try {
    keepArchive(chart, (path) => writeFileSync(path, archive));
  } catch {
    // The synth downloads it.
  }
}

async function orRefused<T>({ name, version, from }: LockWish, find: () => Promise<T>): Promise<T> {
  try {
    return await find();
  } catch (error) {
    throw refuse(
      'lock-not-found',
      `the archive of ${name} ${version} cannot be locked: ${(error as Error).message}`,
      from === undefined
        ? 'Say where it is with --from DIRECTORY, FILE, URL or oci://REGISTRY/CHART'
        : 'Correct --from, or check that the version is published there',
    );
  }
}

function refuse(rule: string, problem: string, remedy: string): InputError {
  return new InputError([{ severity: 'error', rule, problem, remedy }]);
}
