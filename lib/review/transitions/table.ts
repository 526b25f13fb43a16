import type { ClusterFacts } from '../consequences/cluster-facts';
import { ADDRESS_RULES } from './addresses';
import { APPLICATION_RULES } from './applications';
import { VERSION_RULES } from './cilium-version';
import { NETWORK_RULES } from './network';
import { PARKED_AGENT_RULES } from './parked-agents';
import type { Transition, TransitionRule } from './transition';

/** Every dangerous transition of one cluster that is known. */
export const TRANSITION_RULES: readonly TransitionRule[] = [
  ...PARKED_AGENT_RULES,
  ...ADDRESS_RULES,
  ...NETWORK_RULES,
  ...VERSION_RULES,
  ...APPLICATION_RULES,
];

/** The dangerous transitions of a cluster that was there before and still is. Pure. */
export function transitionsOf(before: ClusterFacts, after: ClusterFacts): Transition[] {
  return TRANSITION_RULES.flatMap(({ id, find }) =>
    find(before, after).map((found) => ({ ...found, rule: id })),
  );
}
