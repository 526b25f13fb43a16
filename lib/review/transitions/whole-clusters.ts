import type { Change } from '../change';
import { type ClusterFiles, compareCluster } from '../cluster-pair';
import { type ClusterFacts, factsOf } from '../consequences/cluster-facts';
import type { Item } from '../consequences/item';
import { code, count } from '../text';
import type { Entries } from './acknowledged';
import { deleteApplications } from './application-commands';
import { clusterRemoved } from './cluster-removed';
import { renamedAmong } from './same-cluster';
import { transitionsOf } from './table';
import { claimsNothing, type Transition } from './transition';
import { transitionItem } from './transition-item';

/** A cluster that came or went as a whole, as lines of the report. */
export interface WholeCluster {
  readonly cluster: string;
  readonly items: readonly Item[];
  readonly changes: readonly Change[];
}

/** A cluster that goes on under another name. */
export function clusterRenamed(old: string, now: string, { applications }: ClusterFacts): Transition {
  return {
    rule: 'cluster-renamed',
    change: `${old} -> ${now}`,
    group: 'needs-hand',
    stops: true,
    problem: `cluster ${code(old)} becomes ${code(now)}: ${
      applications.size > 0
        ? 'its directory and its Applications get other names, and both sets of Applications claim the same objects'
        : 'its directory gets another name, and whoever applies the old one finds nothing there'
    }`,
    steps:
      applications.size > 0
        ? [
            `Merge this, and apply ${code(`dist/_argocd/${now}`)} where no Application of Applications does: the new Applications do not sync while the old ones hold their objects`,
            `Delete the old Applications, which have no finalizer, so that their objects stay: ${deleteApplications(applications)}. Not before an Application of Applications has synced the merge, or it makes them again`,
            `Take the mark of the old Applications off the objects, for the new ones refuse to share them: ${code(`kubectl annotate -R -f dist/${now} argocd.argoproj.io/tracking-id-`)}`,
            'Look that every new Application is Synced with nothing to create and nothing to prune',
          ]
        : [
            `Change the path in everything that applies ${code(`dist/${old}`)}`,
            `Merge this, and look that the new directory is what runs: ${code(`kubectl diff --server-side --force-conflicts -R -f dist/${now}`)} prints nothing`,
          ],
    field: ['name'],
    claims: claimsNothing,
  };
}

/**
 * The lines about clusters that one side does not have.
 *
 * @param acknowledged what the file of a cluster acknowledges
 */
export function wholeClusters(
  clusters: readonly ClusterFiles[],
  acknowledged: (cluster: string) => Entries,
): WholeCluster[] {
  const [gone, come] = [true, false].map((isGone) =>
    clusters.filter(({ after }) => (after.length === 0) === isGone),
  );
  const renamed = renamedAmong(gone ?? [], come ?? []);
  const matched = new Set(renamed.flat());
  return [
    ...renamed.map(([old, now]) => renamedCluster(old, now, acknowledged(now.cluster))),
    ...clusters.filter((files) => !matched.has(files)).map(comeOrGone),
  ];
}

function renamedCluster(old: ClusterFiles, now: ClusterFiles, entries: Entries): WholeCluster {
  const pair = compareCluster({ cluster: now.cluster, before: old.before, after: now.after, shared: [] });
  const [before, after] = [factsOf(pair.before), factsOf(pair.after)];
  const changes = [...compareCluster(old).changes, ...compareCluster(now).changes];
  const renamed = clusterRenamed(old.cluster, now.cluster, before);
  const beside = pair.changes.filter(({ object }) => object.role === 'cluster').length;
  const problem =
    beside === 0 ? renamed.problem : `${renamed.problem} (beside that, ${count(beside, 'path')} differ)`;
  return {
    cluster: now.cluster,
    changes,
    items: [
      transitionItem({ ...renamed, problem }, changes, entries),
      ...transitionsOf(before, after).map((transition) => transitionItem(transition, [], entries)),
    ],
  };
}

function comeOrGone(files: ClusterFiles): WholeCluster {
  const { changes, before } = compareCluster(files);
  const { cluster, after } = files;
  const item: Item =
    after.length > 0
      ? {
          group: 'argo-cd',
          subject: 'cluster-new',
          text: `${code(cluster)} is a new cluster: ${count(after.length, 'file')}`,
          changes,
        }
      : transitionItem(clusterRemoved(cluster, files.before, factsOf(before)), changes, []);
  return { cluster, changes, items: [item] };
}
