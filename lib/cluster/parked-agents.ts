import { IP_MASQ_AGENT, KUBE_PROXY, TKE_CNI_AGENT } from '../tke/daemon-sets';
import type { Declared } from './declared';

/** A DaemonSet of TKE in kube-system that makes way for Cilium. */
export interface ParkedAgent {
  readonly name: string;
  /** What its nodeSelector was before; the cluster keeps no copy. */
  readonly nodeSelector: Readonly<Record<string, string>>;
}

/**
 * The DaemonSets of TKE that must run on no node, in the order in which they are parked. With native routing
 * tke-cni-agent writes what Cilium appends itself to, unless the nodes use a configuration of Cilium's; ip-masq-agent does the masquerading unless Cilium does.
 * One that is about to return is not among them.
 */
export function parkedAgents(declared: Declared): readonly ParkedAgent[] {
  const { returning } = declared.cluster;
  return madeWay(declared).filter(({ name }) => !returning.some((other) => other === name));
}

/** The DaemonSets of TKE that were parked and are put back on their nodes. */
export function returningAgents({ cluster }: Declared): readonly ParkedAgent[] {
  const { kubeProxy, tkeAgents, returning } = cluster;
  const selectors: Readonly<Record<string, ParkedAgent['nodeSelector']>> = {
    [KUBE_PROXY]: kubeProxy.nodeSelector,
    [TKE_CNI_AGENT]: tkeAgents.cniAgent.nodeSelector,
    [IP_MASQ_AGENT]: tkeAgents.ipMasqAgent.nodeSelector,
  };
  return returning.map((name) => ({ name, nodeSelector: selectors[name] ?? {} }));
}

function madeWay(declared: Declared): readonly ParkedAgent[] {
  const { kubeProxy, network, tkeAgents } = declared.cluster;
  const { cniAgent, ipMasqAgent } = tkeAgents;
  return [
    ...(kubeProxy.replace ? [{ name: KUBE_PROXY, nodeSelector: kubeProxy.nodeSelector }] : []),
    ...(declared.overlay || network.cniConfig === 'own'
      ? [{ name: TKE_CNI_AGENT, nodeSelector: cniAgent.nodeSelector }]
      : []),
    ...((ipMasqAgent.parked ?? declared.masquerades) && ipMasqAgent.present
      ? [{ name: IP_MASQ_AGENT, nodeSelector: ipMasqAgent.nodeSelector }]
      : []),
  ];
}
