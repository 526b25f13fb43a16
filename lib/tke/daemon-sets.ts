/** The namespace of TKE's own components and of Cilium. */
export const SYSTEM_NAMESPACE = 'kube-system';

/** DaemonSets of TKE in {@link SYSTEM_NAMESPACE} that may have to make way for Cilium. */
export const KUBE_PROXY = 'kube-proxy';
export const TKE_CNI_AGENT = 'tke-cni-agent';
export const IP_MASQ_AGENT = 'ip-masq-agent';

/**
 * Label of a parked DaemonSet's nodeSelector. No node has it, so the DaemonSet runs nowhere, while TKE still finds the
 * object that it installed (the guide's own command, docs/networking/cilium/install.md).
 */
export const PARKED_LABEL = 'label-not-exist';

/** The nodeSelector of a parked DaemonSet. */
export const PARKED_NODE_SELECTOR = { [PARKED_LABEL]: 'node-not-exist' } as const;
