import type { Change } from '../change';
import { type ClusterFiles, compareCluster } from '../cluster-pair';
import type { Item } from '../consequences/item';
import { code, count } from '../text';

/** A cluster that came or went as a whole, as one line of the report. */
export interface WholeCluster {
  readonly cluster: string;
  readonly item: Item;
  readonly changes: readonly Change[];
}

/** How much of two clusters has to be the same, for one to be the other under another name. */
const ALIKE = 0.6;

/** Clusters that left under one name and came under another, and the others. */
export function renamedClusters(clusters: readonly ClusterFiles[]): {
  readonly renamed: readonly WholeCluster[];
  readonly left: readonly ClusterFiles[];
} {
  const gone = clusters.filter(({ after }) => after.length === 0);
  const come = new Set(clusters.filter(({ before }) => before.length === 0));
  const renamed: WholeCluster[] = [];
  const matched = new Set<ClusterFiles>();
  for (const old of gone) {
    const now = [...come].find((one) => areAlike(old, one));
    if (now) {
      come.delete(now);
      matched.add(old).add(now);
      const pair = compareCluster({ cluster: now.cluster, before: old.before, after: now.after, shared: [] });
      const changes = [...compareCluster(old).changes, ...compareCluster(now).changes];
      renamed.push({
        cluster: now.cluster,
        changes,
        item: renamedItem(old, now, changes, pair.changes.length),
      });
    }
  }
  return { renamed, left: clusters.filter((one) => !matched.has(one)) };
}

/** Clusters that came, and clusters that went. */
export function comeAndGone(clusters: readonly ClusterFiles[]): WholeCluster[] {
  return clusters.map((files) => {
    const { changes } = compareCluster(files);
    const item = files.after.length > 0 ? newItem(files, changes) : removedItem(files, changes);
    return { cluster: files.cluster, changes, item };
  });
}

function areAlike(one: ClusterFiles, other: ClusterFiles): boolean {
  const contents = (files: ClusterFiles['before'], cluster: string) =>
    new Set(
      files
        .filter(({ role }) => role === 'cluster')
        .map(({ path, text }) => withoutName(path + text, cluster)),
    );
  const [old, now] = [contents(one.before, one.cluster), contents(other.after, other.cluster)];
  const same = [...old].filter((content) => now.has(content)).length;
  return old.size > 0 && same >= ALIKE * Math.max(old.size, now.size);
}

/** The name of the cluster, and the line that says which file it comes from, are what renaming changes. */
function withoutName(text: string, cluster: string): string {
  return text.replace(/# Written by .*\n/, '').replaceAll(cluster, '');
}

function renamedItem(
  old: ClusterFiles,
  now: ClusterFiles,
  changes: readonly Change[],
  differences: number,
): Item {
  return {
    group: 'needs-hand',
    subject: 'transition cluster-renamed',
    rule: 'cluster-renamed',
    text: `cluster ${code(old.cluster)} becomes ${code(now.cluster)}: its directory and its Applications get other names, and both sets of Applications claim the same objects${differences === 0 ? '' : ` (beside that, ${count(differences, 'path')} differ)`}`,
    steps: [
      `Delete the Applications ${code(`${old.cluster}-*`)} without cascade: they have no finalizer, so their objects stay`,
      `Merge this, and apply ${code(`dist/_argocd/${now.cluster}`)}`,
      'Look that every new Application is Synced with nothing to create and nothing to prune',
    ],
    note: `${code('cluster-renamed')}, ${code(`${old.cluster} -> ${now.cluster}`)}`,
    changes,
  };
}

function newItem({ cluster, after }: ClusterFiles, changes: readonly Change[]): Item {
  return {
    group: 'argo-cd',
    subject: 'cluster-new',
    text: `${code(cluster)} is a new cluster: ${count(after.length, 'file')}`,
    changes,
  };
}

function removedItem({ cluster, before }: ClusterFiles, changes: readonly Change[]): Item {
  return {
    group: 'needs-hand',
    subject: 'transition cluster-removed',
    rule: 'cluster-removed',
    text: `${code(cluster)} leaves dist/ (${count(before.length, 'file')}): what was installed stays in the cluster, with nobody to manage it`,
    steps: [
      'If its file only moved: cluster files are read from the directory of the cluster files, under the name of the cluster',
      `If the cluster goes on without this tool: delete its Applications without cascade`,
      'If Cilium is to leave the cluster: bring the parked DaemonSets back first, then delete what is in the cluster, and rebuild the nodes',
    ],
    note: `${code('cluster-removed')}, ${code(cluster)}`,
    changes,
  };
}
