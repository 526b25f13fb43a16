import { ChartValues } from '../../lib/charts/knowledge/chart-values';
import { Declared } from '../../lib/cluster/declared';
import { validateCluster } from '../../lib/cluster/validate';
import type { JsonObject } from '../../lib/json';
import type { ClusterFacts } from '../../lib/live/cluster-facts';
import { exitStatus, preflight } from '../../lib/live/preflight';
import type { Expected } from '../../lib/live/preflight-rule';
import { preflightTable } from '../../lib/live/table';
import { daemonSet, forbidden, found, kubeProxy, node, PARKED, written } from './written-cluster';

const FILE: JsonObject = {
  name: 'gz',
  kubernetes: '1.32.2',
  network: { mode: 'vpc-cni' },
  nodePools: [{ name: 'general', type: 'regular', os: 'tencentos-4' }],
  kubeProxy: { mode: 'iptables', replace: true },
  apiServer: { host: '169.254.128.27' },
  facts: { vpcCidrs: ['10.0.0.0/16'] },
  cilium: { version: '1.18.2' },
};
const replacing = declaredOf(FILE);
const { apiServer: _, ...withoutEndpoint } = FILE;
const coexisting = declaredOf({ ...withoutEndpoint, kubeProxy: { mode: 'iptables', replace: false } });
const overlay = declaredOf({
  ...FILE,
  network: { mode: 'vpc-cni', routing: 'overlay', podCidrs: ['10.244.0.0/16'] },
});

const eniAgent = daemonSet('tke-eni-agent', 'tkeimages/tke-eni-agent:v3.8.3');
const daemonSets = (...items: JsonObject[]) => ({ daemonSets: found({ items }) });
const cilium = (tag: string, annotations: JsonObject = {}) =>
  daemonSets(kubeProxy(), eniAgent, daemonSet('cilium', `cilium/cilium:${tag}`, annotations));
const agent = (name: string, nodeSelector: Record<string, string>, pods = 0): JsonObject => ({
  metadata: { name },
  spec: { template: { spec: { nodeSelector } } },
  status: { desiredNumberScheduled: pods },
});

function row(rule: string, facts: Partial<ClusterFacts>, expected: Partial<Expected> = {}) {
  return preflight(written(facts), { declared: replacing, ...expected }).find((one) => one.rule === rule);
}

test('a cluster as it should be has nothing wrong', () => {
  const findings = preflight(written(), { declared: replacing });
  expect(findings.filter(({ verdict }) => verdict === 'wrong' || verdict === 'unknown')).toEqual([]);
  expect(exitStatus(findings)).toBe(0);
  expect(findings.length).toBeGreaterThan(10);
});

type Case = readonly [
  rule: string,
  found: string,
  facts: Partial<ClusterFacts>,
  expected?: Partial<Expected>,
];

/** Every case with all four: Jest takes a missing one for its callback. */
function filled(cases: readonly Case[]): [string, string, Partial<ClusterFacts>, Partial<Expected>][] {
  return cases.map(([rule, said, facts, expected = {}]) => [rule, said, facts, expected]);
}

const configMap = (name: string, data: Record<string, string>): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'kube-system' },
  data,
});

/** A workload as `dist/` has it; what the API server adds is not in it. */
const workload = (kind: string, name: string, spec: JsonObject): JsonObject => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name, namespace: 'kube-system' },
  spec: { template: { spec } },
});

const WRONG: readonly Case[] = [
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
    'kube-proxy',
    '{"kubernetes.io/os":"linux"}, 1 pod',
    daemonSets(kubeProxy({ nodeSelector: { 'kubernetes.io/os': 'linux' } }), eniAgent),
  ],
  ['kube-proxy', 'parked, 3 pods', daemonSets(kubeProxy({ nodeSelector: PARKED, pods: 3 }), eniAgent)],
  [
    'kube-proxy',
    'parked',
    daemonSets(kubeProxy({ nodeSelector: PARKED, pods: 0 })),
    { declared: coexisting },
  ],
  ['kube-proxy', '{}, 1 pod', daemonSets(kubeProxy(), eniAgent), { installed: true }],
  [
    'tke-cni-agent',
    'parked, 2 pods',
    daemonSets(kubeProxy(), eniAgent, agent('tke-cni-agent', PARKED, 2)),
    { declared: overlay },
  ],
  ['tke-cni-agent', 'parked', daemonSets(kubeProxy(), eniAgent, agent('tke-cni-agent', PARKED))],
  [
    'ip-masq-agent',
    'parked, 1 pod',
    daemonSets(kubeProxy(), eniAgent, agent('ip-masq-agent', PARKED, 1)),
    { declared: overlay },
  ],
  [
    'Cilium there already',
    'ccr.ccs.tencentyun.com/tkeimages/cilium:v1',
    daemonSets(kubeProxy(), eniAgent, daemonSet('cilium', 'tkeimages/cilium:v1')),
  ],
  ['Cilium there already', 'ccr.ccs.tencentyun.com/cilium/cilium:v1.16.0', cilium('v1.16.0')],
  ['Cilium there already', 'ccr.ccs.tencentyun.com/cilium/cilium:v1.19.6', cilium('v1.19.6')],
  [
    'network of the running Cilium',
    'ipam cluster-pool',
    {
      ciliumConfig: found({
        data: {
          ipam: 'cluster-pool',
          'routing-mode': 'native',
          'cluster-id': '0',
          'cluster-name': 'default',
        },
      }),
    },
  ],
  [
    'cilium-config as in dist/',
    'bpf-lb-map-max: 65536, enable-new: true',
    {
      ciliumConfig: found({
        data: { 'bpf-lb-map-max': '65536', 'enable-new': 'true', ipam: 'delegated-plugin' },
      }),
    },
    {
      installed: true,
      dist: [configMap('cilium-config', { 'bpf-lb-map-max': '131072', ipam: 'delegated-plugin' })],
    },
  ],
  ['agents of Cilium', 'none', {}, { installed: true }],
  ['operator of Cilium', 'none', {}, { installed: true }],
  [
    'kernel of the nodes',
    '5.4.119',
    { nodes: found({ items: [node('n', 'TencentOS Server 4', '5.4.119')] }) },
  ],
  [
    'operating system of the nodes',
    'CentOS Linux 7 (Core)',
    { nodes: found({ items: [node('n', 'CentOS Linux 7 (Core)', '5.15.0')] }) },
  ],
  [
    'ranges that are not masqueraded',
    '10.0.0.0/16, 10.7.0.0/16',
    { masqueradeConfig: found({ data: { config: '{"NonMasqueradeCIDRs":["10.0.0.0/16","10.7.0.0/16"]}' } }) },
  ],
  [
    'Service CIDR',
    'holds 192.168.0.1',
    {},
    { declared: declaredOf({ ...FILE, facts: { serviceCidr: '172.20.0.0/16' } }) },
  ],
  [
    'Service CIDR',
    '192.168.0.0/17',
    { serviceCidrs: found({ items: [{ spec: { cidrs: ['192.168.0.0/17'] } }] }) },
    { declared: declaredOf({ ...FILE, facts: { serviceCidr: '192.168.0.0/18' } }) },
  ],
  [
    'kube-dns address',
    '192.168.0.10',
    {},
    { declared: declaredOf({ ...FILE, facts: { localDNS: { kubeDnsIP: '192.168.0.11' } } }) },
  ],
  ...(
    [
      ['definition of CiliumLocalRedirectPolicy', { localRedirectPolicies: { enabled: true } }],
      ['definition of CiliumEgressGatewayPolicy', { egressGateway: { enabled: true } }],
    ] as const
  ).map(
    ([rule, values]): Case => [
      rule,
      'absent',
      {},
      {
        declared: declaredOf({ ...FILE, cilium: { version: '1.18.2', values: { ...values } } }),
        installed: true,
      },
    ],
  ),
  [
    'definitions of the Gateway API',
    'absent',
    {},
    {
      declared: declaredOf({
        ...FILE,
        cilium: { version: '1.18.2', values: { gatewayAPI: { enabled: true } } },
      }),
    },
  ],
  ['webhook add-pod-eni-ip-limit-webhook', 'there', {}, { declared: overlay }],
];

test.each(filled(WRONG))(
  '%s: "%s" is wrong, with what to do, and exit status 1',
  (rule, said, facts, expected) => {
    const finding = row(rule, facts, expected);
    expect(finding).toMatchObject({ verdict: 'wrong', found: said });
    expect(finding?.remedy).not.toBe('');
    expect(exitStatus(finding ? [finding] : [])).toBe(1);
  },
);

const WARNINGS: readonly Case[] = [
  ['ordinary nodes', '1', {}],
  ['kube-proxy mode', 'no kube-proxy', daemonSets(eniAgent)],
  [
    'Cilium there already',
    'ccr.ccs.tencentyun.com/cilium/cilium:v1.18.2, installed by Helm',
    cilium('v1.18.2', { 'meta.helm.sh/release-name': 'cilium' }),
  ],
  ['Cilium there already', 'ccr.ccs.tencentyun.com/cilium/cilium:latest', cilium('latest')],
  ['webhook add-pod-eni-ip-limit-webhook', 'absent', { eniWebhook: { kind: 'absent' } }],
  ['ip-masq-agent', 'absent', daemonSets(kubeProxy(), eniAgent), { declared: overlay }],
  ['ranges that are not masqueraded', '10.0.0.0/16', {}, { declared: declaredOf({ ...FILE, facts: {} }) }],
];

test.each(filled(WARNINGS))(
  '%s: "%s" is a warning, which does not fail a CI job',
  (rule, said, facts, expected) => {
    const finding = row(rule, facts, expected);
    expect(finding).toMatchObject({ verdict: 'warning', found: said });
    expect(finding?.remedy).not.toBe('');
    expect(exitStatus(finding ? [finding] : [])).toBe(0);
  },
);

const FINE: readonly Case[] = [
  ['kube-proxy', 'parked, 0 pods', daemonSets(kubeProxy({ nodeSelector: PARKED, pods: 0 }), eniAgent)],
  ['kube-proxy', 'runs, 1 pod', {}, { declared: coexisting }],
  ['Cilium there already', 'ccr.ccs.tencentyun.com/cilium/cilium:v1.18.12', cilium('v1.18.12')],
  ['Cilium there already', 'ccr.ccs.tencentyun.com/cilium/cilium:v1.17.9', cilium('v1.17.9')],
  [
    'network of the running Cilium',
    'ipam delegated-plugin, routing-mode native, cluster-id 0, cluster-name default',
    {
      ciliumConfig: found({
        data: {
          ipam: 'delegated-plugin',
          'routing-mode': 'native',
          'cluster-id': '0',
          'cluster-name': 'default',
        },
      }),
    },
  ],
  [
    'cilium-config as in dist/',
    '1 keys',
    { ciliumConfig: found({ data: { ipam: 'delegated-plugin' } }) },
    { installed: true, dist: [configMap('cilium-config', { ipam: 'delegated-plugin' })] },
  ],
  ['pod addresses', 'nobody else has them', {}, { declared: overlay }],
  [
    'webhook add-pod-eni-ip-limit-webhook',
    'absent',
    { eniWebhook: { kind: 'absent' } },
    { declared: overlay },
  ],
  [
    'operating system of the nodes',
    'CentOS Linux 7 (Core)',
    { nodes: found({ items: [node('n', 'CentOS Linux 7 (Core)', '5.15.0')] }) },
    { declared: declaredOf({ ...FILE, nodePools: [{ name: 'old', type: 'regular', kernel: '5.15' }] }) },
  ],
];

test.each(filled(FINE))('%s: "%s" is fine', (rule, said, facts, expected) => {
  expect(row(rule, facts, expected)).toMatchObject({ verdict: 'ok', found: said, remedy: '' });
});

test.each<[string, string, Partial<ClusterFacts>]>([
  [
    'the range of the VPC',
    'overlap 10.244.0.0/14',
    {
      masqueradeConfig: found({ data: { config: '{"NonMasqueradeCIDRs":["10.0.0.0/16","10.244.0.0/14"]}' } }),
    },
  ],
  [
    'the address of a node',
    'overlap 10.244.3.4',
    {
      nodes: found({
        items: [{ metadata: {}, status: { addresses: [{ type: 'InternalIP', address: '10.244.3.4' }] } }],
      }),
    },
  ],
])('pod addresses that overlap %s are wrong', (_, said, facts) => {
  expect(row('pod addresses', facts, { declared: overlay })).toMatchObject({ verdict: 'wrong', found: said });
});

describe('an API server that the cluster file gives by name', () => {
  const declared = declaredOf({ ...FILE, apiServer: { host: 'api.gz.example.com' } });
  const verdict = (apiServerAddresses?: readonly string[]) =>
    row('API server endpoint', {}, { declared, apiServerAddresses })?.verdict;

  test.each<[string, string, readonly string[] | undefined]>([
    ['ok', 'resolves to the endpoint', ['169.254.128.27']],
    ['wrong', 'resolves to another address', ['10.0.0.9']],
    ['warning', 'does not resolve here, as it may on the nodes only', undefined],
  ])('is %s when it %s', (wanted, _, addresses) => {
    expect(verdict(addresses)).toBe(wanted);
  });

  test('is wrong when it resolves to the load balancer', () => {
    const apiServerLoadBalancer = found({ status: { loadBalancer: { ingress: [{ ip: '10.0.0.9' }] } } });
    expect(
      row(
        'API server load balancer',
        { apiServerLoadBalancer },
        { declared, apiServerAddresses: ['10.0.0.9'] },
      ),
    ).toMatchObject({ verdict: 'wrong' });
  });
});

describe('the owner of the nodeSelector of kube-proxy', () => {
  const owned = (nodeSelector: JsonObject, ...managers: string[]) => {
    const managedFields = managers.map((manager) => ({
      manager,
      fieldsV1: { 'f:spec': { 'f:template': { 'f:spec': { 'f:nodeSelector': {} } } } },
    }));
    const parked = kubeProxy({ nodeSelector, pods: 0 });
    return daemonSets({ ...parked, metadata: { name: 'kube-proxy', managedFields } }, eniAgent);
  };

  test.each<[string, JsonObject, readonly string[]]>([
    ['ok', PARKED, ['kubectl']],
    ['ok', {}, ['tke-addon']],
    ['warning', PARKED, ['kubectl', 'tke-addon']],
  ])('is %s for %j and %j', (verdict, selector, managers) => {
    expect(row('owner of kube-proxy nodeSelector', owned(selector, ...managers))).toMatchObject({
      verdict,
      found: managers.join(', '),
    });
  });
});

describe('what drifted from dist/', () => {
  const agentOf = (image: string, more: JsonObject = {}) =>
    workload('DaemonSet', 'cilium', { containers: [{ name: 'cilium-agent', image, ...more }] });
  const kubeProxyOverride = workload('DaemonSet', 'kube-proxy', { nodeSelector: PARKED });
  const operator = workload('Deployment', 'cilium-operator', {
    containers: [{ name: 'cilium-operator', image: 'o:v1', resources: { limits: { cpu: 1 } } }],
  });
  const verdict = (dist: readonly JsonObject[], facts: Partial<ClusterFacts>) =>
    row('workloads as in dist/', facts, { installed: true, dist });

  test.each<[what: string, live: JsonObject, found: string]>([
    [
      'another image',
      agentOf('a:v2'),
      'DaemonSet cilium spec.template.spec.containers[cilium-agent].image: a:v2',
    ],
    [
      'a container that is gone',
      workload('DaemonSet', 'cilium', { containers: [] }),
      'DaemonSet cilium spec.template.spec.containers[cilium-agent]: (absent)',
    ],
  ])('%s is wrong', (_, live, found) => {
    expect(verdict([agentOf('a:v1')], daemonSets(live))).toMatchObject({
      verdict: 'wrong',
      remedy: expect.stringContaining(`: ${found}`),
    });
  });

  test('a workload that is not there is wrong, unless TKE has to make it', () => {
    expect(verdict([agentOf('a:v1'), kubeProxyOverride], daemonSets())).toMatchObject({
      verdict: 'wrong',
      found: '1 field',
      remedy: expect.stringMatching(/: DaemonSet cilium: absent$/),
    });
  });

  test('what others add, and another way to write the same quantity, is fine', () => {
    const [container] = [{ name: 'cilium-operator', image: 'o:v1', resources: { limits: { cpu: '1000m' } } }];
    const live = workload('Deployment', 'cilium-operator', {
      containers: [
        { ...container, terminationMessagePath: '/dev/termination-log' },
        { name: 'sidecar', image: 's:v1' },
      ],
      dnsPolicy: 'ClusterFirst',
    });
    expect(verdict([operator], { deployments: found({ items: [live] }) })).toMatchObject({ verdict: 'ok' });
  });

  test('who set a key of cilium-config is said', () => {
    const managedFields = [
      { manager: 'kubectl', fieldsV1: { 'f:data': { 'f:ipam': {} } } },
      { manager: 'kubectl-edit', fieldsV1: { 'f:data': { 'f:debug': {} } } },
    ];
    const live = {
      ...configMap('cilium-config', { ipam: 'multi-pool', debug: 'true' }),
      metadata: { managedFields },
    };
    const dist = [configMap('cilium-config', { ipam: 'multi-pool', debug: 'false' })];
    const finding = row(
      'cilium-config as in dist/',
      { ciliumConfig: found(live) },
      { installed: true, dist },
    );
    expect(finding?.remedy).toMatch(/ \(set: debug by kubectl-edit\)$/);
  });

  test.each<[rule: string, fact: keyof ClusterFacts, name: string, key: string, file: JsonObject]>([
    [
      'CNI configuration',
      'cniConfig',
      'cni-config',
      'cni-config',
      { network: { mode: 'vpc-cni', cniConfig: 'own' } },
    ],
    ["list of Cilium's ip-masq-agent", 'masqueradeList', 'ip-masq-agent', 'config', { masquerade: {} }],
  ])('%s: written otherwise it is the same', (rule, fact, name, key, file) => {
    const declared = declaredOf({ ...FILE, ...file });
    const dist = [configMap(name, { [key]: '{"a": ["10.0.0.0/16"]}' })];
    const judged = (live: string) =>
      row(rule, { [fact]: found(configMap(name, { [key]: live })) }, { declared, installed: true, dist });
    expect(judged('a:\n- 10.0.0.0/16\n')).toMatchObject({ verdict: 'ok' });
    expect(judged('{"a":["10.1.0.0/16"]}')).toMatchObject({
      verdict: 'wrong',
      found: '{"a":["10.1.0.0/16"]}',
    });
    expect(judged('{"a":')).toMatchObject({ verdict: 'wrong' });
    expect(row(rule, {}, { declared, installed: true, dist })).toMatchObject({
      verdict: 'wrong',
      found: 'absent',
    });
    expect(row(rule, {}, { declared, installed: true })?.verdict).toBe('unknown');
  });
});

test('a node with another runtime than containerd is wrong, unless nothing is to be done on it', () => {
  const docker = node('n', 'TencentOS Server 4', '6.6.0') as { status: { nodeInfo: JsonObject } };
  docker.status.nodeInfo.containerRuntimeVersion = 'docker://20.10.7';
  const rule = 'container runtime of the nodes';
  const nodes = found({ items: [docker] });
  expect(row(rule, { nodes })).toMatchObject({ verdict: 'wrong', found: 'docker://20.10.7' });
  const declared = declaredOf({ ...FILE, containerdMirror: { mode: 'none' } });
  expect(row(rule, { nodes }, { declared })).toBeUndefined();
});

test('after the install, an operator that is not all ready and of the newest revision is wrong', () => {
  const all = { readyReplicas: 2, updatedReplicas: 2, observedGeneration: 3 };
  const verdict = (status: JsonObject) => {
    const operator = { metadata: { name: 'cilium-operator', generation: 3 }, spec: { replicas: 2 }, status };
    const facts = { deployments: found({ items: [operator] }) };
    return row('operator of Cilium', facts, { installed: true })?.verdict;
  };
  expect(verdict(all)).toBe('ok');
  expect(verdict({ ...all, readyReplicas: 1 })).toBe('wrong');
  expect(verdict({ ...all, updatedReplicas: 1 })).toBe('wrong');
  expect(verdict({ ...all, observedGeneration: 2 })).toBe('wrong');
});

test('after the install, agents that are not all ready and of the newest revision are wrong', () => {
  const agents = (status: JsonObject) => {
    const live = daemonSet('cilium', 'cilium/cilium:v1.18.2') as { metadata: JsonObject };
    return daemonSets(kubeProxy({ nodeSelector: PARKED, pods: 0 }), eniAgent, {
      ...live,
      metadata: { ...live.metadata, generation: 2 },
      status,
    });
  };
  const all = { desiredNumberScheduled: 3, numberReady: 3, updatedNumberScheduled: 3, observedGeneration: 2 };
  const verdict = (status: JsonObject) =>
    row('agents of Cilium', agents(status), { installed: true })?.verdict;
  expect(verdict(all)).toBe('ok');
  expect(verdict({ ...all, numberReady: 2 })).toBe('wrong');
  expect(verdict({ ...all, updatedNumberScheduled: 1 })).toBe('wrong');
  expect(verdict({ ...all, observedGeneration: 1 })).toBe('wrong');
});

test.each(Object.keys(written()) as (keyof ClusterFacts)[])(
  'when %s must not be read, the rows that need it say so and the exit status is 1',
  (read) => {
    const declared = declaredOf({
      ...FILE,
      network: { mode: 'vpc-cni', cniConfig: 'own' },
      masquerade: {},
      facts: { serviceCidr: '192.168.0.0/17', localDNS: { kubeDnsIP: '192.168.0.10' } },
      cilium: {
        version: '1.18.2',
        values: {
          gatewayAPI: { enabled: true },
          egressGateway: { enabled: true },
          localRedirectPolicies: { enabled: true },
        },
      },
    });
    const dist = [
      ...['cilium-config', 'cni-config', 'ip-masq-agent'].map((name) =>
        configMap(name, { 'cni-config': '{}', config: '{}' }),
      ),
      workload('Deployment', 'cilium-operator', { containers: [] }),
    ];
    const findings = preflight(written({ [read]: forbidden(read) }), { declared, installed: true, dist });
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
  expect(row('ordinary nodes', { nodes: found({ items: [superNode] }) })).toMatchObject({
    found: '0',
    verdict: 'ok',
  });
});

test('where kube-proxy stays, the endpoint does not matter', () => {
  const rules = preflight(written(), { declared: coexisting }).map(({ rule }) => rule);
  expect(rules).not.toContain('API server endpoint');
  expect(rules).toContain('kube-proxy mode');
});

test('the table has a row for each rule, and below it what to do', () => {
  const facts = written({ ...daemonSets(kubeProxy({ mode: 'ipvs' }), eniAgent), nodes: forbidden('nodes') });
  expect(preflightTable(preflight(facts, { declared: replacing }))).toMatchInlineSnapshot(`
"verdict  rule                                  found                                                                     wanted
ok       Kubernetes version                    1.32.2                                                                    1.32.2
ok       API server endpoint                   169.254.128.27:60002                                                      169.254.128.27:60002
ok       API server load balancer              none                                                                      not 169.254.128.27
ok       container network                     vpc-cni                                                                   vpc-cni
ok       VPC-CNI add-on                        v3.8.3                                                                    v3.8.0 or later
ok       webhook add-pod-eni-ip-limit-webhook  there                                                                     there
ok       NodeLocalDNSCache add-on              absent                                                                    absent
ok       ranges that are not masqueraded       10.0.0.0/16                                                               10.0.0.0/16
wrong    kube-proxy mode                       ipvs                                                                      iptables
ok       kube-proxy                            {}, 1 pod                                                                 {} on record
ok       Cilium there already                  none                                                                      none, or one that 1.18.2 may follow
unknown  ordinary nodes                        Error from server (Forbidden): nodes is forbidden: User "ci" cannot l...  to be readable
unknown  kernel of the nodes                   Error from server (Forbidden): nodes is forbidden: User "ci" cannot l...  to be readable
unknown  container runtime of the nodes        Error from server (Forbidden): nodes is forbidden: User "ci" cannot l...  to be readable
unknown  operating system of the nodes         Error from server (Forbidden): nodes is forbidden: User "ci" cannot l...  to be readable

wrong: kube-proxy mode: Use a cluster with kube-proxy in mode iptables, and rebuild nodes that ran ipvs.
unknown: ordinary nodes: Bind docs/preflight-rbac.yaml to this user.
unknown: kernel of the nodes: Bind docs/preflight-rbac.yaml to this user.
unknown: container runtime of the nodes: Bind docs/preflight-rbac.yaml to this user.
unknown: operating system of the nodes: Bind docs/preflight-rbac.yaml to this user."
`);
});

/** The cluster that a file describes. What the chart's own defaults are does not matter to a preflight. */
function declaredOf(file: JsonObject): Declared {
  const { cluster, findings } = validateCluster(file);
  if (!cluster) {
    throw new Error(`not a well-formed cluster: ${JSON.stringify(findings)}`);
  }
  return new Declared(cluster, new ChartValues(cluster.cilium.version, {}));
}

test('definitions that dist/ brings are looked for after the install', () => {
  const declared = declaredOf({
    ...FILE,
    network: { mode: 'vpc-cni', routing: 'overlay', podCidrs: ['10.244.0.0/16'] },
    gatewayAPI: { crds: '1.4.1' },
  });
  const rule = 'definitions of the Gateway API';
  expect(row(rule, {}, { declared })).toBeUndefined();
  expect(row(rule, {}, { declared, installed: true })?.verdict).toBe('wrong');
});

test('definitions that the operator made are fine', () => {
  const values = { localRedirectPolicies: { enabled: true } };
  const declared = declaredOf({ ...FILE, cilium: { version: '1.18.2', values } });
  const there = {
    redirectDefinition: found({ metadata: { name: 'ciliumlocalredirectpolicies.cilium.io' } }),
  };
  const rule = 'definition of CiliumLocalRedirectPolicy';
  expect(row(rule, there, { declared, installed: true })?.verdict).toBe('ok');
  expect(row(rule, {}, { declared })).toBeUndefined();
});
