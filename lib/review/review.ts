import type { CausesOf } from './causes/cause';
import { type ClusterFiles, compareCluster } from './cluster-pair';
import { differingClusters, filesBetween } from './clusters-between';
import { itemsOf, type Knowledge } from './consequences/classify';
import { Fold } from './fold';
import { idleEntries, transitionsMade } from './idle-entries';
import type { Report } from './report';
import { type RingOf, ringsAmong } from './rings';
import { wholeClusters } from './transitions/whole-clusters';
import type { Tree } from './trees/tree';

export interface ReviewProps extends Knowledge {
  readonly before: Tree;
  readonly after: Tree;
  /** @default - causes are not looked for */
  readonly causesOf?: CausesOf;
  readonly causesUnknown?: string | undefined;
  /**
   * The ring of a cluster.
   * @default - no cluster is in a ring
   */
  readonly ringOf?: RingOf;
}

/** Compares two trees and says what the difference does to the clusters. */
export function review(props: ReviewProps): Report {
  const { before, after, causesOf } = props;
  const clusters = differingClusters(before, after);
  const fold = new Fold();
  const whole: ClusterFiles[] = [];
  const made: string[] = [];
  for (const files of filesBetween(before, after, clusters)) {
    if (!files.isOnBothSides) {
      whole.push(files);
      continue;
    }
    const pair = compareCluster(files);
    if (pair.changes.length > 0) {
      const items = itemsOf(pair, props);
      made.push(...transitionsMade(files.cluster, items));
      fold.add(files.cluster, pair.changes, items, causesOf?.(pair) ?? new Map());
    }
  }
  for (const { cluster, items, changes } of wholeClusters(whole, props.acknowledged ?? (() => []))) {
    made.push(...transitionsMade(cluster, items));
    fold.add(cluster, changes, items, new Map());
  }
  const folded = fold.result();
  return {
    before: before.name,
    after: after.name,
    compared: clusters.all.length,
    ...folded,
    rings: ringsAmong(folded.clusters, props.ringOf ?? (() => undefined)),
    idle: idleEntries(clusters.all, props.acknowledged ?? (() => []), new Set(made)),
    ...(props.causesUnknown !== undefined && { causesUnknown: props.causesUnknown }),
  };
}
