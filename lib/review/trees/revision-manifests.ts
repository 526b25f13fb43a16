import { posix } from 'node:path';
import { MANIFEST_FILE, type ReadManifestFiles, type Unreadable } from '../../cluster/manifest-files';
import type { GitFiles } from './git-tree';

/**
 * Reads what cluster files name under `manifests` from a revision instead of the disk. Links are not followed there, and
 * nothing outside of the listed files is found: a cluster that has such paths has no known causes.
 *
 * @param list the files of the revision; called when the first path is asked for
 */
export function revisionManifests(list: () => GitFiles): ReadManifestFiles {
  let files: GitFiles | undefined;
  const known = new Map<string, ReturnType<ReadManifestFiles>>();
  return (path, clusterFile) => {
    files ??= list();
    const named = posix.normalize(posix.join(posix.dirname(clusterFile), path)).replace(/\/$/, '');
    const found = known.get(named) ?? readBelow(named, files);
    known.set(named, found);
    return found;
  };
}

function readBelow(named: string, files: GitFiles): ReturnType<ReadManifestFiles> {
  const below = files.paths.filter((path) => path === named || path.startsWith(`${named}/`));
  if (below.some((path) => files.links.has(path))) {
    return unreadable(`${named} holds a link`);
  }
  const paths = below.filter(
    (path) =>
      path === named ||
      (MANIFEST_FILE.test(path) &&
        !path
          .slice(named.length)
          .split('/')
          .some((name) => name.startsWith('.'))),
  );
  return paths.length === 0
    ? unreadable(`the revision has no manifest at ${named}`)
    : [...files.read(paths)].map(([path, text]) => ({ path, content: Buffer.from(text) }));
}

function unreadable(problem: string): Unreadable {
  return { problem, remedy: 'Synthesize that revision by itself' };
}
