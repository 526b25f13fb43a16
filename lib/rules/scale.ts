import type { Declared } from '../cluster/declared';
import { atValue, GUIDE, type Rule } from './rule';

const TUNING = `${GUIDE}/appendix/large-scale-tuning.md`;

/** From this size on the guide tunes Cilium. */
const MANY_NODES = 200;

/** What the agent takes where the chart says nothing (bpf-lb-map-max in its command reference). */
const AGENT_LB_MAP_MAX = 65536;

/** What a cluster needs for its size. Silent while the cluster file does not say how large it is. */
export const SCALE_RULES: readonly Rule[] = [
  {
    id: 'endpoint-slices-at-scale',
    severity: 'warning',
    source: TUNING,
    check: (declared) =>
      declared.nodes >= MANY_NODES &&
      !declared.on('ciliumEndpointSlice.enabled') &&
      !declared.on('egressGateway.enabled')
        ? [
            atValue(
              'ciliumEndpointSlice.enabled',
              `the node pools may have ${declared.nodes} nodes, and every agent follows one CiliumEndpoint for each pod of the cluster`,
              'Set ciliumEndpointSlice.enabled to true (beta, and there is no smooth way back), or acknowledge this',
            ),
          ]
        : [],
  },
  {
    id: 'api-priority-missing',
    severity: 'warning',
    source: TUNING,
    check: (declared) =>
      declared.nodes >= MANY_NODES && !declared.cluster.apiPriority
        ? [
            {
              path: ['apiPriority'],
              problem: `the node pools may have ${declared.nodes} nodes, and nothing keeps their agents from crowding out others at the API server`,
              remedy: 'Add apiPriority.level, the level of the TKE cluster',
            },
          ]
        : [],
  },
  {
    id: 'api-priority-level',
    severity: 'warning',
    source: 'https://intl.cloud.tencent.com/document/product/457/45158',
    check: ({ nodes, cluster: { apiPriority } }) =>
      apiPriority && nodes > Number(apiPriority.level.slice(1))
        ? [
            {
              path: ['apiPriority', 'level'],
              problem: `a TKE cluster of level ${apiPriority.level} is made for ${apiPriority.level.slice(1)} nodes, and the node pools may have ${nodes}`,
              remedy: 'Write the level that the cluster has, or raise it in the TKE console',
            },
          ]
        : [],
  },
  {
    id: 'load-balancer-map-size',
    severity: 'warning',
    source: TUNING,
    check: (declared) => {
      const needed = loadBalancerEntries(declared);
      const size = Number(declared.value('bpf.lbMapMax') ?? AGENT_LB_MAP_MAX);
      return needed > size
        ? [
            atValue(
              'bpf.lbMapMax',
              `the Services of the cluster need ${needed} entries of the load balancer map, which has ${size}: those beyond cannot be reached`,
              'Set bpf.lbMapMax to more, for example 131072',
            ),
          ]
        : [];
    },
  },
];

/** One for each Service, and one for each of its endpoints. */
function loadBalancerEntries({ cluster: { facts } }: Declared): number {
  return (facts.services ?? 0) * (1 + facts.endpointsPerService);
}
