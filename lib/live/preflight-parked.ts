import { isDeepStrictEqual } from 'node:util';
import { parkedAgents } from '../cluster/parked-agents';
import { IP_MASQ_AGENT, KUBE_PROXY, TKE_CNI_AGENT } from '../tke/daemon-sets';
import { type ClusterFacts, daemonSet } from './cluster-facts';
import { advise, compare, type Expected, type Judged, type PreflightRule } from './preflight-rule';
import { fieldManagers, isParked, kubeProxyMode, nodeSelector, podsOf } from './readings';

/** The DaemonSets of TKE that make way for Cilium. */
export const PARKED_RULES: readonly PreflightRule[] = [
  {
    rule: 'kube-proxy mode',
    needs: ['daemonSets', 'kubeProxyConfig'],
    judge: (facts, { declared: { cluster } }) => {
      const found = kubeProxyMode(facts) ?? 'no kube-proxy';
      if (found === 'no kube-proxy' && cluster.kubeProxy.replace) {
        const remedy =
          'Leave the layer kube-proxy out: there is nothing to park, and its apply fails, harmlessly';
        return { found, wanted: 'iptables', verdict: 'warning', remedy };
      }
      const remedy = 'Use a cluster with kube-proxy in mode iptables, and rebuild nodes that ran ipvs';
      return compare(found, 'iptables', found === 'iptables', remedy);
    },
  },
  ...[KUBE_PROXY, TKE_CNI_AGENT, IP_MASQ_AGENT].map(
    (agent): PreflightRule => ({
      rule: agent,
      needs: ['daemonSets'],
      judge: (facts, expected) => agentVerdict(agent, facts, expected),
    }),
  ),
  {
    rule: 'owner of kube-proxy nodeSelector',
    needs: ['daemonSets'],
    applies: ({ declared: { cluster } }) => cluster.kubeProxy.replace,
    judge: (facts) => {
      const kubeProxy = daemonSet(facts, KUBE_PROXY);
      const managers = fieldManagers(kubeProxy, 'f:spec', 'f:template', 'f:spec', 'f:nodeSelector');
      // Whether TKE writes the field again at an upgrade of the cluster is not known, so the owner is shown.
      return kubeProxy && managers.length > 0
        ? advise(
            managers.join(', '),
            isParked(kubeProxy) ? 'who applies dist/, alone' : 'anybody',
            !isParked(kubeProxy) || managers.length === 1,
            'Another client sets the field too, and may put kube-proxy back: watch it at the next upgrade of the cluster',
          )
        : undefined;
    },
  },
];

/** Whether a DaemonSet of TKE runs where the cluster file has it run, or is parked; undefined where nobody minds. */
function agentVerdict(
  agent: string,
  facts: ClusterFacts,
  { declared, installed }: Expected,
): Judged | undefined {
  const wanted = parkedAgents(declared).find(({ name }) => name === agent);
  const live = daemonSet(facts, agent);
  if (isParked(live)) {
    return parkedVerdict(wanted !== undefined, podsOf(live));
  }
  if (!wanted) {
    return agent === KUBE_PROXY && live
      ? compare(`runs, ${podsText(podsOf(live))}`, 'runs', true, '')
      : undefined;
  }
  if (!live) {
    return agent === KUBE_PROXY ? undefined : absentVerdict(agent);
  }
  const found = `${JSON.stringify(nodeSelector(live))}, ${podsText(podsOf(live))}`;
  if (installed) {
    const remedy = `It is back, beside Cilium: apply the layer ${agent} again, and find out who changed its nodeSelector`;
    return compare(found, 'parked', false, remedy);
  }
  return compare(
    found,
    `${JSON.stringify(wanted.nodeSelector)} on record`,
    isDeepStrictEqual(nodeSelector(live), { ...wanted.nodeSelector }),
    `Write it into ${agent === KUBE_PROXY ? 'kubeProxy.nodeSelector' : 'the nodeSelector of tkeAgents'} and synthesize: the override replaces it, and the cluster keeps no copy`,
  );
}

function parkedVerdict(wanted: boolean, pods: number): Judged {
  if (!wanted) {
    const remedy = 'Apply the undo of the dist/ that parked it, or correct the cluster file';
    return compare('parked', 'runs', false, remedy);
  }
  const remedy = 'Wait until its pods are gone; where they stay, look at the events of the DaemonSet';
  return compare(`parked, ${podsText(pods)}`, 'parked, 0 pods', pods === 0, remedy);
}

function absentVerdict(agent: string): Judged {
  const remedy =
    agent === IP_MASQ_AGENT
      ? 'Set tkeAgents.ipMasqAgent.present to false'
      : `Leave the layer ${agent} out: there is nothing to park, and its apply fails, harmlessly`;
  return { found: 'absent', wanted: 'parked, or on record', verdict: 'warning', remedy };
}

function podsText(count: number): string {
  return count === 1 ? '1 pod' : `${count} pods`;
}
