import { InputError } from '../../lib/diagnostics/diagnostic';
import type { ClusterFacts } from '../../lib/live/cluster-facts';
import { discover } from '../../lib/live/discover';
import { exitStatus, preflight } from '../../lib/live/preflight';
import { acceptClusters } from '../../lib/rules/accept-clusters';
import { LOCKED_ARCHIVES, TEST_VERSIONS, testCharts } from '../support/charts';
import { fileRequires } from '../support/requires';
import { daemonSet, forbidden, found, kubeProxy, node, recorded } from './recorded-cluster';

fileRequires(LOCKED_ARCHIVES);

test('the file of a live cluster', () => {
  expect(discover(recorded(), 'gz-new', TEST_VERSIONS)).toMatchInlineSnapshot(`
"# yaml-language-server: $schema=../node_modules/tke-cilium/schemas/cluster.schema.json
# Read from the cluster by tke-cilium discover. Look it over: it is yours from here on.
name: gz-new
kubernetes: "1.32.2"
network:
  mode: vpc-cni
nodePools:
  - name: nodes
    type: regular
    os: tencentos-4
kubeProxy:
  mode: iptables
  replace: true
apiServer:
  host: "169.254.128.27"
  port: 60002
cilium:
  version: "1.19.6"
# For Argo CD, name the repository that holds dist/:
# argoCD:
#   repoURL: https://git.example.com/platform/clusters.git
"
`);
});

test('is a cluster file without an error, and the cluster passes the preflight for it', () => {
  const nodeSelector = { 'kubernetes.io/os': 'linux' };
  const eniAgent = daemonSet('tke-eni-agent', 'x/tke-eni-agent:v3.8.3');
  const facts = recorded({ daemonSets: found({ items: [kubeProxy({ nodeSelector }), eniAgent] }) });
  const text = discover(facts, 'gz-new', TEST_VERSIONS);
  const { clusters } = acceptClusters(
    [{ path: 'clusters/gz-new.yaml', content: Buffer.from(text) }],
    testCharts,
  );
  expect(clusters[0]?.cluster.kubeProxy.nodeSelector).toEqual(nodeSelector);
  expect(clusters.map(({ declared }) => exitStatus(preflight(facts, declared)))).toEqual([0]);
});

test('of a GlobalRouter cluster says what must be added before it can be used', () => {
  const bridge = found({ items: [kubeProxy(), daemonSet('tke-bridge-agent', 'x/tke-bridge-agent:v1')] });
  const text = discover(recorded({ daemonSets: bridge }), 'gz-new', TEST_VERSIONS);
  expect(text).toMatch(/^# {3}routing: overlay\n# {3}podCidrs: \[10\.244\.0\.0\/16\]$/m);
  const filled = text.replace(
    'mode: global-router',
    'mode: global-router\n  routing: overlay\n  podCidrs: [10.244.0.0/16]',
  );
  expect(
    acceptClusters([{ path: 'c.yaml', content: Buffer.from(filled) }], testCharts).clusters,
  ).toHaveLength(1);
});

test('nodes make the pools that their labels name', () => {
  const nodes = [
    node('a', 'Ubuntu 24.04.1 LTS', '6.8.0', { 'tke.cloud.tencent.com/nodepool-id': 'np-1' }),
    node('b', 'Ubuntu 24.04.1 LTS', '6.8.0', { 'tke.cloud.tencent.com/nodepool-id': 'np-1' }),
    node('c', '', '', {
      'node.kubernetes.io/instance-type': 'eklet',
      'tke.cloud.tencent.com/nodepool-id': 'np-2',
    }),
  ];
  const text = discover(recorded({ nodes: found({ items: nodes }) }), 'gz-new', TEST_VERSIONS);
  expect(
    acceptClusters([{ path: 'c.yaml', content: Buffer.from(text) }], testCharts).clusters[0]?.cluster
      .nodePools,
  ).toEqual([
    { name: 'np-1', type: 'regular', os: 'ubuntu-24.04' },
    { name: 'np-2', type: 'super' },
  ]);
});

test.each<[what: string, facts: Partial<ClusterFacts>, said: RegExp]>([
  ['a read that is forbidden', { nodes: forbidden('nodes') }, /nodes: .*Forbidden.*preflight-rbac/],
  [
    'a Kubernetes that no chart is tested on',
    { version: found({ gitVersion: 'v1.99.0' }) },
    /no locked chart .* 1\.99\.0/,
  ],
  [
    'a cluster that is not of TKE',
    { daemonSets: found({ items: [] }) },
    /neither tke-eni-agent nor tke-bridge-agent/,
  ],
  ['an endpoint without address', { apiServerEndpoints: found({}) }, /default\/kubernetes has no address/],
])('%s gives a sentence and no file', (_, facts, said) => {
  expect(() => discover(recorded(facts), 'gz-new', TEST_VERSIONS)).toThrow(InputError);
  expect(() => discover(recorded(facts), 'gz-new', TEST_VERSIONS)).toThrow(said);
});

test('all that cannot be read is told at once', () => {
  const facts = recorded({ nodes: forbidden('nodes'), daemonSets: forbidden('daemonsets') });
  expect(() => discover(facts, 'gz-new', TEST_VERSIONS)).toThrow(/nodes:.*\n.*daemonSets:/);
});
