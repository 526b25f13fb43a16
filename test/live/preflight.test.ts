import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { ChartValues } from '../../lib/charts/knowledge/chart-values';
import { Declared } from '../../lib/cluster/declared';
import { validateCluster } from '../../lib/cluster/validate';
import type { ClusterFacts } from '../../lib/live/cluster-facts';
import { exitStatus, preflight } from '../../lib/live/preflight';
import { preflightTable } from '../../lib/live/table';
import { daemonSet, forbidden, found, kubeProxy, node, recorded } from './recorded-cluster';

const replacing = clusterOf('gz-replace');
const eniAgent = daemonSet('tke-eni-agent', 'tkeimages/tke-eni-agent:v3.8.3');
const daemonSets = (...items: ReturnType<typeof daemonSet>[]) => ({ daemonSets: found({ items }) });

test('a cluster as it should be has nothing wrong', () => {
  const findings = preflight(recorded(), replacing);
  expect(findings.filter(({ verdict }) => verdict === 'wrong' || verdict === 'unknown')).toEqual([]);
  expect(exitStatus(findings)).toBe(0);
  expect(findings.length).toBeGreaterThan(10);
});

test.each<[rule: string, found: string, facts: Partial<ClusterFacts>]>([
  ['Kubernetes version', '1.33.1', { version: found({ gitVersion: 'v1.33.1' }) }],
  [
    'API server endpoint',
    '169.254.1.1:60002',
    {
      apiServerEndpoints: found({
        subsets: [{ addresses: [{ ip: '169.254.1.1' }], ports: [{ port: 60002 }] }],
      }),
    },
  ],
  ['API server endpoint', 'none', { apiServerEndpoints: { kind: 'absent' } }],
  [
    'API server load balancer',
    '169.254.128.27',
    { apiServerLoadBalancer: found({ status: { loadBalancer: { ingress: [{ ip: '169.254.128.27' }] } } }) },
  ],
  [
    'container network',
    'global-router',
    daemonSets(kubeProxy(), eniAgent, daemonSet('tke-bridge-agent', 'x/y:v1')),
  ],
  ['container network', 'not TKE', daemonSets(kubeProxy())],
  ['VPC-CNI add-on', 'v3.7.9', daemonSets(kubeProxy(), daemonSet('tke-eni-agent', 'x/tke-eni-agent:v3.7.9'))],
  ['kube-proxy mode', 'ipvs', daemonSets(kubeProxy({ mode: 'ipvs' }), eniAgent)],
  [
    'kube-proxy mode',
    'ipvs',
    {
      ...daemonSets(kubeProxy({ mode: '' }), eniAgent),
      kubeProxyConfig: found({ data: { 'config.conf': 'kind: KubeProxyConfiguration\nmode: "ipvs"\n' } }),
    },
  ],
  [
    'kube-proxy nodeSelector',
    '{"kubernetes.io/os":"linux"}',
    daemonSets(kubeProxy({ nodeSelector: { 'kubernetes.io/os': 'linux' } }), eniAgent),
  ],
  [
    'Cilium there already',
    'ccr.ccs.tencentyun.com/tkeimages/cilium:v1',
    daemonSets(kubeProxy(), eniAgent, daemonSet('cilium', 'tkeimages/cilium:v1')),
  ],
  [
    'kernel of the nodes',
    '5.4.119',
    { nodes: found({ items: [node('n', 'TencentOS Server 3.1', '5.4.119')] }) },
  ],
])('%s: "%s" is wrong, with what to do, and exit status 1', (rule, said, facts) => {
  const findings = preflight(recorded(facts), replacing);
  const finding = findings.find((one) => one.rule === rule);
  expect(finding).toMatchObject({ verdict: 'wrong', found: said });
  expect(finding?.remedy).not.toBe('');
  expect(exitStatus(findings)).toBe(1);
});

test.each<[rule: string, facts: Partial<ClusterFacts>]>([
  ['ordinary nodes', {}],
  ['kube-proxy mode', daemonSets(eniAgent)],
  [
    'Cilium there already',
    daemonSets(
      kubeProxy(),
      eniAgent,
      daemonSet('cilium', 'cilium/cilium:v1', { 'meta.helm.sh/release-name': 'cilium' }),
    ),
  ],
  ['webhook add-pod-eni-ip-limit-webhook', { eniWebhook: { kind: 'absent' } }],
])('%s can be a warning, which does not fail a CI job', (rule, facts) => {
  const findings = preflight(recorded(facts), replacing);
  expect(findings.find((one) => one.rule === rule)?.verdict).toBe('warning');
  expect(exitStatus(findings)).toBe(0);
});

test.each(Object.keys(recorded()) as (keyof ClusterFacts)[])(
  'when %s must not be read, the rows that need it say so and the exit status is 1',
  (read) => {
    const findings = preflight(recorded({ [read]: forbidden(read) }), replacing);
    const unknown = findings.filter(({ verdict }) => verdict === 'unknown');
    expect(unknown.length).toBeGreaterThan(0);
    expect(
      unknown.every(({ found, remedy }) => /Forbidden/.test(found) && /preflight-rbac/.test(remedy)),
    ).toBe(true);
    expect(exitStatus(findings)).toBe(1);
  },
);

test('super nodes are not counted among the ordinary ones', () => {
  const superNode = node('eklet-1', '', '', { 'node.kubernetes.io/instance-type': 'eklet' });
  const findings = preflight(recorded({ nodes: found({ items: [superNode] }) }), replacing);
  expect(findings.find(({ rule }) => rule === 'ordinary nodes')).toMatchObject({ found: '0', verdict: 'ok' });
});

test('where kube-proxy stays, the endpoint is of no concern', () => {
  const rules = preflight(recorded(), clusterOf('sh-coexist')).map(({ rule }) => rule);
  expect(rules).not.toContain('API server endpoint');
  expect(rules).toContain('kube-proxy mode');
});

test('a parked kube-proxy is right where Cilium replaces it, and wrong where it stays', () => {
  const parked = daemonSets(kubeProxy({ nodeSelector: { 'label-not-exist': 'node-not-exist' } }), eniAgent);
  const verdict = (cluster: Declared) =>
    preflight(recorded(parked), cluster).find(({ rule }) => rule === 'kube-proxy nodeSelector')?.verdict;
  expect([verdict(replacing), verdict(clusterOf('sh-coexist'))]).toEqual(['ok', 'wrong']);
});

describe('with overlay routing', () => {
  const overlay = new Declared(
    {
      ...replacing.cluster,
      network: { ...replacing.cluster.network, routing: 'overlay', podCidrs: ['10.244.0.0/16'] },
    },
    replacing.known,
  );
  const parked = { 'label-not-exist': 'node-not-exist' };
  const agent = (name: string, nodeSelector: Record<string, string>) => ({
    metadata: { name },
    spec: { template: { spec: { nodeSelector } } },
  });
  const verdicts = (facts: Partial<ClusterFacts>) =>
    Object.fromEntries(preflight(recorded(facts), overlay).map(({ rule, verdict }) => [rule, verdict]));

  test('the agents of TKE are parked or as on record, and the webhook is gone', () => {
    const items = [kubeProxy(), eniAgent, agent('tke-cni-agent', parked), agent('ip-masq-agent', {})];
    const found = verdicts({ ...daemonSets(...items), eniWebhook: { kind: 'absent' } });
    expect(found).toMatchObject({
      'tke-cni-agent': 'ok',
      'ip-masq-agent': 'ok',
      'webhook add-pod-eni-ip-limit-webhook': 'ok',
    });
    expect(found).not.toHaveProperty('VPC-CNI add-on');
  });

  test('an agent with a nodeSelector that is not on record, one that is not there, and the webhook are told', () => {
    expect(verdicts(daemonSets(kubeProxy(), eniAgent, agent('tke-cni-agent', { pool: 'a' })))).toMatchObject({
      'tke-cni-agent': 'wrong',
      'ip-masq-agent': 'warning',
      'webhook add-pod-eni-ip-limit-webhook': 'wrong',
    });
  });

  test.each<[string, string, Partial<ClusterFacts>]>([
    ['ok', 'nobody else has them', {}],
    [
      'wrong',
      'met by 10.244.0.0/14',
      {
        masqueradeConfig: found({
          data: { config: '{"NonMasqueradeCIDRs":["10.0.0.0/16","10.244.0.0/14"]}' },
        }),
      },
    ],
    [
      'wrong',
      'met by 10.244.3.4',
      {
        nodes: found({
          items: [{ metadata: {}, status: { addresses: [{ type: 'InternalIP', address: '10.244.3.4' }] } }],
        }),
      },
    ],
  ])('addresses of pods are %s: %s', (verdict, said, facts) => {
    const finding = preflight(recorded(facts), overlay).find(({ rule }) => rule === 'pod addresses');
    expect(finding).toMatchObject({ verdict, found: said });
  });

  test('an agent that is still parked is wrong where the cluster file has it run', () => {
    const findings = preflight(
      recorded(daemonSets(kubeProxy(), eniAgent, agent('tke-cni-agent', parked))),
      replacing,
    );
    expect(findings.find(({ rule }) => rule === 'tke-cni-agent')?.verdict).toBe('wrong');
  });
});

test('the table has a row for each rule, and below it what to do', () => {
  const facts = recorded({ ...daemonSets(kubeProxy({ mode: 'ipvs' }), eniAgent), nodes: forbidden('nodes') });
  expect(preflightTable(preflight(facts, replacing))).toMatchInlineSnapshot(`
"verdict  rule                                  found                                                                     wanted
ok       Kubernetes version                    1.32.2                                                                    1.32.2
ok       API server endpoint                   169.254.128.27:60002                                                      169.254.128.27:60002
ok       API server load balancer              none                                                                      not 169.254.128.27
ok       container network                     vpc-cni                                                                   vpc-cni
ok       VPC-CNI add-on                        v3.8.3                                                                    v3.8.0 or later
wrong    kube-proxy mode                       ipvs                                                                      iptables
ok       kube-proxy nodeSelector               {}                                                                        {} on record
ok       Cilium there already                  none                                                                      none, or from dist/
unknown  ordinary nodes                        Error from server (Forbidden): nodes is forbidden: User "ci" cannot l...  to be readable
unknown  kernel of the nodes                   Error from server (Forbidden): nodes is forbidden: User "ci" cannot l...  to be readable
ok       webhook add-pod-eni-ip-limit-webhook  there                                                                     there
ok       NodeLocalDNSCache add-on              absent                                                                    absent
ok       ranges that are not masqueraded       10.0.0.0/16                                                               every range of the VPC

wrong: kube-proxy mode: Use a cluster with kube-proxy in mode iptables, and rebuild nodes that ran ipvs.
unknown: ordinary nodes: Bind docs/preflight-rbac.yaml to this user.
unknown: kernel of the nodes: Bind docs/preflight-rbac.yaml to this user."
`);
});

/** The preflight asks nothing of the chart. */
function clusterOf(name: string): Declared {
  const value = parse(readFileSync(`test/fixtures/clusters/${name}.yaml`, 'utf8'));
  const { cluster, findings } = validateCluster(value);
  if (!cluster) {
    throw new Error(`${name} is not well-formed: ${JSON.stringify(findings)}`);
  }
  return new Declared(cluster, new ChartValues(cluster.cilium.version, {}));
}
