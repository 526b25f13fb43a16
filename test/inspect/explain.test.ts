import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { explainFields, explainValues, leaves } from '../../lib/inspect/explain';
import type { Explanation } from '../../lib/inspect/explanation';
import { acceptFleet } from '../../lib/rules/accept-clusters';
import { imageValues } from '../../lib/values/image-values';
import { FEATURE_REASONS, TKE_REASONS, tkeReason } from '../../lib/values/tke-reasons';
import { type TkeScheme, tkeValues } from '../../lib/values/tke-values';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { commandLine } from '../support/command-line';
import { describeRequiring } from '../support/requires';
import { temporaryDirectory } from '../support/temporary-directory';

const SCHEMES: readonly TkeScheme[] = [
  {},
  { replaceKubeProxy: { host: '169.254.1.1' }, ownCniConfig: true },
  { replaceKubeProxy: { hostFrom: { configMap: 'endpoint', key: 'host' } } },
  { replaceKubeProxy: { host: '169.254.1.1' }, overlay: { beside: 'vpc-cni', podCidrs: ['10.244.0.0/16'] } },
  { masquerade: { by: 'list', exempt: ['10.0.0.0/16'] } },
  { masquerade: { by: 'one-cidr', exempt: ['10.0.0.0/16'] } },
  {
    hubble: {
      relay: true,
      ui: true,
      redact: true,
      flowLogs: [{ name: 'all', only: [], except: [], fields: [], maxSizeMb: 10, backups: 5 }],
    },
    metrics: { agent: true, hubble: ['dns'], serviceMonitors: true },
  },
  { localDNS: true },
  { gatewayAPI: true },
  { egressGateway: true },
  {
    mesh: {
      name: 'gz',
      id: 1,
      subnet: 'subnet-1',
      peers: [{ name: 'bj', address: '10.1.0.5' }],
      issuer: { name: 'mesh-ca', kind: 'ClusterIssuer' },
      policyDefaultLocalCluster: true,
    },
  },
];
const OURS = SCHEMES.flatMap((scheme) =>
  leaves(tkeValues(scheme)).map(({ path }) => {
    const key = path.map(String);
    return { key: key.join('.'), reason: tkeReason(key, scheme) };
  }),
);

/** Values of images depend on the chart as well. */
const OF_IMAGES = imageValues('team.example.com', { 'image.repository': { default: 'quay.io/a/b' } }, {});
const SET = [
  ...OURS,
  ...leaves(OF_IMAGES).map(({ path }) => {
    const key = path.map(String);
    return { key: key.join('.'), reason: tkeReason(key, { imageRegistry: 'team.example.com' }) };
  }),
];

describe('the reasons of chart values that this tool sets', () => {
  test('there is one for each of them', () => {
    expect(SET.filter(({ reason }) => reason === undefined).map(({ key }) => key)).toEqual([]);
  });

  test('and none for anything else', () => {
    const all = [...TKE_REASONS, ...FEATURE_REASONS.flatMap(({ reasons }) => reasons)];
    const used = new Set(SET.map(({ reason }) => reason));
    expect(all.filter((reason) => !used.has(reason))).toEqual([]);
    expect(all.every(({ source }) => source.startsWith('https://'))).toBe(true);
  });
});

const FILES: Readonly<Record<string, string>> = {
  'clusters/_defaults.yaml': `kubernetes: 1.32.2
network:
  mode: vpc-cni
nodePools:
  - name: general
    type: regular
    os: tencentos-4
kubeProxy:
  mode: iptables
  replace: true
facts:
  vpcCidrs: [10.0.0.0/16]
cilium:
  version: 1.18.2
  values:
    hubble:
      relay: {enabled: true}
      metrics: {enabled: [dns]}
`,
  'clusters/_groups/canary.yaml': `ring: 0
cilium:
  values:
    hubble:
      metrics:
        enabled: [dns, drop]
    debug:
      enabled: true
`,
  'clusters/eu/gz.yaml': `name: gz
groups: [canary]
apiServer:
  host: 169.254.1.1
facts:
  vpcCidrs: [10.1.0.0/16]
cilium:
  values:
    debug:
      enabled: false
    rollOutCiliumPods: true
`,
};

describeRequiring(LOCKED_ARCHIVES, 'where the settings of a cluster come from', () => {
  const temporary = temporaryDirectory();
  const at = (path: string) => join(temporary(), path);
  const explain = async (...args: readonly string[]) => {
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(dirname(at(path)), { recursive: true });
      writeFileSync(at(path), text);
    }
    const ended = await commandLine(['explain', ...args, '--clusters', at('clusters')]);
    return { ...ended, printed: ended.printed.replaceAll(`${temporary()}/`, '') };
  };
  const lines = async (...args: readonly string[]) => (await explain('gz', ...args)).printed.split('\n');

  test.each([
    ['a field of a layer', 'kubernetes', /^ {2}kubernetes +"1\.32\.2" +clusters\/_defaults\.yaml:1$/],
    [
      'a list that took the place of another',
      'facts.vpcCidrs',
      /^ +replaced the list \["10\.0\.0\.0\/16"\]: clusters\/_defaults\.yaml:12$/,
    ],
    [
      'a field that nobody sets',
      'apiServer.port',
      /^ {2}apiServer\.port +60002 +the default of the cluster file$/,
    ],
    ['a chart value of the file', 'debug.enabled', /^ {2}debug\.enabled +false +clusters\/eu\/gz\.yaml:10$/],
    ['what it overrode', 'debug.enabled', /^ +overrode true: clusters\/_groups\/canary\.yaml:8$/],
    ['what the chart would have', 'debug.enabled', /^ +overrode false: the chart's default$/],
    [
      'a list among chart values',
      'hubble.metrics.enabled',
      /^ +replaced the list \["dns"\]: clusters\/_defaults\.yaml:18$/,
    ],
    ['its full name', 'cilium.values.debug.enabled', /^ {2}debug\.enabled /],
    [
      'a value of this tool, the line that decides it, and why',
      'kubeProxyReplacement',
      /^ {2}kubeProxyReplacement +true +this tool for kubeProxy\.replace \(clusters\/_defaults\.yaml:10\): the cluster file has Cilium replace kube-proxy \(https:/,
    ],
    [
      'a value that nobody sets',
      'hubble.listenAddress',
      /^ {2}hubble\.listenAddress +":4244" +the chart's default$/,
    ],
    ['all values under a map', 'hubble.tls', /^ {2}hubble\.tls\.auto\.schedule /],
    [
      'a key of cilium-config',
      'kube-proxy-replacement',
      /^ {2}kube-proxy-replacement +"true" +the chart, from kubeProxyReplacement$/,
    ],
    [
      'the line that a key of cilium-config leads back to',
      'kube-proxy-replacement',
      /^ +kubeProxyReplacement = true: this tool for kubeProxy\.replace \(clusters\/_defaults\.yaml:10\)/,
    ],
    [
      'what a key of cilium-config would be',
      'kube-proxy-replacement',
      /^ +overrode "false": the chart's default$/,
    ],
    [
      'a key of cilium-config that a layer decides',
      'hubble-metrics',
      /^ +hubble\.metrics\.enabled = \["dns","drop"\]: clusters\/_groups\/canary\.yaml:6$/,
    ],
  ])('%s', async (_, key, expected) => {
    expect(await lines(key)).toContainEqual(expect.stringMatching(expected));
  });

  test('without a key: all that differs from the defaults, and nothing else', async () => {
    const { status, printed } = await explain('gz');
    expect(status).toBe(0);
    expect(printed).toMatch(
      /^gz \(ring 0\): clusters\/_defaults\.yaml < clusters\/_groups\/canary\.yaml < clusters\/eu\/gz\.yaml\n/,
    );
    expect(printed).toMatch(/^ {2}hubble\.relay\.enabled +true/m);
    expect(printed).toMatch(/^ {2}routing-mode +"native"/m);
    // Set to what it is anyway.
    expect(printed).not.toMatch(/^ {2}debug\.enabled/m);
    expect(printed).not.toMatch(/^ {2}apiServer\.port/m);
  });

  test('as JSON, with files and lines as data', async () => {
    const { printed } = await explain('gz', 'debug.enabled', '--json');
    const { cluster, ring, explanations } = JSON.parse(printed) as {
      cluster: string;
      ring: number;
      explanations: Explanation[];
    };
    expect([cluster, ring]).toEqual(['gz', 0]);
    expect(explanations[0]).toMatchObject({
      kind: 'value',
      key: 'debug.enabled',
      value: false,
      set: { by: 'file', at: { file: 'clusters/eu/gz.yaml', line: 10, column: 7 } },
      overrode: [
        { value: true, set: { by: 'file', at: { file: 'clusters/_groups/canary.yaml', line: 8 } } },
        { value: false, set: { by: 'default', of: 'chart' } },
      ],
    });
  });

  test('a key that nothing has, and a cluster that is not there, with the near one', async () => {
    expect(await explain('gz', 'kubeProxyReplacment')).toMatchObject({
      status: 1,
      complained: expect.stringMatching(
        /"kubeProxyReplacment" is no field .* Did you mean kubeProxyReplacement\?/,
      ),
    });
    expect(await explain('gx', 'kubernetes')).toMatchObject({
      status: 1,
      complained: expect.stringMatching(/there is no cluster "gx" in .* Did you mean gz\?/),
    });
  });

  test('every field and every value that is set has an explanation', () => {
    const file = (path: string) => ({ path, content: Buffer.from(FILES[path] ?? '') });
    const { clusters } = acceptFleet(
      {
        defaults: file('clusters/_defaults.yaml'),
        groups: new Map([['canary', file('clusters/_groups/canary.yaml')]]),
        clusters: [file('clusters/eu/gz.yaml')],
      },
      testCharts,
    );
    const [read] = clusters;
    if (!read) {
      throw new Error('no cluster was read');
    }
    expect(explainFields(read).length).toBeGreaterThan(20);
    expect(explainValues(read).map(({ key }) => key)).toEqual(
      leaves(read.declared.values).map(({ path }) => path.join('.')),
    );
  });
});
