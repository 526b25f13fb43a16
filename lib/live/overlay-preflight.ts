import { isDeepStrictEqual } from 'node:util';
import type { Declared } from '../cluster/declared';
import { parkedAgents } from '../cluster/parked-agents';
import { overlaps } from '../rules/ipv4';
import { PARKED_LABEL } from '../tke/daemon-sets';
import {
  at,
  type ClusterFacts,
  daemonSet,
  itemsOf,
  nodeSelector,
  rangesNotMasqueraded,
} from './cluster-facts';
import { compare, type Judged, type PreflightRule } from './preflight-rule';

/** The DaemonSets of TKE that make way besides kube-proxy. */
export const PARKED_AGENT_RULES: readonly PreflightRule[] = ['tke-cni-agent', 'ip-masq-agent'].map(
  (agent) => ({
    rule: agent,
    needs: ['daemonSets'],
    judge: (facts, _, declared) => parkedVerdict(agent, facts, declared),
  }),
);

/** Addresses of pods that the nodes or the VPC have already: with them a part of the network cannot be reached. */
export const POD_ADDRESSES: PreflightRule = {
  rule: 'pod addresses',
  needs: ['nodes', 'masqueradeConfig'],
  concerns: ({ network }) => network.routing === 'overlay',
  judge: (facts, { network }) => {
    const nodes = itemsOf(facts.nodes).flatMap((node) => {
      const addresses = at(node, 'status', 'addresses');
      return (Array.isArray(addresses) ? addresses : [])
        .filter((address) => at(address, 'type') === 'InternalIP')
        .map((address) => `${at(address, 'address')}/32`);
    });
    const taken = [...rangesNotMasqueraded(facts), ...nodes].find((range) =>
      network.podCidrs.some((podCidr) => overlaps(podCidr, range)),
    );
    return compare(
      taken === undefined ? 'nobody else has them' : `met by ${taken.replace(/\/32$/, '')}`,
      network.podCidrs.join(', '),
      taken === undefined,
      'Choose network.podCidrs outside the VPC, before the first install',
    );
  },
};

/** Whether a DaemonSet of TKE runs where the cluster file has it run, or parked; undefined where nobody minds. */
function parkedVerdict(agent: string, facts: ClusterFacts, declared: Declared): Judged | undefined {
  const wanted = parkedAgents(declared).find(({ name }) => name === agent);
  const live = daemonSet(facts, agent);
  const selector = nodeSelector(live);
  const parked = PARKED_LABEL in selector;
  if (!wanted) {
    return parked
      ? compare(
          'parked',
          'running',
          false,
          'Apply the undo of the earlier dist/, or correct the cluster file',
        )
      : undefined;
  }
  if (!live) {
    const remedy =
      agent === 'ip-masq-agent'
        ? 'Set tkeAgents.ipMasqAgent.present to false'
        : `Leave the layer ${agent} out: there is nothing to park, and its apply fails, harmlessly`;
    return { found: 'absent', wanted: 'parked, or on record', verdict: 'warning', remedy };
  }
  const remedy =
    'Write it into the nodeSelector of tkeAgents and synthesize: the override replaces it, no copy is kept';
  return compare(
    parked ? 'parked' : JSON.stringify(selector),
    `parked, or ${JSON.stringify(wanted.nodeSelector)} on record`,
    parked || isDeepStrictEqual(selector, { ...wanted.nodeSelector }),
    remedy,
  );
}
