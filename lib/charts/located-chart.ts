import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { InputError } from '../diagnostics/diagnostic';
import type { LockedChart } from './lock';

/** A chart archive on disk, with the digest that it was found to have. */
export interface LocatedChart {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of the archive, lower-case hex. */
  readonly digest: string;
  /** Absolute path of the `.tgz`. */
  readonly path: string;
}

/**
 * The archive at a path, when it is the locked one.
 *
 * @param from where its bytes came from, when not from that path
 * @throws {InputError} when it is another one, or cannot be read
 */
export function verifiedChart(path: string, locked: LockedChart, from: string = path): LocatedChart {
  const { name, version, digest: wanted, source } = locked;
  const digest = digestAt(path);
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

/**
 * The digest of the archive at a path.
 * @throws {InputError} when it cannot be read
 */
export function digestAt(path: string): string {
  try {
    return sha256(readFileSync(path));
  } catch (error) {
    throw refuse(
      'chart-unreadable',
      `${path} cannot be read: ${(error as Error).message}`,
      'Make it a file that can be read, or remove it',
    );
  }
}

/** Lower-case hex, as locks and indexes write it. */
export function sha256(archive: Buffer): string {
  return createHash('sha256').update(archive).digest('hex');
}

function refuse(rule: string, problem: string, remedy: string): InputError {
  return new InputError([{ severity: 'error', rule, problem, remedy }]);
}
