import type { ClusterFiles, ReadFile } from './cluster-pair';
import { type DistFile, distFile } from './dist-files';
import type { Tree } from './trees/tree';

/** Clusters whose texts are in memory at a time: what is read does not grow with the fleet. */
const AT_A_TIME = 25;

/** Kinds that tell what a cluster is as a whole, read also where nothing about them changed. */
export const TELLING =
  /\/(?:DaemonSet|Deployment|StatefulSet|Application|Job|CronJob|ConfigMap\.cilium-config|ConfigMap\.cni-config)\./;

interface Paths {
  readonly before: DistFile[];
  readonly after: DistFile[];
  readonly shared: DistFile[];
}

/** How many clusters both trees have, and in how many of them a file differs. */
export interface Clusters {
  readonly all: readonly string[];
  readonly differing: ReadonlyMap<string, Paths>;
}

/** The files of a cluster, and whether both trees have the cluster. */
export interface FilesBetween extends ClusterFiles {
  readonly isOnBothSides: boolean;
}

/** Finds out which clusters differ, by the ids of their files: nothing is read. */
export function differingClusters(before: Tree, after: Tree): Clusters {
  const paths = new Map<string, Paths>();
  const of = (cluster: string) => {
    const known = paths.get(cluster) ?? { before: [], after: [], shared: [] };
    paths.set(cluster, known);
    return known;
  };
  for (const [path, id] of before.files) {
    const file = distFile(path);
    if (file) {
      const isShared = after.files.get(path) === id;
      of(file.cluster)[isShared ? 'shared' : 'before'].push(file);
    }
  }
  for (const [path, id] of after.files) {
    const file = distFile(path);
    if (file && before.files.get(path) !== id) {
      of(file.cluster).after.push(file);
    }
  }
  const differing = [...paths].filter(([, one]) => one.before.length + one.after.length > 0);
  return {
    all: [...paths.keys()].sort(),
    differing: new Map(differing.sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** Reads the files of the clusters that differ, some clusters at a time. */
export function* filesBetween(before: Tree, after: Tree, { differing }: Clusters): Generator<FilesBetween> {
  const clusters = [...differing];
  for (let at = 0; at < clusters.length; at += AT_A_TIME) {
    const some = clusters.slice(at, at + AT_A_TIME);
    const pathsOf = (pick: (paths: Paths) => readonly DistFile[]) =>
      some.flatMap(([, paths]) => pick(paths).map(({ path }) => path));
    const context = (paths: Paths) => paths.shared.filter(({ path }) => TELLING.test(path));
    const old = before.read(pathsOf((paths) => [...paths.before, ...context(paths)]));
    const now = after.read(pathsOf((paths) => paths.after));
    for (const [cluster, paths] of some) {
      yield {
        cluster,
        before: withText(paths.before, old),
        after: withText(paths.after, now),
        shared: withText(context(paths), old),
        unchanged: paths.shared,
        isOnBothSides: paths.shared.length > 0 || (paths.before.length > 0 && paths.after.length > 0),
      };
    }
  }
}

function withText(files: readonly DistFile[], texts: ReadonlyMap<string, string>): ReadFile[] {
  return files.map((file) => ({ ...file, text: texts.get(file.path) ?? '' }));
}

/** Reads all files of one cluster in both trees, for who compares them with files made anew. */
export function clusterTexts(before: Tree, after: Tree) {
  const read = (tree: Tree, cluster: string): ReadFile[] => {
    const files = [...tree.files.keys()].flatMap((path) => {
      const file = distFile(path);
      return file?.cluster === cluster ? [file] : [];
    });
    return withText(files, tree.read(files.map(({ path }) => path)));
  };
  return (cluster: string) => ({ before: read(before, cluster), after: read(after, cluster) });
}
