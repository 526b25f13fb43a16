import type { Declared } from '../cluster/declared';
import type { Cluster } from '../cluster/definition';
import type { ClusterFacts } from './cluster-facts';

/** What a rule says of a cluster. */
export interface Judged {
  readonly found: string;
  readonly wanted: string;
  /** `unknown`: it could not be read, so nobody may take it for fine. */
  readonly verdict: 'ok' | 'warning' | 'wrong' | 'unknown';
  /** What to do; empty when there is nothing to do. */
  readonly remedy: string;
}

/** A rule of the preflight. */
export interface PreflightRule {
  readonly rule: string;
  /** What the rule has to know; one that could not be read makes the verdict `unknown`. */
  readonly needs: readonly (keyof ClusterFacts)[];
  /** False where the cluster file alone says that the rule is of no concern. Default: it is. */
  readonly concerns?: (cluster: Cluster) => boolean;
  /** Undefined when the rule does not concern this cluster. */
  readonly judge: (facts: ClusterFacts, cluster: Cluster, declared: Declared) => Judged | undefined;
}

/** Right when it is the same, else wrong with that remedy. */
export function compare(found: string, wanted: string, same: boolean, remedy: string): Judged {
  return { found, wanted, verdict: same ? 'ok' : 'wrong', remedy: same ? '' : remedy };
}
