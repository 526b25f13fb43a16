import { isObject, type JsonObject } from '../json';

/** Where the API server answers without kube-proxy. */
export interface ApiServerEndpoint {
  /** Address of the endpoint default/kubernetes; on TKE in 169.254.0.0/16. */
  readonly host: string;
  /** @default 60002 */
  readonly port?: number;
}

/** Port of the TKE API server behind its 169.254 address (the guide's values.yaml). */
const TKE_API_SERVER_PORT = 60002;

/** The address Cilium gives cilium_host; the agent refuses delegated IPAM without it (the guide's values.yaml). */
const LOCAL_ROUTER_IPV4 = '169.254.32.16';

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
  'tke.cloud.tencent.com/uninitialized',
  'tke.cloud.tencent.com/eni-ip-unavailable',
];

/**
 * The chart values for Cilium on a TKE cluster with VPC-CNI and native routing: the guide's values.yaml,
 * and what has since been found missing in it or wrong with it.
 *
 * @param replacedBy the API server's endpoint when Cilium replaces kube-proxy; undefined when kube-proxy stays
 */
export function tkeValues(replacedBy: ApiServerEndpoint | undefined): JsonObject {
  return {
    // The guide's values.yaml. Its command lines say ipamd.mode, which Helm ignores in silence: the cluster would
    // come up with cluster-pool IPAM on 10.0.0.0/8.
    routingMode: 'native',
    endpointRoutes: { enabled: true },
    enableIPv4Masquerade: false,
    ipam: { mode: 'delegated-plugin' },
    extraConfig: { 'local-router-ipv4': LOCAL_ROUTER_IPV4 },
    cni: {
      chainingMode: 'generic-veth',
      chainingTarget: 'multus-cni',
      // VPC-CNI sets up the routes to its pods; without this Cilium programs them as well (tke-guide c784eb9).
      externalRouting: true,
    },
    // Its restart of systemd-sysctl puts rp_filter of eth0 back to 1 on TKE images, and pods lose their return traffic
    // (tke-guide 3f6625c, 06bbd05: must be off with VPC-CNI).
    sysctlfix: { enabled: false },
    operator: {
      tolerations: OPERATOR_TOLERATED_TAINTS.map((key) => ({ key, operator: 'Exists' })),
      // The operator is on the host network with a probe of 127.0.0.1, which fails on super nodes (tke-guide e6ec659).
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
              {
                matchExpressions: [
                  { key: 'node.kubernetes.io/instance-type', operator: 'NotIn', values: ['eklet'] },
                ],
              },
            ],
          },
        },
      },
      rollOutPods: true,
    },
    // A change of cilium-config takes effect when it is merged, not when a pod happens to restart.
    rollOutCiliumPods: true,
    envoy: { rollOutPods: true },
    // The chart's default writes a new CA and private key at every render (cilium/cilium#14550); a Job in the cluster
    // makes them instead, and they never leave it.
    hubble: { tls: { auto: { method: 'cronJob' } } },
    ...(replacedBy && {
      kubeProxyReplacement: true,
      // Without kube-proxy the Service address of the API server leads nowhere until Cilium runs.
      k8sServiceHost: replacedBy.host,
      k8sServicePort: replacedBy.port ?? TKE_API_SERVER_PORT,
      // Pod traffic leaves by eth1, eth2 and so on; detection misses them, and reverse NAT of a HostPort on another
      // node fails (tke-guide c368c3d).
      devices: 'eth+',
    }),
  };
}

/**
 * Lays values over others as Helm lays one values file over another: maps merge, anything else replaces,
 * and `null` stays, for Helm to delete the chart's default.
 */
export function mergeValues(base: JsonObject, over: JsonObject): JsonObject {
  const merged: JsonObject = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = base[key];
    merged[key] = isObject(below) && isObject(value) ? mergeValues(below, value) : value;
  }
  return merged;
}
