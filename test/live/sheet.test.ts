import { CILIUM_RULES } from '../../lib/live/preflight-cilium';
import { CONTROL_PLANE_RULES } from '../../lib/live/preflight-control-plane';
import { DIST_RULES } from '../../lib/live/preflight-dist';
import { NETWORK_RULES } from '../../lib/live/preflight-network';
import { NODE_RULES } from '../../lib/live/preflight-nodes';
import { PARKED_RULES } from '../../lib/live/preflight-parked';
import { rightsFinding } from '../../lib/live/preflight-rights';

/** What is to be looked at on a live cluster, and the rows of the preflight that do. */
const LOOKED_AT: readonly (readonly [what: string, rows: readonly string[]])[] = [
  ['the API server answers, and which version it is', ['Kubernetes version']],
  ['the address and port of the endpoint of the API server', ['API server endpoint']],
  ['that address is not the one of a load balancer', ['API server load balancer']],
  ['no ordinary node before the install; a list that is refused does not pass for none', ['ordinary nodes']],
  [
    'operating system, kernel and container runtime of the nodes',
    ['operating system of the nodes', 'kernel of the nodes', 'container runtime of the nodes'],
  ],
  ['which container network TKE runs', ['container network']],
  [
    "a Cilium of TKE's, or one of somebody else's, by its image and its network",
    ['Cilium there already', 'network of the running Cilium'],
  ],
  ['the version of the eni add-on', ['VPC-CNI add-on']],
  ['kube-proxy does not run in ipvs mode', ['kube-proxy mode']],
  [
    'parked agents have the selector that no node has, and no pod is left of them',
    ['kube-proxy', 'tke-cni-agent', 'ip-masq-agent'],
  ],
  ['who set that selector', ['owner of kube-proxy nodeSelector']],
  [
    'the webhook of VPC-CNI is absent with overlay routing, and there with native',
    ['webhook add-pod-eni-ip-limit-webhook'],
  ],
  ['the CIDRs of the VPC are those of the file', ['ranges that are not masqueraded']],
  ['the CNI configuration can be read, and is ours', ['CNI configuration']],
  ['the CIDR of Services, and the address of kube-dns', ['Service CIDR', 'kube-dns address']],
  ['no node has an address of the pods', ['pod addresses']],
  ["TKE's own local DNS", ['NodeLocalDNSCache add-on']],
  [
    'the CRDs of what is applied after Cilium',
    [
      'definition of CiliumLocalRedirectPolicy',
      'definition of CiliumEgressGatewayPolicy',
      'definitions of the Gateway API',
    ],
  ],
  // From the annotations of the DaemonSet: nobody needs to be let near the Secrets of Helm.
  ['whether Helm has installed what is there', ['Cilium there already']],
  // cilium status is asked inside of a pod, which takes the right to run commands there. The readiness probe asks the same.
  [
    'after the install: agents and operator are rolled out and well',
    ['agents of Cilium', 'operator of Cilium'],
  ],
  ['after the install: what runs is what dist/ says', ['cilium-config as in dist/', 'workloads as in dist/']],
  // The list in the kernel can be seen only inside of a pod. The agent reads it from this ConfigMap, and again when it changes.
  ['after the install: the addresses that are not masqueraded', ["list of Cilium's ip-masq-agent"]],
  ['the rights that applying takes', ['rights to apply']],
];

const ROWS = [
  ...[CONTROL_PLANE_RULES, NETWORK_RULES, PARKED_RULES, CILIUM_RULES, DIST_RULES, NODE_RULES]
    .flat()
    .map(({ rule }) => rule),
  rightsFinding({ asked: [] }).rule,
];

test.each(LOOKED_AT)('%s: the preflight has a row for it', (_, rows) => {
  expect(rows.filter((row) => !ROWS.includes(row))).toEqual([]);
});

test('every row of the preflight is for something of the list', () => {
  const named = LOOKED_AT.flatMap(([, rows]) => rows);
  expect(ROWS.filter((row) => !named.includes(row))).toEqual([]);
  expect(new Set(ROWS).size).toBe(ROWS.length);
});
