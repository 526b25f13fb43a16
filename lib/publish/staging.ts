import { join } from 'node:path';
import { type FileSpec, MARKER } from '../layout/layout';
import type { Disk } from './disk';

/** What a file of a new tree is to the old one. */
export type FileState = 'added' | 'changed' | 'same';

/** A file of the new tree. */
export interface StagedFile {
  readonly path: string;
  /** `foreign`: what lies at its path was written by somebody else, and would be lost. */
  readonly state: FileState | 'foreign';
}

/** The published directory, and the one beside it where the new tree grows. */
export interface StagingPaths {
  readonly directory: string;
  readonly staging: string;
}

/**
 * Writes the files that differ from what is published to the staging directory. Nobody sees them there.
 *
 * @param published what lies at a path now, undefined where no file does
 */
export function stage(
  files: readonly FileSpec[],
  published: (path: string) => string | undefined,
  { staging }: Pick<StagingPaths, 'staging'>,
  disk: Disk,
): StagedFile[] {
  return files.map(({ path, content }) => {
    const before = published(path);
    if (before === content) {
      return { path, state: 'same' };
    }
    if (before !== undefined && !isMarked(before)) {
      return { path, state: 'foreign' };
    }
    disk.write(join(staging, path), content);
    return { path, state: before === undefined ? 'added' : 'changed' };
  });
}

/** What lies at a path below a directory; undefined where no file does. */
export function publishedContent(directory: string, path: string, disk: Disk): string | undefined {
  try {
    return disk.read(join(directory, path));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) {
      return undefined;
    }
    throw error;
  }
}

/** The mark is the first line, but for that of a script and the one with which git opens a merge conflict. */
export function isMarked(content: string): boolean {
  return content.replace(/^(?:(?:#!|<{7} ).*\n)+/, '').startsWith(MARKER);
}
