import type { ClusterFile } from '../../lib/cluster/cluster-files';
import { type ReadCluster, readFleet } from '../../lib/cluster/read-clusters';
import { formatDiagnostic } from '../../lib/diagnostics/diagnostic';
import { reportedOnce } from '../../lib/diagnostics/shared';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { fileRequires } from '../support/requires';

fileRequires(LOCKED_ARCHIVES);

const DEFAULTS = `kubernetes: 1.32.2
network:
  mode: vpc-cni
nodePools:
  - name: general
    type: regular
    os: tencentos-4
kubeProxy:
  mode: iptables
  replace: true
apiServer:
  host: 169.254.128.1
cilium:
  version: 1.18.2
  values:
    bpf: {mapDynamicSizeRatio: 0.005}
    hubble: {relay: {enabled: true}}
`;

/** Files of `clusters/`, by path below it. */
type Files = Readonly<Record<string, string>>;

function read(files: Files) {
  const file = (path: string): ClusterFile => ({
    path: `clusters/${path}`,
    content: Buffer.from(files[path] ?? ''),
  });
  const paths = Object.keys(files);
  const defaults = paths.filter((path) => path === '_defaults.yaml').map(file)[0];
  const groups = paths
    .filter((path) => path.startsWith('_groups/'))
    .map((path): [string, ClusterFile] => [path.slice('_groups/'.length, -'.yaml'.length), file(path)]);
  const clusters = paths.filter((path) => !path.startsWith('_')).map(file);
  return readFleet({ ...(defaults && { defaults }), groups: new Map(groups), clusters }, testCharts);
}

function reported(files: Files): string[] {
  return reportedOnce(read(files).diagnostics).map(formatDiagnostic);
}

function cluster(files: Files): ReadCluster {
  const { clusters, diagnostics } = read(files);
  expect(diagnostics.map(formatDiagnostic)).toEqual([]);
  const [only] = clusters;
  if (!only) {
    throw new Error('no cluster was read');
  }
  return only;
}

describe('layers of settings', () => {
  test('a cluster of one line has all that the defaults say', () => {
    const { cluster: read } = cluster({ '_defaults.yaml': DEFAULTS, 'gz.yaml': 'name: gz\n' });
    expect(read).toMatchObject({
      name: 'gz',
      kubernetes: '1.32.2',
      kubeProxy: { replace: true },
      groups: [],
    });
  });

  test('maps merge, lists replace, null deletes; what is nearer to the cluster counts', () => {
    const { cluster: read } = cluster({
      '_defaults.yaml': `${DEFAULTS}facts: {vpcCidrs: [10.0.0.0/16], services: 10}\napiPriority: {level: L500}\n`,
      '_groups/big.yaml':
        'facts: {services: 5000, vpcCidrs: [10.1.0.0/16, 10.2.0.0/16]}\napiPriority: null\n',
      '_groups/new.yaml': 'cilium: {version: 1.19.6}\n',
      'gz.yaml': 'name: gz\ngroups: [big, new]\napiServer: {host: 169.254.128.9}\nfacts: {services: 7}\n',
    });
    expect(read).toMatchObject({
      apiServer: { host: '169.254.128.9', port: 60002 },
      cilium: { version: '1.19.6', values: { bpf: { mapDynamicSizeRatio: 0.005 } } },
      facts: { services: 7, vpcCidrs: ['10.1.0.0/16', '10.2.0.0/16'] },
    });
    expect(read.apiPriority).toBeUndefined();
  });

  test("among chart values null stays, for Helm to delete the chart's default", () => {
    const { cluster: read } = cluster({
      '_defaults.yaml': DEFAULTS,
      'gz.yaml': 'name: gz\ncilium: {values: {bpf: null, hubble: {relay: {enabled: null}}}}\n',
    });
    expect(read.cilium.values).toEqual({ bpf: null, hubble: { relay: { enabled: null } } });
  });

  test('the order in which a cluster names its groups changes nothing, down to the order of keys', () => {
    const files = (groups: string): Files => ({
      '_defaults.yaml': DEFAULTS,
      '_groups/a.yaml': 'kubeProxy: {nodeSelector: {a: "1"}}\n',
      '_groups/b.yaml': 'kubeProxy: {nodeSelector: {b: "2"}}\n',
      'gz.yaml': `name: gz\ngroups: [${groups}]\n`,
    });
    const selectors = ['a, b', 'b, a'].map((groups) => cluster(files(groups)).cluster.kubeProxy.nodeSelector);
    expect(selectors.map((selector) => Object.entries(selector))).toEqual(
      Array(2).fill([
        ['a', '1'],
        ['b', '2'],
      ]),
    );
  });

  test('a cluster has the ring of its group', () => {
    const read = cluster({
      '_defaults.yaml': DEFAULTS,
      '_groups/canary.yaml': '# First.\nring: 0\n',
      'gz.yaml': 'name: gz\ngroups: [canary]\n',
    });
    expect(read.ring).toBe(0);
    expect(cluster({ '_defaults.yaml': DEFAULTS, 'gz.yaml': 'name: gz\n' }).ring).toBeUndefined();
  });

  test('an empty layer is one', () => {
    expect(
      reported({
        '_defaults.yaml': '# nothing yet\n',
        '_groups/a.yaml': '',
        'gz.yaml': `name: gz\ngroups: [a]\n${DEFAULTS}`,
      }),
    ).toEqual([]);
  });
});

describe('where a field is set', () => {
  const { position, settings } = cluster({
    '_defaults.yaml': DEFAULTS,
    '_groups/big.yaml':
      'nodePools:\n  - name: big\n    type: regular\n    os: tencentos-4\ncilium:\n  values:\n    hubble: {enabled: true}\n',
    'gz.yaml': 'name: gz\ngroups: [big]\ncilium:\n  values:\n    bpf:\n      monitorAggregation: none\n',
  });

  test.each<[string, (string | number)[], string]>([
    ['only in the defaults', ['kubernetes'], '_defaults.yaml:1:1'],
    ['in a map that the cluster has too', ['cilium', 'version'], '_defaults.yaml:14:3'],
    [
      'in a map of values that the cluster has too',
      ['cilium', 'values', 'bpf', 'mapDynamicSizeRatio'],
      '_defaults.yaml:16:11',
    ],
    ['in the cluster', ['cilium', 'values', 'bpf', 'monitorAggregation'], 'gz.yaml:6:7'],
    ['a map that several have', ['cilium', 'values', 'hubble'], '_groups/big.yaml:7:5'],
    ['in a list that was replaced', ['nodePools', 0, 'os'], '_groups/big.yaml:4:5'],
    ['an item that only the replaced list has', ['nodePools', 7], '_groups/big.yaml:1:1'],
    ['nowhere, in a map that a layer has', ['apiServer', 'port'], '_defaults.yaml:11:1'],
    ['nowhere at all', ['argoCD', 'repoURL'], 'gz.yaml:1:1'],
  ])('%s', (_, path, expected) => {
    const { file, line, column } = position(path);
    expect(`${file}:${line}:${column}`).toBe(`clusters/${expected}`);
  });

  test('a field knows every layer that set it, the one that counts first', () => {
    expect(settings.settings(['nodePools']).map(({ at: { file, line } }) => `${file}:${line}`)).toEqual([
      'clusters/_groups/big.yaml:1',
      'clusters/_defaults.yaml:4',
    ]);
  });
});

describe('what is wrong with layers', () => {
  const GZ = 'name: gz\ngroups: [a, b]\n';
  test.each<[string, Files, string[]]>([
    [
      'a field that two groups of one cluster set, at both lines, once for all clusters',
      {
        '_defaults.yaml': DEFAULTS,
        '_groups/a.yaml': 'cilium:\n  version: 1.18.2\nfacts: {services: 1}\n',
        '_groups/b.yaml': 'cilium:\n  values: {debug: {enabled: true}}\n  version: 1.18.2\n',
        'gz.yaml': GZ,
        'sh.yaml': 'name: sh\ngroups: [b, a]\n',
        'bj.yaml': 'name: bj\ngroups: [a]\n',
      },
      [
        'clusters/_groups/b.yaml:3:3: error: cilium.version: clusters/_groups/a.yaml:2:3 sets it too, and a cluster is in both groups. Keep it in one of the two groups, or move it to the files of the clusters. Affects clusters gz, sh.',
      ],
    ],
    [
      'two rings',
      {
        '_defaults.yaml': DEFAULTS,
        '_groups/a.yaml': 'ring: 0\n',
        '_groups/b.yaml': 'ring: 1\n',
        'gz.yaml': GZ,
      },
      [
        'clusters/_groups/b.yaml:1:1: error: ring: clusters/_groups/a.yaml:1:1 sets it too, and a cluster is in both groups. Keep it in one of the two groups, or move it to the files of the clusters. Affects cluster gz.',
      ],
    ],
    [
      'a group that does not exist',
      {
        '_defaults.yaml': DEFAULTS,
        '_groups/production.yaml': '',
        'gz.yaml': 'name: gz\ngroups: [prodction, x]\n',
        'sh.yaml': 'name: sh\ngroups: [production]\n',
      },
      [
        'clusters/gz.yaml:2:10: error: groups[0]: there is no group "prodction". Did you mean "production"?',
        'clusters/gz.yaml:2:21: error: groups[1]: there is no group "x". Write it to _groups/x.yaml, or name one of production.',
      ],
    ],
    [
      'a group that no cluster names',
      { '_defaults.yaml': DEFAULTS, '_groups/a.yaml': '', 'gz.yaml': 'name: gz\n' },
      [
        'clusters/_groups/a.yaml: warning [unused-group]: no cluster names the group "a". Name it under groups in the file of a cluster, or remove it.',
      ],
    ],
    [
      'a group that says it is meant to be unused',
      {
        '_defaults.yaml': DEFAULTS,
        '_groups/a.yaml': 'acknowledged: [{rule: unused-group, reason: the clusters come in May}]\n',
        'gz.yaml': 'name: gz\n',
      },
      [],
    ],
    [
      'an unknown field of a layer is reported once, not for every cluster',
      {
        '_defaults.yaml': `${DEFAULTS}kubernets: 1.32.2\n`,
        'gz.yaml': 'name: gz\n',
        'sh.yaml': 'name: sh\n',
      },
      [
        expect.stringMatching(
          /^clusters\/_defaults\.yaml:18:1: error: kubernets: there is no field "kubernets" here\. Did you mean "kubernetes"\?$/,
        ),
      ],
    ],
    [
      'a name in the defaults',
      { '_defaults.yaml': `${DEFAULTS}name: gz\n`, 'gz.yaml': 'name: gz\n' },
      [
        'clusters/_defaults.yaml:18:1: error: name: there is no field "name" here. Write it in the file of the cluster: every cluster has a name of its own.',
      ],
    ],
    [
      'groups in a group',
      { '_defaults.yaml': DEFAULTS, '_groups/a.yaml': 'groups: [b]\n', 'gz.yaml': 'name: gz\ngroups: [a]\n' },
      [
        'clusters/_groups/a.yaml:1:1: error: groups: there is no field "groups" here. Write it in the files of the clusters: a group is in no other group.',
      ],
    ],
    [
      'a ring in the defaults',
      { '_defaults.yaml': `${DEFAULTS}ring: 1\n`, 'gz.yaml': 'name: gz\n' },
      [
        'clusters/_defaults.yaml:18:1: error: ring: there is no field "ring" here. A ring is that of a group: write it in _groups/<group>.yaml.',
      ],
    ],
    [
      'a ring in the file of a cluster',
      { '_defaults.yaml': DEFAULTS, 'gz.yaml': 'name: gz\nring: 1\n' },
      [
        'clusters/gz.yaml:2:1: error: ring: there is no field "ring" here. A ring is that of a group: write it in _groups/<group>.yaml, and name the group under groups.',
      ],
    ],
    [
      'a layer that is not YAML, and nothing of the clusters that stand on it',
      { '_defaults.yaml': 'kubernetes: [\n', 'gz.yaml': 'name: gz\n' },
      [expect.stringMatching(/^clusters\/_defaults\.yaml:\d+:\d+: error: .*Correct the YAML/)],
    ],
    [
      'a layer that is a list',
      { '_defaults.yaml': '- a\n', 'gz.yaml': 'name: gz\n' },
      [
        'clusters/_defaults.yaml:1:1: error: the file holds no map of settings. Write fields of a cluster file into it.',
      ],
    ],
    [
      'a field that no layer sets is missing from the file of the cluster',
      { '_defaults.yaml': DEFAULTS.replace('kubernetes: 1.32.2\n', ''), 'gz.yaml': 'name: gz\n' },
      [
        expect.stringMatching(
          /^clusters\/gz\.yaml:1:1: error: kubernetes: the field "kubernetes" is missing/,
        ),
      ],
    ],
    [
      'null where no layer below sets the field',
      { '_defaults.yaml': DEFAULTS, 'gz.yaml': 'name: gz\napiPriority: null\n' },
      [expect.stringMatching(/^clusters\/gz\.yaml:2:1: error: apiPriority: null is empty/)],
    ],
    [
      'a file that is not named as its cluster',
      { '_defaults.yaml': DEFAULTS, 'prod/gz-old.yaml': 'name: gz\n' },
      [
        'clusters/prod/gz-old.yaml:1:1: error: name: the file of the cluster "gz" is named gz-old.yaml. Rename it to clusters/prod/gz.yaml, or set name: gz-old.',
      ],
    ],
  ])('%s', (_, files, expected) => {
    expect(reported(files)).toEqual(expected);
  });
});
