import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { blobId, type Tree, textOf } from './tree';

/**
 * The files below a directory, as they are now. One that does not exist holds no files. A link is not followed: it
 * holds the path that it leads to, as in git.
 */
export function directoryTree(directory: string, name: string = directory): Tree {
  const files = new Map<string, string>();
  for (const path of list(directory, '')) {
    files.set(path, blobId(contentOf(join(directory, path))));
  }
  return {
    name,
    files,
    read: (paths) => readTexts(directory, paths),
  };
}

/** The texts of some files below a directory. */
function readTexts(directory: string, paths: readonly string[]): ReadonlyMap<string, string> {
  return new Map(paths.map((path) => [path, textOf(contentOf(join(directory, path)))]));
}

function list(directory: string, below: string): string[] {
  return entries(join(directory, below)).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    return entry.isDirectory() ? list(directory, path) : [path];
  });
}

function entries(directory: string) {
  try {
    return readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return [];
    }
    throw error;
  }
}

function contentOf(path: string): Uint8Array {
  return lstatSync(path).isSymbolicLink() ? Buffer.from(readlinkSync(path)) : readFileSync(path);
}
