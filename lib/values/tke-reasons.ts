import { EGRESS_GATEWAY_REASONS } from './egress-gateway-values';
import { GATEWAY_API_REASONS } from './gateway-api-values';
import { IMAGE_REASONS } from './image-values';
import { LOCAL_DNS_REASONS } from './local-dns-values';
import { MASQUERADE_REASONS } from './masquerade-values';
import { MESH_REASONS } from './mesh-values';
import { HUBBLE_REASONS, METRICS_REASONS } from './observability-values';
import { guideCommit as commit, guidePage, type TkeReason } from './tke-reason';
import type { TkeScheme } from './tke-values';

const INSTALL = guidePage('install');

/** One entry for each value that every scheme may set; a test holds them against `tkeValues`. */
export const TKE_REASONS: readonly TkeReason[] = [
  {
    key: 'routingMode',
    field: 'network.routing',
    why: 'native: the VPC routes the addresses of pods; overlay: they travel in VXLAN',
    source: INSTALL,
  },
  {
    key: 'endpointRoutes.enabled',
    field: 'network.routing',
    why: 'each pod of VPC-CNI has a route of its own on the node',
    source: INSTALL,
  },
  {
    key: 'enableIPv4Masquerade',
    field: 'network.routing',
    why: 'the VPC knows the addresses of pods with native routing, and does not know those of an overlay',
    source: INSTALL,
  },
  {
    key: 'ipam.mode',
    field: 'network.routing',
    why: 'native: VPC-CNI hands out addresses; overlay: a node that runs out of addresses takes another slice, which cluster-pool cannot do',
    source: commit('7bf2eab'),
  },
  {
    key: 'ipam.operator.autoCreateCiliumPodIPPools',
    field: 'network.podCidrs',
    why: 'the first pool of pod addresses is made from the pod CIDRs of the cluster file',
    source: commit('7bf2eab'),
  },
  {
    key: 'extraConfig.local-router-ipv4',
    field: 'network.routing',
    why: 'the agent refuses delegated IPAM without an address of its own',
    source: INSTALL,
  },
  {
    key: 'cni.chainingMode',
    field: 'network.routing',
    why: 'VPC-CNI makes the interfaces of pods, and Cilium is chained behind it',
    source: INSTALL,
  },
  {
    key: 'cni.chainingTarget',
    field: 'network.cniConfig',
    why: 'Cilium appends itself to the CNI configuration that tke-cni-agent writes',
    source: INSTALL,
  },
  {
    key: 'cni.customConf',
    field: 'network.cniConfig',
    why: 'the nodes use the CNI configuration in the ConfigMap cni-config',
    source: INSTALL,
  },
  {
    key: 'cni.configMap',
    field: 'network.cniConfig',
    why: 'the nodes use the CNI configuration in the ConfigMap cni-config',
    source: INSTALL,
  },
  {
    key: 'cni.externalRouting',
    field: 'network.routing',
    why: 'VPC-CNI sets up the routes to its pods; Cilium would program them as well',
    source: commit('c784eb9'),
  },
  {
    key: 'sysctlfix.enabled',
    field: 'network.routing',
    why: 'its restart of systemd-sysctl puts rp_filter of eth0 back to 1, and pods lose their return traffic',
    source: commit('3f6625c'),
  },
  {
    key: 'devices',
    field: 'kubeProxy.replace',
    why: 'pod traffic leaves by eth1, eth2 and so on, which detection misses',
    source: commit('c368c3d'),
  },
  {
    key: 'tunnelProtocol',
    field: 'network.routing',
    why: 'the pods of an overlay travel in VXLAN',
    source: commit('7bf2eab'),
  },
  {
    key: 'bpf.masquerade',
    field: 'network.routing',
    why: "without it the agent routes by the host's own stack",
    source: commit('66515c0'),
  },
  {
    key: 'localRedirectPolicies.enabled',
    field: 'network.routing',
    why: 'a node-local DNS needs it, since the addon of TKE does not work without kube-proxy',
    source: commit('66267b5'),
  },
  {
    key: 'operator.tolerations',
    field: 'network.mode',
    why: 'the operator must run before the taints of a new node are gone, or the first nodes wait for ever',
    source: commit('18e8f55'),
  },
  {
    key: 'operator.affinity',
    why: "the operator's probe of 127.0.0.1 fails on super nodes",
    source: commit('e6ec659'),
  },
  {
    key: 'operator.rollOutPods',
    why: 'a change of cilium-config takes effect when it is merged, not when a pod happens to restart',
    source: 'https://github.com/cilium/cilium/issues/48534',
  },
  {
    key: 'rollOutCiliumPods',
    why: 'a change of cilium-config takes effect when it is merged, not when a pod happens to restart',
    source: 'https://github.com/cilium/cilium/issues/48534',
  },
  {
    key: 'envoy.rollOutPods',
    why: 'a change of cilium-config takes effect when it is merged, not when a pod happens to restart',
    source: 'https://github.com/cilium/cilium/issues/48534',
  },
  {
    key: 'hubble.tls.auto.method',
    why: 'the default writes a new private key at every render; a Job in the cluster makes it instead',
    source: 'https://github.com/cilium/cilium/issues/14550',
  },
  {
    key: 'kubeProxyReplacement',
    field: 'kubeProxy.replace',
    why: 'the cluster file has Cilium replace kube-proxy',
    source: INSTALL,
  },
  {
    key: 'k8sServiceHost',
    field: 'apiServer.host',
    why: 'without kube-proxy the Service address of the API server leads nowhere until Cilium runs',
    source: INSTALL,
  },
  {
    key: 'k8sServiceHostRef',
    field: 'apiServer.hostFrom',
    why: 'without kube-proxy the Service address of the API server leads nowhere until Cilium runs',
    source: INSTALL,
  },
  {
    key: 'k8sServicePort',
    field: 'apiServer.port',
    why: 'the API server of TKE answers on this port behind its own address',
    source: INSTALL,
  },
];

/** Reasons of the values of a feature, which hold where the scheme asks for it. */
export const FEATURE_REASONS: readonly {
  readonly feature: keyof TkeScheme;
  readonly reasons: readonly TkeReason[];
}[] = [
  { feature: 'masquerade', reasons: MASQUERADE_REASONS },
  { feature: 'hubble', reasons: HUBBLE_REASONS },
  { feature: 'metrics', reasons: METRICS_REASONS },
  { feature: 'localDNS', reasons: LOCAL_DNS_REASONS },
  { feature: 'egressGateway', reasons: EGRESS_GATEWAY_REASONS },
  { feature: 'gatewayAPI', reasons: GATEWAY_API_REASONS },
  { feature: 'mesh', reasons: MESH_REASONS },
  { feature: 'imageRegistry', reasons: IMAGE_REASONS },
];

/** Why this tool sets a value on a cluster of that scheme. */
export function tkeReason(path: readonly string[], scheme: TkeScheme): TkeReason | undefined {
  const dotted = path.join('.');
  const ofFeatures = FEATURE_REASONS.filter(({ feature }) => scheme[feature] !== undefined);
  return [...ofFeatures.flatMap(({ reasons }) => reasons), ...TKE_REASONS].find(({ key }) =>
    key.startsWith('*') ? dotted.endsWith(key.slice(1)) : dotted === key || dotted.startsWith(`${key}.`),
  );
}
