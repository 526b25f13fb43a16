/**
 * What took the place of keys that a chart dropped or deprecates, where the chart's own message does not say it in
 * one word. From the upgrade notes (https://docs.cilium.io/en/stable/operations/upgrade/#helm-options).
 */
const REPLACEMENTS: Readonly<Record<string, string>> = {
  tunnel: 'routingMode and tunnelProtocol',
  enableCiliumEndpointSlice: 'ciliumEndpointSlice.enabled',
  'encryption.keyFile': 'encryption.ipsec.keyFile',
  'encryption.mountPath': 'encryption.ipsec.mountPath',
  'encryption.secretName': 'encryption.ipsec.secretName',
  'encryption.interface': 'encryption.ipsec.interface',
  'proxy.prometheus.enabled': 'envoy.prometheus.enabled',
  'proxy.prometheus.port': 'envoy.prometheus.port',
  'clustermesh.apiserver.tls.ca.cert': 'tls.ca.cert',
  'clustermesh.apiserver.tls.ca.key': 'tls.ca.key',
  'ipam.operator.clusterPoolIPv4PodCIDR': 'ipam.operator.clusterPoolIPv4PodCIDRList',
  'ipam.operator.clusterPoolIPv6PodCIDR': 'ipam.operator.clusterPoolIPv6PodCIDRList',
  'nodePort.enabled': 'kubeProxyReplacement (in a cluster file: kubeProxy.replace)',
  'hostPort.enabled': 'kubeProxyReplacement (in a cluster file: kubeProxy.replace)',
  'externalIPs.enabled': 'kubeProxyReplacement (in a cluster file: kubeProxy.replace)',
  localRedirectPolicy: 'localRedirectPolicies.enabled',
  'hubble.export.fileMaxSizeMb': 'hubble.export.static.fileMaxSizeMb',
  'hubble.export.fileMaxBackups': 'hubble.export.static.fileMaxBackups',
  'hubble.export.fileCompress': 'hubble.export.static.fileCompress',
  'encryption.strictMode.enabled': 'encryption.strictMode.egress.enabled',
  'encryption.strictMode.cidr': 'encryption.strictMode.egress.cidr',
  'encryption.strictMode.allowRemoteNodeIdentities': 'encryption.strictMode.egress.allowRemoteNodeIdentities',
  'clustermesh.enableMCSAPISupport': 'clustermesh.mcsapi.enabled',
};

/** "Use X instead", for a key that was dropped or is deprecated, or for a map whose keys all were. */
export function instead(path: string): string | undefined {
  const replacements = Object.entries(REPLACEMENTS);
  const exact =
    replacements.find(([key]) => key === path) ?? replacements.find(([key]) => key.startsWith(`${path}.`));
  return exact && `Use ${exact[1]} instead`;
}

/** Settings of one static log of flows, which the chart reads for that and for no other. */
const STATIC_EXPORT = /^hubble\.export\.(fileMaxSizeMb|fileMaxBackups|fileCompress)$/;

/** The same, where it depends on what else is set. */
export function insteadFor(path: string, isOn: (path: string) => boolean): string | undefined {
  const [, setting] = STATIC_EXPORT.exec(path) ?? [];
  return setting !== undefined && isOn('hubble.export.dynamic.enabled')
    ? `Use hubble.export.dynamic.config.content[].${setting} instead, once for each log`
    : instead(path);
}
