import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputError } from '../diagnostics/diagnostic';
import { chartIdentity } from './chart-identity';
import { digestAt, type LocatedChart } from './located-chart';

/** A chart that an app brings itself, without a lock. */
export interface ArchiveOnDisk {
  /** Path of the `.tgz`, as `helm pull` writes it. */
  readonly archive: string;
  /** SHA-256 of the archive, lower-case hex; with or without `sha256:` before it. */
  readonly digest: string;
}

/**
 * The chart in an archive, when it is the one that is meant.
 *
 * @throws {InputError} when it cannot be read, has another digest, or is no chart
 */
export function locateArchive({ archive, digest }: ArchiveOnDisk): LocatedChart {
  const path = resolve(archive);
  const wanted = digest.replace(/^sha256:/, '');
  const found = digestAt(path);
  if (found !== wanted) {
    throw refuse(
      'chart-digest',
      `${path} has the SHA-256 ${found}, and not ${wanted}`,
      'Bring the archive that the digest is of, or review the new one and give its digest',
    );
  }
  const identity = chartIdentity(readFileSync(path));
  if (!identity) {
    throw refuse(
      'chart-unreadable',
      `${path} is no archive of a Helm chart`,
      'Name a .tgz as helm package or helm pull writes it',
    );
  }
  return { ...identity, digest: found, path };
}

function refuse(rule: string, problem: string, remedy: string): InputError {
  return new InputError([{ severity: 'error', rule, problem, remedy }]);
}
