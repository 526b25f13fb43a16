import { relative, sep } from 'node:path';
import { isObject } from '../../json';
import type { ClusterInput } from './cluster-input';

/** The paths that a cluster file has under `manifests`. */
function manifestPaths({ cluster: { manifests } }: ClusterInput): ReadonlySet<string> {
  const { before, after } = isObject(manifests) ? manifests : {};
  return new Set([before, after].flat().filter((path) => typeof path === 'string'));
}

/** What lies at the paths of both states while fields are changed one by one: the old content, where there is one. */
export function oldestManifests(before: ClusterInput, after: ClusterInput): ClusterInput['manifests'] {
  const old = manifestPaths(before);
  return (path) => (old.has(path) ? before : after).manifests(path);
}

/** Files of objects of the user's own that differ although both cluster files name them, from the working directory. */
export function changedManifests(before: ClusterInput, after: ClusterInput): string[] {
  const now = manifestPaths(after);
  const names = [...manifestPaths(before)]
    .filter((path) => now.has(path))
    .flatMap((path) => {
      const [old, found] = [before, after].map((input) => contents(input.manifests(path)));
      const all = new Set([...(old?.keys() ?? []), ...(found?.keys() ?? [])]);
      return [...all].filter((file) => old?.get(file) !== found?.get(file));
    });
  return [...new Set(names)].sort();
}

function contents(found: ReturnType<ClusterInput['manifests']>): Map<string, string> {
  return 'problem' in found
    ? new Map()
    : new Map(
        found.map(({ path, content }) => [
          relative('.', path).replaceAll(sep, '/'),
          Buffer.from(content).toString('latin1'),
        ]),
      );
}
