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
  'clustermesh.apiserver.tls.server.extraDnsNames': 'clustermesh.apiserver.tls.auto.server.extraDnsNames',
  'clustermesh.apiserver.tls.server.extraIpAddresses':
    'clustermesh.apiserver.tls.auto.server.extraIpAddresses',
};

const MESH_CERTIFICATES =
  'Remove it: have certificates made by clustermesh.apiserver.tls.auto, or create the Secrets before Cilium is installed';

/** Keys that Cilium 1.20 dropped with nothing of the same kind in their place, and what to do. */
const NOT_REPLACED: Readonly<Record<string, string>> = {
  'clustermesh.apiserver.tls.enableSecrets': MESH_CERTIFICATES,
  'clustermesh.apiserver.tls.admin.cert': MESH_CERTIFICATES,
  'clustermesh.apiserver.tls.admin.key': MESH_CERTIFICATES,
  'clustermesh.apiserver.tls.remote.cert': MESH_CERTIFICATES,
  'clustermesh.apiserver.tls.remote.key': MESH_CERTIFICATES,
  'clustermesh.apiserver.tls.server.cert': MESH_CERTIFICATES,
  'clustermesh.apiserver.tls.server.key': MESH_CERTIFICATES,
  'encryption.ipsec.encryptedOverlay': 'Remove it: from Cilium 1.20 on there is no such setting',
  'hubble.redact.kafka.apiKey':
    'Remove it: from Cilium 1.20 on flows hold nothing of Kafka that could be redacted',
  'hubble.ui.backend.livenessProbe.enabled':
    'Remove it: from Cilium 1.20 on the backend of Hubble UI has no probe to switch on',
  'hubble.ui.backend.readinessProbe.enabled':
    'Remove it: from Cilium 1.20 on the backend of Hubble UI has no probe to switch on',
  'preflight.tofqdnsPreCache':
    'Remove it: from Cilium 1.20 on the check before an upgrade collects no DNS names',
};

const ADVICE: ReadonlyMap<string, string> = new Map([
  ...Object.entries(REPLACEMENTS).map(([key, use]): [string, string] => [key, `Use ${use} instead`]),
  ...Object.entries(NOT_REPLACED),
]);

/** What to do about a key that was dropped or is deprecated, or about a map whose keys all were. */
export function instead(path: string): string | undefined {
  return ADVICE.get(path) ?? [...ADVICE].find(([key]) => key.startsWith(`${path}.`))?.[1];
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
