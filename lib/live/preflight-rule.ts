import type { Declared } from '../cluster/declared';
import type { JsonObject } from '../json';
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

/** One rule, and what it says of the live cluster. */
export interface LiveFinding extends Judged {
  readonly rule: string;
}

/** What a live cluster is compared with. */
export interface Expected {
  /** The cluster file. */
  readonly declared: Declared;
  /**
   * True once `dist/` has been applied: then what runs is compared with it, and nodes are expected to be there.
   * @default false - before the first install
   */
  readonly installed?: boolean;
  /**
   * The objects in `dist/` of the cluster.
   * @default - it has none there to compare with
   */
  readonly dist?: readonly JsonObject[] | undefined;
  /**
   * The addresses that `apiServer.host` resolves to on this machine, when it is a name.
   * @default - it could not be resolved here
   */
  readonly apiServerAddresses?: readonly string[] | undefined;
}

/** A rule of the preflight. */
export interface PreflightRule {
  readonly rule: string;
  /** What the rule has to know; one that could not be read makes the verdict `unknown`. */
  readonly needs: readonly (keyof ClusterFacts)[];
  /** False where the cluster file alone says that the rule does not apply. Default: it applies. */
  readonly applies?: (expected: Expected) => boolean;
  /** Undefined when the rule does not apply to this cluster. */
  readonly judge: (facts: ClusterFacts, expected: Expected) => Judged | undefined;
}

/** Right when it is the same, else wrong with that remedy. */
export function compare(found: string, wanted: string, same: boolean, remedy: string): Judged {
  return { found, wanted, verdict: same ? 'ok' : 'wrong', remedy: same ? '' : remedy };
}

/** Fine, or a warning with that remedy. */
export function advise(found: string, wanted: string, fine: boolean, remedy: string): Judged {
  return { found, wanted, verdict: fine ? 'ok' : 'warning', remedy: fine ? '' : remedy };
}
