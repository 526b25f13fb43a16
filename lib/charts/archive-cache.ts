import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '../cache';
import { archiveExtension } from './archive-name';
import { type LocatedChart, verifiedChart } from './located-chart';
import type { LockedChart } from './lock';

/** A download that was kept; one that is broken is as good as none. */
export function keptArchive(locked: LockedChart): LocatedChart | undefined {
  try {
    return verifiedChart(pathOf(locked), locked);
  } catch {
    return undefined;
  }
}

/**
 * Keeps a download, when it is the locked archive. It lies under another name until it is complete: a synth that is
 * killed, or runs beside this one, finds no half of it.
 *
 * @param write writes the archive to a path
 * @throws {InputError} when it is another archive
 */
export function keepArchive(locked: LockedChart, write: (path: string) => void): LocatedChart {
  const path = pathOf(locked);
  const partial = `${path}.${process.pid}`;
  try {
    write(partial);
    const verified = verifiedChart(partial, locked, locked.source);
    renameSync(partial, path);
    return { ...verified, path };
  } finally {
    rmSync(partial, { force: true });
  }
}

function pathOf({ name, version, digest }: LockedChart): string {
  return join(
    cacheDirectory('charts'),
    `${name}-${version}-${digest.slice(0, 16)}.${archiveExtension(name)}`,
  );
}
