import type { ClusterPair } from '../cluster-pair';
import type { Text } from '../text';

/** What moved bytes: this tool, the chart, or a field of the cluster file. */
export interface Cause {
  /** The same for the same cause in every cluster. */
  readonly id: string;
  readonly source: 'tool' | 'chart' | 'cluster-file' | 'by-hand';
  /** For example `cilium.version` 1.18.2 -> 1.19.6. */
  readonly text: Text;
  /** Where it is set, for example `clusters/gz.yaml:14`. */
  readonly places: readonly string[];
}

/** Finds the causes of the changed paths of a cluster, by their keys. */
export type CausesOf = (pair: ClusterPair) => ReadonlyMap<string, readonly Cause[]>;
