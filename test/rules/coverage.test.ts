import { readFileSync } from 'node:fs';
import { AGENT_RULES } from '../../lib/rules/agent/table';
import { RENDERED_RULES } from '../../lib/rules/rendered-rules';
import { RULES } from '../../lib/rules/table';

/** Something that is known of Cilium on TKE, and what here holds a cluster file to it. */
interface Knowledge {
  readonly known: string;
  /** Rules of the table. */
  readonly rules: readonly string[];
  /** Rules that judge something else than the cluster file, and the file that has them. */
  readonly others?: Readonly<Record<string, string>>;
  /** What of it cannot be held here: the beginning of the paragraph in docs/decisions.md that says why. */
  readonly open?: string;
}

const OBJECT_RULES = 'lib/manifests/object-rules.ts';
const OWN_CNI = '**`chainingTarget: multus-cni` is the default';
const BY_CONSTRUCTION = '**What holds by construction has no rule';

const KNOWLEDGE: readonly Knowledge[] = [
  {
    known:
      'native and overlay on VPC-CNI, overlay only on GlobalRouter; neither DataPlaneV2 nor CiliumOverlay',
    rules: ['global-router-native-routing', 'data-plane-v2', 'tke-cilium-overlay'],
  },
  {
    known: 'each Cilium has its Kubernetes versions; API priority needs 1.29',
    rules: ['kubernetes-version', 'cilium-minor-untried'],
    open: BY_CONSTRUCTION,
  },
  {
    known: 'an operating system of the list, or kernel 5.10; the image label on native and Karpenter pools',
    rules: ['node-pool-os', 'node-pool-kernel', 'native-node-image'],
  },
  {
    known: 'native routing needs the eni addon 3.8.0, better 3.8.3',
    rules: ['eni-addon-version', 'eni-addon-advised'],
  },
  {
    known: 'the API server is at a link-local address or a name, said once, on port 60002',
    rules: [
      'api-server-needed',
      'api-server-host',
      'api-server-off-link-local',
      'api-server-port',
      'api-server-once',
      'value-said-elsewhere',
    ],
  },
  {
    known: 'local-router-ipv4 with native routing and only there, link-local, not the API server',
    rules: ['local-router-address', 'native-routing-bundle'],
  },
  {
    known: 'what native routing needs is all there',
    rules: [
      'native-routing-bundle',
      'own-cni-config',
      'cni-config-map',
      'cni-config-elsewhere',
      'cni-chaining-target',
      'cni-chaining-target-name',
      'local-router-address',
    ],
    open: OWN_CNI,
  },
  {
    known: 'what overlay routing needs is all there, and nothing of native routing',
    rules: ['overlay-bundle', 'overlay-host-routing', 'overlay-needs-replacement', 'local-router-address'],
  },
  {
    known: 'pod CIDRs are canonical, larger than a slice, nobody else has them, and there is a slice a node',
    rules: [
      'cidr-form',
      'cidr-overlap',
      'pod-cidrs-needed',
      'pod-cidr-form',
      'pod-cidr-overlap',
      'pod-cidr-unchecked',
      'pod-cidr-capacity',
    ],
  },
  {
    known: 'who masquerades with native routing leaves the VPC alone; with overlay routing nothing of it',
    rules: [
      'masquerade-cidrs',
      'overlay-masquerade-list',
      'masquerade-unchecked',
      'masquerade-field',
      'ip-masq-agent-config',
    ],
  },
  {
    known: 'the ConfigMap ip-masq-agent comes from the chart, and no second one',
    rules: ['masquerade-cidrs', 'overlay-masquerade-list'],
    others: { 'same-file': 'lib/layout/layout.ts', 'contested-object': 'lib/manifests/contested-objects.ts' },
  },
  {
    known:
      'the egress gateway replaces kube-proxy, masquerades in eBPF, without slices and mesh; its policies',
    rules: [
      ...['egress-gateway-needs', 'egress-gateway-masquerade', 'egress-gateway-pool'],
      ...['egress-gateway-node', 'egress-gateway-policy', 'egress-gateway-inside'],
    ],
    others: {
      'egress-policy-gateway': OBJECT_RULES,
      'egress-policy-node': OBJECT_RULES,
      'egress-policy-address': OBJECT_RULES,
    },
  },
  {
    known: 'Gateway API with overlay routing only, on the host network, its class made; its listeners',
    rules: [
      ...['agent-delegated-envoy', 'gateway-api-needs', 'ingress-needs', 'gateway-api-routing'],
      ...['gateway-load-balancer', 'gateway-privileged-port'],
    ],
    others: { 'gateway-listener': OBJECT_RULES, 'gateway-service-namespace': OBJECT_RULES },
  },
  { known: 'no IPsec on VPC-CNI', rules: ['ipsec-vpc-cni'] },
  {
    known: 'a cluster of a mesh has id, name, a shared CA and a load balancer inside the VPC',
    rules: [
      'cluster-mesh-identity',
      'cluster-mesh-shared-ca',
      'cluster-mesh-load-balancer',
      'cluster-mesh-node-port',
      'mesh-field',
      'mesh-pod-cidrs',
      'mesh-peer-unconnected',
    ],
  },
  {
    known: 'Hubble UI needs Relay; a log of all flows leaves the log service out; Hubble knows its metrics',
    rules: [
      'hubble-ui-needs-relay',
      'flow-log-loop',
      'flow-log-name',
      'flow-log-filter',
      'flow-log-entry',
      'hubble-metric-entry',
      'flow-log-field',
      'hubble-metric-name',
      'hubble-off',
    ],
  },
  {
    known: 'a node-local DNS needs redirect policies, no addon of TKE, the address of kube-dns; its order',
    rules: ['node-local-dns-addon', 'local-dns-needs', 'local-dns-twice'],
    others: { 'custom-resource-order': OBJECT_RULES },
  },
  {
    known: 'with overlay routing webhooks are on the host network, and that of VPC-CNI is gone',
    rules: ['overlay-webhooks', 'eni-ip-webhook'],
  },
  {
    known: 'the operator tolerates all taints of new nodes, in one list, and keeps off super nodes',
    rules: ['node-taints-tolerated', 'operator-on-super-node'],
  },
  {
    known: 'no value that the chart does not know',
    rules: [],
    others: { 'unknown-value': 'lib/values/check-values.ts' },
  },
  {
    known: 'shares at the API server by level, tuning by size, endpoint slices not with an egress gateway',
    rules: [
      'api-priority-missing',
      'api-priority-level',
      'endpoint-slices-at-scale',
      'load-balancer-map-size',
      'egress-gateway-needs',
    ],
    open: '**Tuning that only a running cluster can ask for',
  },
  {
    known: 'images from registries that are allowed, with digest',
    rules: [],
    others: {
      'image-registry': 'lib/manifests/check-images.ts',
      'image-digest': 'lib/manifests/check-images.ts',
    },
  },
  {
    known: 'no key in dist/, and none that is new at every render',
    rules: ['certificates-at-render'],
    others: { 'key-material': 'lib/manifests/key-material.ts' },
  },
  {
    known: 'dist/ holds the agents and the operator, in kube-system',
    rules: ['cilium-whole', 'namespace-of-cilium'],
  },
  {
    known: 'kube-proxy in ipvs mode leaves Services unreachable',
    rules: ['kube-proxy-ipvs', 'kube-proxy-ipvs-nodes'],
  },
  { known: 'no operator or datapath of another cloud', rules: ['other-cloud'] },
  { known: 'a change of the configuration restarts what reads it', rules: ['roll-out-off'] },
  { known: 'Argo CD sees no object that deletes itself', rules: ['certificate-job-leaves'] },
  {
    known: 'what the agents read is what the cluster file says',
    rules: ['agent-option-of-routing', 'local-router-of-api-server', 'agents-read-cilium-config'],
    others: { 'agent-option-overridden': 'lib/rules/overridden-options.ts' },
  },
  {
    known: 'a node without an agent has no Services once kube-proxy is parked, and pods need what they name',
    rules: [
      'agents-on-some-nodes',
      'operator-scaled-to-none',
      'service-account-missing',
      'priority-class-unknown',
      'state-cleaned',
    ],
  },
  {
    known:
      'agent and operator read past an option that they do not have, and take a wrong variable for false',
    rules: ['agent-variable-type'],
    others: { 'agent-option-unknown': 'lib/rules/unknown-options.ts' },
  },
  {
    known: 'a feature needs its kernel',
    rules: [],
    others: { 'kernel-too-old': 'lib/rules/kernel-needs.ts' },
  },
  { known: 'releases with faults that a later one has not', rules: ['known-fault', 'kernel-btf-unknown'] },
  { known: 'tables of the datapath fit each other', rules: ['agent-nat-table-size', 'nat-table-by-memory'] },
  {
    known: 'no two programs listen on one port of a node',
    rules: ['host-port-twice', 'host-port-among-node-ports'],
  },
  {
    known: 'Gateways need CRDs of a release that Cilium knows, before the operator',
    rules: ['gateway-api-crds-elsewhere'],
    others: { 'gateway-api-crds': 'lib/rules/gateway-api.ts' },
  },
  { known: 'addresses of Services are not those of nodes', rules: ['load-balancer-wildcard'] },
  {
    known: 'versions of kinds that Cilium served once',
    rules: [],
    others: {
      'custom-resource-version-old': OBJECT_RULES,
      'unknown-kind': 'lib/manifests/check-objects.ts',
    },
  },
  { known: 'nodes reach images by the mirror', rules: ['image-not-mirrored'] },
];

const OF_CLUSTERS = [...RULES, ...RENDERED_RULES].map(({ id }) => id);
const IDS = [...OF_CLUSTERS, ...AGENT_RULES.map(({ id }) => id)];

test.each(KNOWLEDGE.map(({ known, ...held }): [string, Omit<Knowledge, 'known'>] => [known, held]))(
  'held: %s',
  (_, { rules, others = {}, open }) => {
    expect(IDS).toEqual(expect.arrayContaining([...rules]));
    for (const [id, file] of Object.entries(others)) {
      expect(readFileSync(file, 'utf8')).toContain(`'${id}'`);
    }
    expect(rules.length + Object.keys(others).length).toBeGreaterThan(0);
    expect(`\n${readFileSync('docs/decisions.md', 'utf8')}`).toContain(`\n${open ?? ''}`);
  },
);

test('every rule of the table holds something that is known', () => {
  const named = new Set(KNOWLEDGE.flatMap(({ rules }) => rules));
  expect(OF_CLUSTERS.filter((id) => !named.has(id))).toEqual([]);
});
