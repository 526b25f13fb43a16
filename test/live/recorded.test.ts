import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { InputError } from '../../lib/diagnostics/diagnostic';
import type { JsonObject } from '../../lib/json';
import { at, itemsOf, READS } from '../../lib/live/cluster-facts';
import { ciliumConfig } from '../../lib/live/readings';
import { acceptClusters } from '../../lib/rules/accept-clusters';
import { synthesize } from '../../lib/synth/synthesize';
import { readManifests } from '../../lib/yaml/read';
import { writeManifest } from '../../lib/yaml/write';
import { LOCKED_ARCHIVES, TEST_VERSIONS, testCharts } from '../support/charts';
import { commandLine, type Ended } from '../support/command-line';
import { fileRequires } from '../support/requires';
import { temporaryDirectory } from '../support/temporary-directory';
import { RECORDED, recordedCluster, replaying } from './recordings';

fileRequires(LOCKED_ARCHIVES);

const temporary = temporaryDirectory();
const NAME = 'gz-found';

/** What somebody holds against a cluster that discover cannot describe: a cluster file for another. */
const WANTED = `name: ${NAME}
kubernetes: VERSION
network: {mode: vpc-cni}
nodePools: [{name: nodes, type: regular, os: tencentos-4}]
kubeProxy: {mode: iptables, replace: true}
apiServer: {host: 169.254.128.27}
facts: {vpcCidrs: [10.0.0.0/16]}
cilium: {version: CILIUM}
`;

const discovered = new Map<string, Promise<Ended>>();

/** What discover says of a recorded cluster; asked once. */
function discoveredOf(name: string): Promise<Ended> {
  const connect = async () => replaying(recordedCluster(name).answers);
  const said = discovered.get(name) ?? commandLine(['discover', NAME], { connect });
  discovered.set(name, said);
  return said;
}

/** Everything that the two commands say of a cluster. */
async function said(name: string): Promise<string> {
  const { about, answers, clusterFile, dist, writtenByHand } = recordedCluster(name);
  const live = (...args: readonly string[]) => commandLine(args, { connect: async () => replaying(answers) });
  const found = await discoveredOf(name);
  const [, kubernetes = ''] = /^v(\d+\.\d+\.\d+)/.exec(String(answerOf(answers.version).gitVersion)) ?? [];
  const running = TEST_VERSIONS.find((version) =>
    JSON.stringify(answers.daemonSets).includes(`/cilium/cilium:v${version}@`),
  );
  const wanted = WANTED.replace('VERSION', kubernetes).replace('CILIUM', running ?? '1.19.6');
  const text = clusterFile ? writeManifest(clusterFile) : found.status === 0 ? found.printed : wanted;
  const file = join(temporary(), `${NAME}.yaml`);
  writeFileSync(file, text);
  const runs = answers.ciliumConfig.kind === 'found';
  const directory = join(temporary(), 'dist');
  if (runs) {
    writeDist(directory, dist ?? distOf(text));
  }
  return [
    `# ${about}`,
    ...(writtenByHand === undefined ? [] : ['# Written by hand, not recorded.']),
    `$ tke-cilium discover ${NAME}`,
    shown(found),
    ...(clusterFile
      ? ['# The cluster file that was applied:', text]
      : found.status === 0
        ? []
        : ['# A cluster file for another network:', text]),
    `$ tke-cilium preflight clusters/${NAME}.yaml`,
    shown(await live('preflight', file)),
    ...(runs
      ? [
          `# dist/ is ${dist ? 'what was applied' : 'what a synth makes of the file above'}`,
          `$ tke-cilium preflight clusters/${NAME}.yaml --installed`,
          shown(await live('preflight', file, '--installed', '--dist', directory)),
        ]
      : []),
  ].join('\n');
}

function shown({ printed, complained, status }: Ended): string {
  return `${printed}${complained.replaceAll(`${temporary()}/`, 'clusters/')}(exit status ${status})\n`;
}

function answerOf(answer: { readonly kind: string; readonly object?: JsonObject }): JsonObject {
  return answer.object ?? {};
}

function distOf(text: string): JsonObject[] {
  return filesOf(text)
    .filter(({ path }) => path.startsWith(`${NAME}/`) && path.endsWith('.yaml'))
    .flatMap(({ content }) => readManifests(content));
}

function filesOf(text: string) {
  const { clusters } = acceptClusters(
    [{ path: `clusters/${NAME}.yaml`, content: Buffer.from(text) }],
    testCharts,
  );
  return synthesize(clusters, { charts: testCharts }).files;
}

function writeDist(directory: string, objects: readonly JsonObject[]): void {
  for (const [index, object] of objects.entries()) {
    const path = join(directory, NAME, 'cilium', `${index}.yaml`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, writeManifest(object));
  }
}

test.each(RECORDED)('%s: discover and preflight say what the golden has', async (name) => {
  const golden = join('test/live/golden', `${name}.txt`);
  const text = await said(name);
  if (process.env.UPDATE_GOLDENS) {
    mkdirSync(dirname(golden), { recursive: true });
    writeFileSync(golden, text);
  }
  expect(text).toBe(readFileSync(golden, 'utf8'));
});

/** Keys of cilium-config that decide how packets of running pods travel. */
const NETWORK_KEYS = [
  'routing-mode',
  'tunnel-protocol',
  'tunnel-port',
  'ipam',
  'cluster-pool-ipv4-cidr',
  'cluster-pool-ipv4-mask-size',
  'auto-create-cilium-pod-ip-pools',
  'kube-proxy-replacement',
  'custom-cni-conf',
  'cni-chaining-mode',
  'cni-chaining-target',
  'cluster-name',
  'cluster-id',
  'enable-endpoint-routes',
  'local-router-ipv4',
  'ipv4-native-routing-cidr',
  'auto-direct-node-routes',
  'enable-ipv4-masquerade',
  'enable-bpf-masquerade',
  'enable-ip-masq-agent',
  'enable-egress-gateway',
  'enable-ipv4-egress-gateway',
  'enable-local-redirect-policy',
  'enable-wireguard',
  'enable-ipsec',
  'enable-ipv4',
  'enable-ipv6',
  'bpf-lb-mode',
  'datapath-mode',
];

describe('the file that discover writes of a cluster on which Cilium runs', () => {
  const described: string[] = [];

  test.each(RECORDED.filter((name) => recordedCluster(name).answers.ciliumConfig.kind === 'found'))(
    '%s: changes nothing of the network, or there is none',
    async (name) => {
      const { answers } = recordedCluster(name);
      const found = await discoveredOf(name);
      if (found.status !== 0) {
        expect(found.printed).toBe('');
        return;
      }
      described.push(name);
      const made = distOf(found.printed);
      const configMap = (wanted: string) =>
        made.find((object) => object.kind === 'ConfigMap' && at(object, 'metadata', 'name') === wanted);
      const pick = (data: unknown) =>
        Object.fromEntries(NETWORK_KEYS.map((key) => [key, at(data as JsonObject, key)]));
      expect(pick(configMap('cilium-config')?.data)).toEqual(pick(ciliumConfig(answers)));
      expect(listOf(configMap('ip-masq-agent'))).toEqual(
        listOf(answers.masqueradeList.kind === 'found' ? answers.masqueradeList.object : undefined),
      );
    },
  );

  test('is there for most of them', () => {
    expect(described.length).toBeGreaterThan(10);
  });
});

describe('a value that somebody set by hand on a cluster of the script', () => {
  const { answers } = recordedCluster('script-ov');
  const changed = (data: Readonly<Record<string, string | undefined>>) => {
    const { ciliumConfig: answer } = answers;
    const object = answer.kind === 'found' ? answer.object : {};
    const all = Object.entries({ ...(object.data as JsonObject), ...data }).filter(
      ([, text]) => text !== undefined,
    );
    const ciliumConfig = { kind: 'found', object: { ...object, data: Object.fromEntries(all) } } as const;
    const connect = async () => replaying({ ...answers, ciliumConfig: ciliumConfig as typeof answer });
    return commandLine(['discover', NAME], { connect });
  };

  test.each<[key: string, live: string | undefined, values: JsonObject]>([
    ['debug', 'true', { debug: { enabled: true } }],
    ['bpf-lb-map-max', '131072', { bpf: { lbMapMax: 131072 } }],
    ['bpf-policy-map-max', '32768', { bpf: { policyMapMax: 32768 } }],
    ['monitor-aggregation', 'none', { bpf: { monitorAggregation: 'none' } }],
    ['enable-endpoint-health-checking', 'false', { endpointHealthChecking: { enabled: false } }],
  ])('%s %s is a chart value of the file', async (key, live, values) => {
    const { printed } = await changed({ [key]: live });
    const file = parse(printed) as { cilium: { values: JsonObject } };
    expect(file.cilium.values).toMatchObject(values);
    expect(printed).toContain('makes the cilium-config that runs');
  });

  test('and for which there is no chart value is named', async () => {
    const { status, printed } = await changed({ 'policy-cidr-match-mode': 'nodes' });
    expect(status).toBe(0);
    expect(printed).toContain('#   policy-cidr-match-mode: nodes on the cluster, (not set) by this file\n');
  });

  test.each<[key: string, live: string | undefined]>([
    ['enable-bpf-masquerade', 'false'],
    ['bpf-lb-mode', 'dsr'],
    ['tunnel-protocol', 'geneve'],
    ['enable-ipv6', 'true'],
    ['cluster-name', 'shop'],
  ])(
    '%s %s, which decides how packets travel, is a value of the file, or nothing can be made of it',
    async (key, live) => {
      const { status, printed, complained } = await changed({ [key]: live });
      if (printed.includes('with what a synth refuses')) {
        expect(() => distOf(printed)).toThrow(InputError);
      } else if (status === 0) {
        const made = distOf(printed).find((object) => at(object, 'metadata', 'name') === 'cilium-config');
        expect(at(made, 'data', key)).toBe(live);
      } else {
        expect(printed).toBe('');
        expect(complained).toContain(`cilium-config has ${key} ${live}`);
      }
    },
  );
});

describe('the way of the agents to the API server', () => {
  const { answers } = recordedCluster('script-ov');
  const ENV = '"name":"KUBERNETES_SERVICE_HOST","value":"169.254.128.27"';
  const found = (env: string) => {
    const text = JSON.stringify(answers.daemonSets).replaceAll(ENV, env);
    const daemonSets = JSON.parse(text) as typeof answers.daemonSets;
    return commandLine(['discover', NAME], { connect: async () => replaying({ ...answers, daemonSets }) });
  };

  test.each<[string, string, JsonObject]>([
    ['an address', ENV, { host: '169.254.128.27', port: 60002 }],
    [
      'a name',
      '"name":"KUBERNETES_SERVICE_HOST","value":"api.example.com"',
      { host: 'api.example.com', port: 60002 },
    ],
    [
      'a ConfigMap',
      '"name":"KUBERNETES_SERVICE_HOST","valueFrom":{"configMapKeyRef":{"name":"api","key":"host"}}',
      { hostFrom: { configMap: 'api', key: 'host' }, port: 60002 },
    ],
  ])('is in the file as it runs: %s', async (_, env, apiServer) => {
    const { printed } = await found(env);
    expect((parse(printed) as { apiServer: JsonObject }).apiServer).toEqual(apiServer);
  });
});

test('workloads of Cilium that the file does not make are named in it', async () => {
  const { answers } = recordedCluster('script-ov');
  const labels = { 'app.kubernetes.io/part-of': 'cilium' };
  const mesh = { metadata: { name: 'clustermesh-apiserver', labels } };
  const items = [...itemsOf(answers.deployments), mesh];
  const deployments = { kind: 'found', object: { items } } as const;
  const connect = async () => replaying({ ...answers, deployments });
  const { printed } = await commandLine(['discover', NAME], { connect });
  expect(printed).toContain(
    '# This file does not make, and an apply leaves as it is: Deployment clustermesh-apiserver\n',
  );
});

/** What ip-masq-agent reads, the CIDRs in any order. */
function listOf(configMap: JsonObject | undefined): unknown {
  const text = at(configMap, 'data', 'config');
  const config = typeof text === 'string' ? (JSON.parse(text) as { nonMasqueradeCIDRs?: string[] }) : {};
  return { ...config, nonMasqueradeCIDRs: config.nonMasqueradeCIDRs?.toSorted() };
}

test.each(RECORDED)('%s has an answer for every read', (name) => {
  expect(Object.keys(recordedCluster(name).answers).sort()).toEqual(Object.keys(READS).sort());
});
