import type { Change } from '../change';
import type { ClusterFacts } from '../consequences/cluster-facts';
import type { Text } from '../text';

/** A change from one state of a cluster to another that is dangerous although both states are fine. */
export interface Transition {
  /** Stable id of the rule. */
  readonly rule: string;
  /** From and to. An acknowledgement names it, so that it never covers another transition of the same rule. */
  readonly change: string;
  readonly group: 'needs-hand' | 'irreversible';
  /** True when a synth does not write it before the cluster file acknowledges it. */
  readonly stops: boolean;
  readonly problem: Text;
  /** The safe way, step by step. */
  readonly steps: readonly Text[];
  /** The field of the cluster file that decides it, for the line of the message. */
  readonly field: readonly string[];
  /** True for a changed path that this transition explains. */
  readonly claims: (change: Change) => boolean;
}

/** Finds one kind of dangerous transition of a cluster that was there before and still is. Pure. */
export interface TransitionRule {
  readonly id: string;
  readonly find: (before: ClusterFacts, after: ClusterFacts) => readonly Found[];
}

/** What a rule finds; the id is the rule's. */
export type Found = Omit<Transition, 'rule'>;

/** Claims keys of cilium-config. */
export function claimsConfig(...keys: readonly string[]): Transition['claims'] {
  return ({ object, path }) =>
    object.kind === 'ConfigMap' &&
    object.name === 'cilium-config' &&
    path[0] === 'data' &&
    keys.includes(path[1] ?? '');
}

/** Claims nothing: the paths are reported where they belong. */
export const claimsNothing: Transition['claims'] = () => false;
