import { InputError } from '../../lib/diagnostics/diagnostic';
import type { JsonObject } from '../../lib/json';
import type { ClusterFacts } from '../../lib/live/cluster-facts';
import { discover } from '../../lib/live/discover';
import { exitStatus, preflight } from '../../lib/live/preflight';
import { acceptClusters } from '../../lib/rules/accept-clusters';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { fileRequires } from '../support/requires';
import { daemonSet, forbidden, found, kubeProxy, node, PARKED, written } from './written-cluster';

fileRequires(LOCKED_ARCHIVES);

test('the file of a live cluster', () => {
  expect(discover(written(), 'gz-new', testCharts)).toMatchInlineSnapshot(`
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
facts:
  eniAddon: v3.8.3
  vpcCidrs:
    - "10.0.0.0/16"
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
  const facts = written({ daemonSets: found({ items: [kubeProxy({ nodeSelector }), eniAgent] }) });
  const text = discover(facts, 'gz-new', testCharts);
  const { clusters } = acceptClusters(
    [{ path: 'clusters/gz-new.yaml', content: Buffer.from(text) }],
    testCharts,
  );
  expect(clusters[0]?.cluster.kubeProxy.nodeSelector).toEqual(nodeSelector);
  expect(clusters.map(({ declared }) => exitStatus(preflight(facts, { declared })))).toEqual([0]);
});

test('of a GlobalRouter cluster says what must be added before it can be used', () => {
  const bridge = found({ items: [kubeProxy(), daemonSet('tke-bridge-agent', 'x/tke-bridge-agent:v1')] });
  const text = discover(written({ daemonSets: bridge }), 'gz-new', testCharts);
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
  const text = discover(written({ nodes: found({ items: nodes }) }), 'gz-new', testCharts);
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
  expect(() => discover(written(facts), 'gz-new', testCharts)).toThrow(InputError);
  expect(() => discover(written(facts), 'gz-new', testCharts)).toThrow(said);
});

test('all that cannot be read is reported at once', () => {
  const facts = written({ nodes: forbidden('nodes'), daemonSets: forbidden('daemonsets') });
  expect(() => discover(facts, 'gz-new', testCharts)).toThrow(/nodes:.*\n.*daemonSets:/);
});

describe('of a cluster on which Cilium runs', () => {
  const running = (tag: string, data: JsonObject): Partial<ClusterFacts> => ({
    daemonSets: found({
      items: [
        kubeProxy({ nodeSelector: PARKED, pods: 0 }),
        daemonSet('tke-eni-agent', 'x/tke-eni-agent:v3.8.3'),
        daemonSet('cilium', `cilium/cilium:${tag}`),
      ],
    }),
    ciliumConfig: found({ data }),
  });
  const OVERLAY = {
    ipam: 'multi-pool',
    'routing-mode': 'tunnel',
    'kube-proxy-replacement': 'true',
    'auto-create-cilium-pod-ip-pools': 'default=ipv4-cidrs:10.244.0.0/16;ipv4-mask-size:24',
  };

  test.each<[string, string, JsonObject, RegExp]>([
    ['a version that is not locked', 'v1.18.1', OVERLAY, /Cilium 1\.18\.1 runs here.*lock 1\.18\.1/],
    [
      'an IPAM mode that no file can say',
      'v1.18.2',
      { ipam: 'cluster-pool', 'routing-mode': 'tunnel' },
      /ipam cluster-pool/,
    ],
    ['an image without a version', 'latest', OVERLAY, /names no version/],
  ])('%s gives a sentence and no file, because another would change the network', (_, tag, config, said) => {
    expect(() => discover(written(running(tag, config)), 'gz', testCharts)).toThrow(said);
  });

  test('in a way that rules refuse, the file says what runs, and that a synth refuses it', () => {
    const { 'kube-proxy-replacement': _, ...beside } = OVERLAY;
    const text = discover(written(running('v1.18.2', beside)), 'gz', testCharts);
    expect(text).toContain('replace: false');
    expect(text).toContain('# Cilium runs here already, with what a synth refuses');
    expect(() =>
      acceptClusters([{ path: 'clusters/gz.yaml', content: Buffer.from(text) }], testCharts),
    ).toThrow(InputError);
  });

  test('whose ip-masq-agent has no list that can be read, there is no file', () => {
    const facts = running('v1.18.2', { ...OVERLAY, 'enable-ip-masq-agent': 'true' });
    expect(() => discover(written(facts), 'gz', testCharts)).toThrow(/without the ConfigMap ip-masq-agent/);
  });

  test('that is of TKE gives a sentence and no file', () => {
    const facts = running('v1', OVERLAY);
    const items = [daemonSet('tke-eni-agent', 'x/y:v3.8.3'), daemonSet('cilium', 'tkeimages/cilium:v1')];
    expect(() => discover(written({ ...facts, daemonSets: found({ items }) }), 'gz', testCharts)).toThrow(
      /DataPlaneV2/,
    );
  });
});

test('facts that can be read from the cluster are in its file, so that rules compare with them', () => {
  const facts = written({ serviceCidrs: found({ items: [{ spec: { cidrs: ['192.168.0.0/17'] } }] }) });
  expect(discover(facts, 'gz', testCharts)).toContain(
    'facts:\n  eniAddon: v3.8.3\n  vpcCidrs:\n    - "10.0.0.0/16"\n  serviceCidr: "192.168.0.0/17"\n',
  );
});
