import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { cacheDirectory } from '../cache';
import { InputError } from '../diagnostics/diagnostic';
import { type LockedChart, requireLocked } from './lock';

/** A chart archive on disk whose digest is the locked one. */
export interface LocatedChart {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of the archive, lower-case hex. */
  readonly digest: string;
  /** Absolute path of the `.tgz`. */
  readonly path: string;
}

/** What the store asks of the world outside; tests put their own in its place. */
export interface ChartSource {
  /** Directories that may hold `<name>-<version>.tgz`, first one wins. */
  readonly directories: readonly string[];
  /**
   * Fetches `url` into the file `path`.
   * @throws {Error} when it cannot be had
   */
  download(url: string, path: string): void;
}

/**
 * Finds chart archives and vouches for them: an archive that is not the locked one never leaves the store. It looks for
 * a chart once: a hundred clusters don't wait a hundred times for a network that is down.
 */
export class ChartStore {
  private readonly looked = new Map<string, LocatedChart | InputError>();

  constructor(private readonly source: ChartSource = localSource()) {}

  /**
   * @returns the archive of a locked chart: from the first directory that has it, else downloaded into the cache
   * @throws {InputError} when the version is not locked, when an archive is not the one that was locked,
   *   or when it is nowhere to be had
   */
  locate(name: string, version: string): LocatedChart {
    const key = `${name} ${version}`;
    const found = this.looked.get(key) ?? this.look(name, version);
    this.looked.set(key, found);
    if (found instanceof InputError) {
      throw found;
    }
    return found;
  }

  private look(name: string, version: string): LocatedChart | InputError {
    try {
      return this.find(name, version);
    } catch (error) {
      if (error instanceof InputError) {
        return error;
      }
      throw error;
    }
  }

  private find(name: string, version: string): LocatedChart {
    const locked = requireLocked(name, version);
    const found = this.source.directories
      .map((directory) => resolve(directory, archiveName(locked)))
      .find((path) => existsSync(path));
    const path = found ?? this.fetch(locked);
    const digest = digestOf(path);
    if (digest !== locked.digest) {
      throw refuse(
        'chart-digest',
        `${path} has the SHA-256 ${digest}, but the lock says ${locked.digest}`,
        `Replace it with the archive published at ${locked.url}, or delete it`,
      );
    }
    return { name, version, digest, path };
  }

  private fetch(locked: LockedChart): string {
    try {
      const path = join(cacheDirectory('charts'), archiveName(locked));
      if (!existsSync(path)) {
        this.download(locked.url, path);
      }
      return path;
    } catch (error) {
      throw refuse(
        'chart-missing',
        `no copy of the chart ${locked.name} ${locked.version} is at hand (looked in ${this.source.directories.join(', ')}) and ${locked.url} could not be fetched: ${reason(error)}`,
        `Put ${archiveName(locked)} into ./charts, or name its directory in TKE_CILIUM_CHARTS`,
      );
    }
  }

  /** Under another name until it is whole: a synth that is killed, or runs beside this one, finds no half of it. */
  private download(url: string, path: string): void {
    const partial = `${path}.${process.pid}`;
    try {
      this.source.download(url, partial);
      renameSync(partial, path);
    } finally {
      rmSync(partial, { force: true });
    }
  }
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

/** The directories named in `TKE_CILIUM_CHARTS`, then `./charts`, then `../shared/charts`; the network last. */
export function localSource(environment: NodeJS.ProcessEnv = process.env): ChartSource {
  const named = environment.TKE_CILIUM_CHARTS?.split(delimiter).filter((path) => path !== '') ?? [];
  return { directories: [...named, 'charts', '../shared/charts'], download: downloadWithCurl };
}

/** curl and not fetch: it honours proxies and the system's certificates, and constructs need an answer at once. */
function downloadWithCurl(url: string, path: string): void {
  execFileSync('curl', ['-fsSL', '--connect-timeout', '10', '--max-time', '120', '-o', path, url], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

function archiveName(chart: LockedChart): string {
  return `${chart.name}-${chart.version}.tgz`;
}

function reason(error: unknown): string {
  const { stderr, message } = error as { stderr?: Buffer; message?: string };
  return stderr?.toString().trim() || (message ?? String(error));
}

function refuse(rule: string, problem: string, remedy: string): InputError {
  return new InputError([{ severity: 'error', rule, problem, remedy }]);
}
