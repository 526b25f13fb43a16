import type { ClusterFile, FleetFiles } from '../../lib/cluster/cluster-files';
import { promote, type RingCluster } from '../../lib/cluster/promotion';
import { formatDiagnostic, InputError } from '../../lib/diagnostics/diagnostic';

const GROUPS: Readonly<Record<string, string>> = {
  test: `# The clusters that break first.
ring: 0 # Env = Test
cilium:
  version: 1.19.6
  values:
    bpf: {mapDynamicSizeRatio: 0.005} # measured in May
    debug: {enabled: true}
`,
  staging: `# After a week in ring 0.
ring: 1
kubernetes: 1.32.2 # by hand

cilium:
  # Bumped by promote, see docs/fleet.md.
  version: "1.18.12"   # the last of its minor
`,
  'production-gz': `ring: 2\ncilium: {version: 1.18.12}\n`,
  'production-sh': `# nothing of its own\nring: 2\n`,
  plain: 'facts: {services: 5}\n',
};

function files(groups = GROUPS): FleetFiles {
  const file = (name: string, text: string): ClusterFile => ({
    path: `clusters/_groups/${name}.yaml`,
    content: Buffer.from(text),
  });
  return {
    groups: new Map(Object.entries(groups).map(([name, text]) => [name, file(name, text)])),
    clusters: [],
  };
}

const CLUSTERS: readonly RingCluster[] = [
  { name: 'a', ring: 0, version: '1.19.6' },
  { name: 'b', ring: 1, version: '1.18.12' },
  { name: 'c', ring: 2, version: '1.18.2' },
  { name: 'd', version: '1.18.2' },
];

function promoted(from: number, fields: readonly string[], groups = GROUPS, to?: number) {
  return promote(files(groups), CLUSTERS, { from, fields, ...(to !== undefined && { to }) });
}

function refusal(...args: Parameters<typeof promoted>): string[] {
  try {
    promoted(...args);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).diagnostics.map(formatDiagnostic);
  }
}

const text = ({ groups }: ReturnType<typeof promoted>) =>
  groups.map(({ content }) => Buffer.from(content).toString());

describe('settings that move from one ring to the next', () => {
  test('a version: that one word changes, and no comment, quote or blank line besides', () => {
    const promotion = promoted(0, ['cilium.version']);
    expect(text(promotion)).toEqual([GROUPS.staging?.replace('"1.18.12"', '1.19.6')]);
    expect(promotion).toMatchObject({
      to: 1,
      clusters: ['b'],
      changes: [
        {
          file: 'clusters/_groups/staging.yaml',
          field: 'cilium.version',
          before: '1.18.12',
          after: '1.19.6',
        },
      ],
    });
  });

  test('any set of fields, maps among them; comments of both stay', () => {
    const [staging = ''] = text(promoted(0, ['cilium.values.bpf', 'cilium.values.debug.enabled']));
    expect(staging).toBe(`# After a week in ring 0.
ring: 1
kubernetes: 1.32.2 # by hand

cilium:
  # Bumped by promote, see docs/fleet.md.
  version: "1.18.12" # the last of its minor
  values:
    bpf: {mapDynamicSizeRatio: 0.005} # measured in May
    debug:
      enabled: true
`);
  });

  test('go to every group of the next ring, also one that said nothing of them', () => {
    const groups = { ...GROUPS, staging: GROUPS.staging?.replace('"1.18.12"', '1.19.6') ?? '' };
    const promotion = promoted(1, ['cilium.version'], groups);
    expect(text(promotion)).toEqual([
      'ring: 2\ncilium: {version: 1.19.6}\n',
      '# nothing of its own\nring: 2\ncilium:\n  version: 1.19.6\n',
    ]);
  });

  test('that are there already change nothing', () => {
    const groups = { ...GROUPS, staging: 'ring: 1\ncilium: {version: 1.19.6}\n' };
    expect(promoted(0, ['cilium.version'], groups)).toMatchObject({ changes: [], groups: [] });
  });

  test('leave all other groups as they are', () => {
    const { files: after } = promoted(0, ['cilium.version']);
    expect(after.groups.get('plain')).toEqual(files().groups.get('plain'));
    expect(after.groups.get('test')).toEqual(files().groups.get('test'));
  });
});

describe('promoting is refused', () => {
  test.each<[string, Parameters<typeof promoted>, RegExp]>([
    [
      'when it skips a ring',
      [0, ['cilium.version'], GROUPS, 2],
      /^error: ring 1 comes between 0 and 2\. Promote to ring 1 first\.$/,
    ],
    ['when it goes back', [1, ['cilium.version'], GROUPS, 0], /^error: ring 0 does not come after 1\./],
    [
      'from the last ring',
      [2, ['cilium.version']],
      /^error: ring 2 is the last one\. Move what all clusters have to _defaults\.yaml\.$/,
    ],
    [
      'from a ring that is not there',
      [7, ['cilium.version']],
      /^error: there is no ring 7: the rings are 0, 1, 2\./,
    ],
    [
      'where no group has a ring',
      [0, ['cilium.version'], { a: '' }],
      /^error: there is no ring 0: no group has a ring\./,
    ],
    [
      'of a field that the ring does not set',
      [0, ['argoCD.project']],
      /^error: argoCD\.project: no group of ring 0 sets it \(clusters\/_groups\/test\.yaml\)\./,
    ],
    [
      'when it skips a minor version of Cilium, with the clusters that would',
      [0, ['cilium.version'], { ...GROUPS, test: 'ring: 0\ncilium: {version: 1.20.1}\n' }],
      /^clusters\/_groups\/test\.yaml: error: cilium\.version: 1\.20\.1 skips a minor version after 1\.18\.12\. Go to the latest patch of the next minor first\. Affects cluster b\./,
    ],
    [
      'to an older version',
      [0, ['cilium.version'], { ...GROUPS, test: 'ring: 0\ncilium: {version: 1.18.2}\n' }],
      /^clusters\/_groups\/test\.yaml: error: cilium\.version: 1\.18\.2 is older than 1\.18\.12\./,
    ],
    [
      'when the groups of the ring do not agree',
      [0, ['cilium.version'], { ...GROUPS, other: 'ring: 0\ncilium: {version: 1.18.12}\n' }],
      /^error: cilium\.version: clusters\/_groups\/test\.yaml and clusters\/_groups\/other\.yaml are both of ring 0, and set it to different values\./,
    ],
  ])('%s', (_, args, expected) => {
    expect(refusal(...args)).toEqual([expect.stringMatching(expected)]);
  });
});
