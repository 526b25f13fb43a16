import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { cacheDirectory } from '../cache';
import { InputError } from '../diagnostics/diagnostic';
import { type ChartSource, localSource } from './chart-source';
import type { ChartValues } from './knowledge/chart-values';
import { KnowledgeStore } from './knowledge/knowledge-store';
import {
  type ChartLock,
  isPath,
  type LockedChart,
  lockedChart,
  lockedVersions,
  lockRemedy,
  readLockFile,
} from './lock';

/** A chart archive on disk, with the digest that it was found to have. */
export interface LocatedChart {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of the archive, lower-case hex. */
  readonly digest: string;
  /** Absolute path of the `.tgz`. */
  readonly path: string;
}

export interface ChartStoreProps {
  /** @default - `charts.lock.yaml` in the working directory */
  readonly lock?: ChartLock;
  /** @default - `localSource()` */
  readonly source?: ChartSource;
}

/**
 * Finds the archives of locked charts and vouches for them: an archive that is not the locked one never leaves the
 * store. It looks for a chart once: a hundred clusters don't wait a hundred times for a network that is down.
 */
export class ChartStore {
  private readonly located = new Map<string, LocatedChart | InputError>();
  private readonly knowledge = new KnowledgeStore();
  private readonly source: ChartSource;
  private known: ChartLock | undefined;

  constructor({ lock, source = localSource() }: ChartStoreProps = {}) {
    this.known = lock;
    this.source = source;
  }

  /**
   * The charts that may be rendered.
   * @throws {InputError} for a lock file that is wrong
   */
  get lock(): ChartLock {
    this.known ??= readLockFile();
    return this.known;
  }

  /** The locked versions of a chart, oldest first. */
  versions(name: string): readonly string[] {
    return lockedVersions(this.lock, name);
  }

  /**
   * @returns the archive of a locked chart: from the first place that has it, else downloaded into the cache
   * @throws {InputError} when the version is not locked, when an archive is not the one that was locked,
   *   or when it is nowhere to be had
   */
  locate(name: string, version: string): LocatedChart {
    const key = `${name} ${version}`;
    const found = this.located.get(key) ?? orRefused(() => this.find(this.requireLocked(name, version)));
    this.located.set(key, found);
    if (found instanceof InputError) {
      throw found;
    }
    return found;
  }

  /**
   * What a locked version of Cilium's chart says of its values.
   * @throws {InputError} as `locate` does, and for an archive that is no chart with values
   */
  values(version: string): ChartValues {
    return this.knowledge.of(this.locate('cilium', version), () =>
      this.versions('cilium')
        .filter((other) => other !== version && this.isAtHand('cilium', other))
        .map((other) => this.values(other)),
    );
  }

  /** Whether a version is locked, and its archive can be had without the network. */
  isAtHand(name: string, version: string): boolean {
    const locked = lockedChart(this.lock, name, version);
    const local = locked && orRefused(() => this.findLocal(locked));
    return local !== undefined && !(local instanceof InputError);
  }

  private requireLocked(name: string, version: string): LockedChart {
    const locked = lockedChart(this.lock, name, version);
    if (!locked) {
      const versions = this.versions(name);
      throw refuse(
        'chart-not-locked',
        `the chart ${name} ${version} is not locked in ${this.lock.file}`,
        lockRemedy(name, version, versions),
      );
    }
    return locked;
  }

  private find(locked: LockedChart): LocatedChart {
    return this.findLocal(locked) ?? this.fetch(locked);
  }

  private findLocal(locked: LockedChart): LocatedChart | undefined {
    const copy = this.copiesOf(locked).find((path) => existsSync(path));
    return copy === undefined ? keptCopy(locked) : verified(copy, locked);
  }

  /** Where people put archives: what lies there and is another one is a fault to report. */
  private copiesOf(locked: LockedChart): string[] {
    const named = this.source.directories.map((directory) => resolve(directory, archiveName(locked)));
    const { source } = locked;
    return isPath(source) ? [...named, resolve(dirname(this.lock.file), source)] : named;
  }

  /** Under another name until it is complete: a synth that is killed, or runs beside this one, finds no half of it. */
  private fetch(locked: LockedChart): LocatedChart {
    const { source } = locked;
    try {
      if (isPath(source)) {
        throw new Error('there is no such file');
      }
      const path = cachePath(locked);
      const partial = `${path}.${process.pid}`;
      try {
        this.source.download(locked, partial);
        const { digest } = verified(partial, locked, source);
        renameSync(partial, path);
        return { name: locked.name, version: locked.version, digest, path };
      } finally {
        rmSync(partial, { force: true });
      }
    } catch (error) {
      if (error instanceof InputError) {
        throw error;
      }
      throw refuse(
        'chart-missing',
        `no copy of the chart ${locked.name} ${locked.version} is at hand (looked in ${this.source.directories.join(', ')}), and it could not be read from ${source}: ${reason(error)}`,
        `Put ${archiveName(locked)} into ./charts, or name its directory in TKE_CILIUM_CHARTS`,
      );
    }
  }
}

/** A download that was kept; one that is broken is as good as none. */
function keptCopy(locked: LockedChart): LocatedChart | undefined {
  try {
    return verified(cachePath(locked), locked);
  } catch {
    return undefined;
  }
}

function cachePath({ name, version, digest }: LockedChart): string {
  return join(cacheDirectory('charts'), `${name}-${version}-${digest.slice(0, 16)}.tgz`);
}

/** @param from where the bytes at the path came from, when not from there */
function verified(
  path: string,
  { name, version, digest: wanted, source }: LockedChart,
  from = path,
): LocatedChart {
  const digest = digestOf(path);
  if (digest !== wanted) {
    throw refuse(
      'chart-digest',
      `${from} has the SHA-256 ${digest}, but the lock says ${wanted}`,
      from === source
        ? 'Do not use it before you know why: the archive was changed, or the lock was'
        : `Replace it with the archive from ${source}, or delete it`,
    );
  }
  return { name, version, digest, path };
}

function digestOf(path: string): string {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex');
  } catch (error) {
    throw refuse(
      'chart-unreadable',
      `${path} cannot be read: ${reason(error)}`,
      'Make it a file that can be read, or remove it',
    );
  }
}

/** The file name that `helm pull` gives an archive. */
export function archiveName({ name, version }: Pick<LockedChart, 'name' | 'version'>): string {
  return `${name}-${version}.tgz`;
}

function reason(error: unknown): string {
  return (error as Partial<Error>).message ?? String(error);
}

function orRefused<T>(find: () => T): T | InputError {
  try {
    return find();
  } catch (error) {
    if (error instanceof InputError) {
      return error;
    }
    throw error;
  }
}

function refuse(rule: string, problem: string, remedy: string): InputError {
  return new InputError([{ severity: 'error', rule, problem, remedy }]);
}
