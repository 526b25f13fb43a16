import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InputError } from '../diagnostics/diagnostic';
import { keepArchive, keptArchive } from './archive-cache';
import { archiveName } from './archive-name';
import { type ChartSource, localSource } from './chart-source';
import type { ChartValues } from './knowledge/chart-values';
import { KnowledgeStore } from './knowledge/knowledge-store';
import { digestAt, type LocatedChart, verifiedChart } from './located-chart';
import {
  type ChartLock,
  isPath,
  type LockedChart,
  lockedChart,
  lockedVersions,
  lockRemedy,
  readLockFile,
} from './lock';

export interface ChartStoreProps {
  /** @default - `charts.lock.yaml` in the working directory */
  readonly lock?: ChartLock;
  /** @default - `localSource()` */
  readonly source?: ChartSource;
}

/**
 * Finds the archives of locked charts, and returns none whose digest is not the locked one. It looks for a chart once: a hundred clusters don't wait a hundred times for a network that is down.
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

  /** Directories that may hold archives. */
  get directories(): readonly string[] {
    return this.source.directories;
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
    return this.knowledge.of(this.locate('cilium', version), () => this.valuesOfOthers(version));
  }

  /**
   * What an archive at hand says of its values, for people who look at a version before they lock it. It is not
   * compared with anything, so nothing of it may be rendered.
   *
   * @returns undefined when no directory has an archive of that version
   * @throws {InputError} for an archive that is no chart with values
   */
  valuesOfUnlocked(version: string): (LocatedChart & { readonly values: ChartValues }) | undefined {
    const path = this.directories
      .map((directory) => resolve(directory, archiveName({ name: 'cilium', version })))
      .find((path) => existsSync(path));
    if (path === undefined) {
      return undefined;
    }
    const chart = { name: 'cilium', version, digest: digestAt(path), path };
    return { ...chart, values: this.knowledge.of(chart, () => this.valuesOfOthers(version)) };
  }

  /**
   * The archive of a locked chart, when it can be had without the network.
   * @throws {InputError} as `locate` does
   */
  locateLocally(name: string, version: string): LocatedChart | undefined {
    return this.findLocal(this.requireLocked(name, version));
  }

  private valuesOfOthers(version: string): readonly ChartValues[] {
    return this.versions('cilium')
      .filter((other) => other !== version && this.isAtHand(other))
      .map((other) => this.values(other));
  }

  private isAtHand(version: string): boolean {
    const local = orRefused(() => this.locateLocally('cilium', version));
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
    return copy === undefined ? keptArchive(locked) : verifiedChart(copy, locked);
  }

  /** Where people put archives: what lies there and is another one is a fault to report. */
  private copiesOf(locked: LockedChart): string[] {
    const named = this.source.directories.map((directory) => resolve(directory, archiveName(locked)));
    const { source } = locked;
    return isPath(source) ? [...named, resolve(dirname(this.lock.file), source)] : named;
  }

  private fetch(locked: LockedChart): LocatedChart {
    const { source } = locked;
    try {
      if (isPath(source)) {
        throw new Error(`there is no file ${source}`);
      }
      return keepArchive(locked, (path) => this.source.download(locked, path));
    } catch (error) {
      if (error instanceof InputError) {
        throw error;
      }
      throw refuse(
        'chart-missing',
        `no copy of the chart ${locked.name} ${locked.version} is at hand (looked in ${this.source.directories.join(', ')}), and its source gives none: ${reason(error)}`,
        `Put ${archiveName(locked)} into ./charts, or name its directory in TKE_CILIUM_CHARTS`,
      );
    }
  }
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
