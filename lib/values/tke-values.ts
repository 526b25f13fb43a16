import type { JsonObject } from '../json';
import { API_SERVER_PORT, LOCAL_ROUTER_IP } from '../tke/addresses';
import { offSuperNodes, UNINITIALIZED_TAINT, VPC_CNI_TAINT } from '../tke/nodes';
import { EGRESS_GATEWAY_VALUES } from './egress-gateway-values';
import { GATEWAY_API_VALUES } from './gateway-api-values';
import { LOCAL_DNS_VALUES } from './local-dns-values';
import { type MasqueradedTraffic, masqueradeValues } from './masquerade-values';
import { mergeValues } from './merge-values';
import { type MeshMembership, meshValues } from './mesh-values';
import { type HubbleFeatures, hubbleValues, metricsValues, type ServedMetrics } from './observability-values';

/** Where the API server answers without kube-proxy: `host` or `hostFrom`. */
export interface ApiServerEndpoint {
  /**
   * Address of the endpoint default/kubernetes; on TKE in 169.254.0.0/16.
   * @default - it is in the ConfigMap of `hostFrom`
   */
  readonly host?: string;
  /**
   * A ConfigMap in kube-system that holds the address, and must be there before Cilium.
   * @default - `host` says it
   */
  readonly hostFrom?: { readonly configMap: string; readonly key: string };
  /** @default 60002 */
  readonly port?: number;
}

/** Pods with addresses of Cilium's own, sent from node to node in VXLAN. */
export interface OverlayNetwork {
  /** Container network that the TKE cluster was created with. */
  readonly beside: 'vpc-cni' | 'global-router';
  /** CIDRs of the pods, for example `10.244.0.0/16`: outside the VPC, the Services and other clusters of a mesh. */
  readonly podCidrs: readonly string[];
  /**
   * Prefix length of the slices that nodes take of them; 24 is 254 pods. It cannot be changed later.
   * @default 24
   */
  readonly podCidrMaskSize?: number;
}

/** All that the chart values for TKE depend on. */
export interface TkeScheme {
  /**
   * The API server's own endpoint, given when Cilium is to replace kube-proxy.
   * @default - kube-proxy stays, in iptables mode
   */
  readonly replaceKubeProxy?: ApiServerEndpoint;
  /**
   * The API server's own endpoint where kube-proxy stays: Cilium then does not wait for the Service of it.
   * @default - Cilium reaches it by its Service
   */
  readonly apiServer?: ApiServerEndpoint;
  /**
   * Native routing only: the nodes use the CNI configuration in the ConfigMap `cni-config` (`CniConfigChart` makes it)
   * and not that of tke-cni-agent, which must be parked.
   * @default false - Cilium appends itself to the configuration of tke-cni-agent
   */
  readonly ownCniConfig?: boolean;
  /**
   * Overlay routing, for which Cilium must replace kube-proxy.
   * @default - native routing: VPC-CNI hands out pod addresses, and the VPC routes them
   */
  readonly overlay?: OverlayNetwork;
  /**
   * Native routing only: what pods send out of the VPC leaves with the address of their node.
   * @default - pods keep their addresses
   */
  readonly masquerade?: MasqueradedTraffic;
  /**
   * Relay, UI and logs of flows.
   * @default - Hubble watches flows, and nothing more
   */
  readonly hubble?: HubbleFeatures;
  /**
   * Metrics of the agents and of flows, and ServiceMonitors.
   * @default - the chart's own: operator and Envoy serve metrics
   */
  readonly metrics?: ServedMetrics;
  /**
   * The cluster mesh that the cluster is in.
   * @default - none
   */
  readonly mesh?: MeshMembership;
  /**
   * A DNS cache on every node is to take the place of kube-dns for the pods of the node.
   * @default false
   */
  readonly localDNS?: boolean;
  /**
   * Overlay routing only: Gateways of the Gateway API are served, on the host network.
   * @default false
   */
  readonly gatewayAPI?: boolean;
  /**
   * Traffic of chosen pods is to leave by chosen nodes.
   * @default false
   */
  readonly egressGateway?: boolean;
  /**
   * Registry, and path in it, that every image is taken from, for example `team.tencentcloudcr.com/quay.io`.
   * @default - each image's own
   */
  readonly imageRegistry?: string;
}

/** The ConfigMap with the CNI configuration, and the key in it that the chart reads by default. */
export const CNI_CONFIG = 'cni-config';

/** Prefix length of a node's slice, as the guide's values for overlay have it. */
const POD_CIDR_MASK_SIZE = 24;

/**
 * Taints that TKE nodes carry until their network is up. The operator must tolerate them, or the first nodes of a
 * cluster wait for the agent, the agent for the CRDs, the CRDs for the operator, and the operator for a node.
 * The whole list, the chart's own four keys first: Helm replaces lists (tke-guide 18e8f55, 562ce02).
 */
const OPERATOR_TOLERATED_TAINTS = [
  'node-role.kubernetes.io/control-plane',
  'node-role.kubernetes.io/master',
  'node.kubernetes.io/not-ready',
  'node.cloudprovider.kubernetes.io/uninitialized',
  UNINITIALIZED_TAINT,
];

/**
 * The chart values for Cilium on a TKE cluster: the guide's values.yaml, what has since been found missing in it or
 * wrong with it, and the features that the scheme asks for.
 */
export function tkeValues(scheme: TkeScheme): JsonObject {
  const {
    masquerade,
    hubble,
    metrics,
    localDNS = false,
    gatewayAPI = false,
    egressGateway = false,
    mesh,
  } = scheme;
  return [
    routingValues(scheme),
    ...(masquerade ? [masqueradeValues(masquerade)] : []),
    ...(hubble ? [hubbleValues(hubble)] : []),
    ...(metrics ? [metricsValues(metrics)] : []),
    ...(localDNS ? [LOCAL_DNS_VALUES] : []),
    ...(gatewayAPI ? [GATEWAY_API_VALUES] : []),
    ...(egressGateway ? [EGRESS_GATEWAY_VALUES] : []),
    ...(mesh ? [meshValues(mesh)] : []),
  ].reduce(mergeValues);
}

function routingValues(scheme: TkeScheme): JsonObject {
  const { replaceKubeProxy, apiServer = replaceKubeProxy, ownCniConfig = false, overlay } = scheme;
  return {
    ...(overlay ? overlayValues(overlay) : nativeValues(replaceKubeProxy !== undefined, ownCniConfig)),
    operator: {
      tolerations: toleratedTaints(scheme).map((key) => ({ key, operator: 'Exists' })),
      // The operator is on the host network with a probe of 127.0.0.1, which fails on super nodes (tke-guide e6ec659).
      affinity: offSuperNodes(),
      rollOutPods: true,
    },
    // A change of cilium-config takes effect when it is merged, not when a pod happens to restart.
    rollOutCiliumPods: true,
    envoy: { rollOutPods: true },
    // The chart's default writes a new CA and private key at every render (cilium/cilium#14550); a Job in the cluster
    // makes them instead, and they never leave it.
    hubble: { tls: { auto: { method: 'cronJob' } } },
    ...(replaceKubeProxy && { kubeProxyReplacement: true }),
    // Without kube-proxy the Service address of the API server leads nowhere until Cilium runs.
    ...(apiServer && {
      ...(apiServer.host !== undefined && { k8sServiceHost: apiServer.host }),
      ...(apiServer.hostFrom && {
        k8sServiceHostRef: { name: apiServer.hostFrom.configMap, key: apiServer.hostFrom.key },
      }),
      k8sServicePort: apiServer.port ?? API_SERVER_PORT,
    }),
  };
}

/** Keys of the taints that Cilium's operator must tolerate. */
export function toleratedTaints({ overlay }: TkeScheme): readonly string[] {
  return overlay?.beside === 'global-router'
    ? OPERATOR_TOLERATED_TAINTS
    : [...OPERATOR_TOLERATED_TAINTS, VPC_CNI_TAINT];
}

function nativeValues(replacesKubeProxy: boolean, ownCniConfig: boolean): JsonObject {
  return {
    // The guide's values.yaml. Its command lines say ipamd.mode, which Helm ignores in silence: the cluster would
    // come up with cluster-pool IPAM on 10.0.0.0/8.
    routingMode: 'native',
    endpointRoutes: { enabled: true },
    enableIPv4Masquerade: false,
    ipam: { mode: 'delegated-plugin' },
    extraConfig: { 'local-router-ipv4': LOCAL_ROUTER_IP },
    cni: {
      chainingMode: 'generic-veth',
      ...(ownCniConfig ? { customConf: true, configMap: CNI_CONFIG } : { chainingTarget: 'multus-cni' }),
      // VPC-CNI sets up the routes to its pods; without this Cilium programs them as well (tke-guide c784eb9).
      externalRouting: true,
    },
    // Its restart of systemd-sysctl puts rp_filter of eth0 back to 1 on TKE images, and pods lose their return traffic
    // (tke-guide 3f6625c, 06bbd05: must be off with VPC-CNI).
    sysctlfix: { enabled: false },
    ...(replacesKubeProxy && {
      // Pod traffic leaves by eth1, eth2 and so on; detection misses them, and reverse NAT of a HostPort on another
      // node fails (tke-guide c368c3d).
      devices: 'eth+',
    }),
  };
}

/**
 * What native routing needs is left at the chart's defaults: above all sysctlfix, for with rp_filter on, traffic of the
 * node to its own pods is lost (tke-guide 06bbd05).
 */
function overlayValues({ podCidrs, podCidrMaskSize = POD_CIDR_MASK_SIZE }: OverlayNetwork): JsonObject {
  return {
    routingMode: 'tunnel',
    tunnelProtocol: 'vxlan',
    // A node that runs out of addresses takes another slice, and CIDRs can be added later; cluster-pool, which the
    // guide had before, can do neither (tke-guide 7bf2eab).
    ipam: {
      mode: 'multi-pool',
      operator: {
        autoCreateCiliumPodIPPools: {
          default: { ipv4: { cidrs: [...podCidrs], maskSize: podCidrMaskSize } },
        },
      },
    },
    // The VPC does not know the addresses of pods.
    enableIPv4Masquerade: true,
    // Without it the agent falls back to routing by the host's own stack (tke-guide 66515c0).
    bpf: { masquerade: true },
    // For a node-local DNS later; the addon of TKE does not work without kube-proxy (tke-guide 66267b5).
    localRedirectPolicies: { enabled: true },
  };
}
