import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { LOCK_FILE } from '../charts/lock-file';
import type { ClusterFile } from './cluster-files';

/** Why nothing can be read at a path that a cluster file names. */
export interface Unreadable {
  readonly problem: string;
  readonly remedy: string;
}

/**
 * What lies at a path that a cluster file names: a file, or all manifests of a directory, sorted by path. Tests put a
 * function of their own in its place.
 */
export type ReadManifestFiles = (path: string, clusterFile: string) => readonly ClusterFile[] | Unreadable;

/** What counts as a manifest below a directory. */
export const MANIFEST_FILE = /\.(?:ya?ml|json)$/;

/** Reads the disk. Whatever a link or `..` leads to must be in the repository: a synth depends on nothing else. */
export const readManifestFiles: ReadManifestFiles = (path, clusterFile) => {
  if (isAbsolute(path)) {
    return {
      problem: 'the path is absolute, and so names something on this machine',
      remedy: 'Write it relative to the cluster file',
    };
  }
  const named = join(dirname(clusterFile), path);
  const root = realpathSync(repositoryOf(clusterFile));
  if (!isInside(named, root)) {
    return { problem: `it leads out of the repository ${root}`, remedy: 'Name something inside of it' };
  }
  if (!existsSync(named)) {
    return {
      problem: `there is no file or directory ${named}`,
      remedy: 'Name one, relative to the cluster file',
    };
  }
  const files = statSync(named).isDirectory() ? manifestsBelow(named) : [named];
  const outside = files.find((file) => !isInside(file, root));
  if (outside !== undefined) {
    return {
      problem: `${outside} is a link that leads out of the repository ${root}`,
      remedy: 'Put the file itself there',
    };
  }
  if (files.length === 0) {
    return {
      problem: `the directory ${named} holds no manifest (*.yaml, *.yml, *.json)`,
      remedy: 'Put one there, or remove the entry',
    };
  }
  return files.map((file) => ({ path: file, content: readFileSync(file) }));
};

/** What lay at a path when it was read. */
export interface ManifestDigest {
  /** As the cluster file has it. */
  readonly path: string;
  readonly digest: string;
}

/** The same on every machine: files are named from the cluster file. */
export function digestOfManifests(found: ReturnType<ReadManifestFiles>, clusterFile: string): string {
  const hash = createHash('sha256');
  if ('problem' in found) {
    return hash.update(found.problem).digest('base64');
  }
  for (const { path, content } of found) {
    const named = relative(dirname(clusterFile), path).replaceAll(sep, '/');
    hash.update(`${named}\0${content.length}\0`).update(content);
  }
  return hash.digest('base64');
}

/** Whether what a cluster file names is what it was when it was read. */
export function isUnchanged(
  { path, digest }: ManifestDigest,
  clusterFile: string,
  read: ReadManifestFiles = readManifestFiles,
): boolean {
  return digestOfManifests(read(path, clusterFile), clusterFile) === digest;
}

/** The nearest directory above a cluster file with a lock of charts or a git repository in it; else the working directory. */
function repositoryOf(clusterFile: string): string {
  for (let at = resolve(dirname(clusterFile)); ; at = dirname(at)) {
    if (existsSync(join(at, LOCK_FILE)) || existsSync(join(at, '.git'))) {
      return at;
    }
    if (at === dirname(at)) {
      return process.cwd();
    }
  }
}

/** Where nothing is at the path, the path itself counts. */
function isInside(path: string, root: string): boolean {
  const real = existsSync(path) ? realpathSync(path) : resolve(path);
  const below = relative(root, real);
  return below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below);
}

/** Names that begin with a dot are passed over; links to directories are followed, but not in a circle. */
function manifestsBelow(directory: string, above: readonly string[] = []): string[] {
  const real = realpathSync(directory);
  return above.includes(real)
    ? []
    : readdirSync(directory)
        .filter((name) => !name.startsWith('.'))
        .sort()
        .flatMap((name) => {
          const path = join(directory, name);
          const isDirectory = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
          return isDirectory
            ? manifestsBelow(path, [...above, real])
            : MANIFEST_FILE.test(name)
              ? [path]
              : [];
        });
}
