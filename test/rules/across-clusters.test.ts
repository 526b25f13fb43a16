import type { ClusterFile } from '../../lib/cluster/cluster-files';
import { readFleet } from '../../lib/cluster/read-clusters';
import { type Diagnostic, formatDiagnostic } from '../../lib/diagnostics/diagnostic';
import { reportedOnce } from '../../lib/diagnostics/shared';
import { checkAcrossClusters } from '../../lib/rules/across/check-across-clusters';
import { fleetMember } from '../../lib/rules/across/fleet-member';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { fileRequires } from '../support/requires';

fileRequires(LOCKED_ARCHIVES);

const DEFAULTS = `kubernetes: 1.34.1
nodePools: [{name: general, type: regular, os: tencentos-4}]
network: {mode: vpc-cni}
kubeProxy: {mode: iptables, replace: true}
apiServer: {host: 169.254.128.1}
cilium: {version: 1.19.6}
`;

/** Clusters by name, each with what its file says besides the name. */
function clashes(clusters: Readonly<Record<string, string>>, defaults = DEFAULTS): Diagnostic[] {
  const file = (path: string, text: string): ClusterFile => ({ path, content: Buffer.from(text) });
  const { clusters: read, diagnostics } = readFleet(
    {
      defaults: file('_defaults.yaml', defaults),
      groups: new Map(),
      clusters: Object.entries(clusters).map(([name, text]) =>
        file(`${name}.yaml`, `name: ${name}\n${text}\n`),
      ),
    },
    testCharts,
  );
  expect(diagnostics.map(formatDiagnostic)).toEqual([]);
  return reportedOnce(checkAcrossClusters(read.map(fleetMember)));
}

const reported = (...args: Parameters<typeof clashes>) => clashes(...args).map(formatDiagnostic);
const rules = (...args: Parameters<typeof clashes>) =>
  clashes(...args).map(({ severity, rule }) => `${severity} ${rule}`);

/** A cluster of a mesh, and whom it connects to. */
function mesh(name: string, id: number, ...peers: readonly string[]): string {
  const config =
    peers.length > 0 ? `, config: {enabled: true, clusters: {${peers.map((peer) => `${peer}: {}`)}}}` : '';
  return `cilium: {values: {cluster: {name: ${name}, id: ${id}}, clustermesh: {useAPIServer: true${config}}}}`;
}

const overlay = (cidr: string) => `network: {routing: overlay, podCidrs: [${cidr}]}\n`;
const acknowledged = (rule: string) => `\nacknowledged: [{rule: ${rule}, reason: they are two meshes}]`;

/** A mesh that is said once, for all clusters. */
const MESH_FIELD = `${DEFAULTS}mesh:
  ca: secret
  members:
    a: {id: 1, subnet: subnet-1, address: 10.0.0.5}
    b: {id: 2, subnet: subnet-2, address: 10.1.0.5}
`;

describe('clusters of a mesh that is said once', () => {
  test('raise nothing', () => {
    expect(reported({ a: '', b: '' }, MESH_FIELD)).toEqual([]);
  });

  test('have one routing', () => {
    const b = 'network: {mode: vpc-cni, routing: overlay, podCidrs: [10.1.0.0/16]}';
    expect(reported({ a: '', b }, MESH_FIELD)).toEqual([
      expect.stringMatching(
        /^b\.yaml:1:\d+: error: network\.routing: b has overlay routing, and a \(a\.yaml:1\) .* native routing/,
      ),
    ]);
  });

  test('share no id, which is reported at the line of the member', () => {
    const b = 'mesh: {members: {b: {id: 1}}}';
    expect(
      clashes({ a: '', b }, MESH_FIELD).map(({ rule, field, place }) => [rule, field, place?.file]),
    ).toEqual([['mesh-shared-id', 'mesh.members.b.id', 'b.yaml']]);
  });
});

describe('clusters of one mesh', () => {
  test('with ids, names and pod CIDRs of their own raise nothing', () => {
    expect(
      reported({
        a: overlay('10.1.0.0/16') + mesh('a', 1, 'b'),
        b: overlay('10.2.0.0/16') + mesh('b', 2, 'a'),
        c: 'facts: {vpcCidrs: [10.3.0.0/16]}',
      }),
    ).toEqual([]);
  });

  test('that share an id are reported in one sentence, at the line of the last, with the lines of the others', () => {
    expect(reported({ a: mesh('a', 7, 'b', 'c'), b: mesh('b', 7, 'a'), c: mesh('c', 7, 'a') })).toEqual([
      'c.yaml:2:38: error: cilium.values.cluster.id: 7 is also the id of a (a.yaml:2), b (b.yaml:2) in the cluster mesh. Give each cluster of a mesh an id of its own. (https://docs.cilium.io/en/stable/network/clustermesh/clustermesh/#prerequisites)',
    ]);
  });

  test('that share a name, or whose pod CIDRs overlap', () => {
    const files = {
      a: overlay('10.1.0.0/16') + mesh('x', 1, 'c'),
      b: overlay('10.1.128.0/17') + mesh('x', 2, 'c'),
      c: overlay('10.3.0.0/16') + mesh('c', 3),
    };
    expect(rules(files)).toEqual(['error mesh-shared-name', 'error mesh-shared-pod-cidr']);
    expect(reported(files)[1]).toMatch(
      /^b\.yaml:2:40: error: network\.podCidrs: 10\.1\.128\.0\/17 overlaps 10\.1\.0\.0\/16 of a \(a\.yaml:2\)/,
    );
  });

  test('pods of an overlay must not have addresses of the VPC of another cluster', () => {
    expect(
      rules({
        a: overlay('10.1.0.0/16') + mesh('a', 1, 'b'),
        b: `facts: {vpcCidrs: [10.0.0.0/8]}\n${mesh('b', 2)}`,
      }),
    ).toEqual(['error mesh-shared-pod-cidr', 'error mesh-mixed-routing']);
  });

  test('in one VPC share its CIDR by right', () => {
    const vpc = 'facts: {vpcCidrs: [10.0.0.0/8]}\n';
    expect(rules({ a: vpc + mesh('a', 1, 'b'), b: vpc + mesh('b', 2, 'a') })).toEqual([]);
  });

  test('a peer that is the cluster itself', () => {
    expect(reported({ a: mesh('a', 1, 'a', 'b') })).toEqual([
      expect.stringMatching(
        /^a\.yaml:2:\d+: error: .*clusters: the cluster "a" is named as a peer of itself/,
      ),
    ]);
  });

  test('peers may be a list, and be switched off', () => {
    const values = (clusters: string) =>
      `cilium: {values: {cluster: {name: a, id: 1}, clustermesh: {useAPIServer: true, config: {enabled: true, clusters: ${clusters}}}}}`;
    expect(rules({ a: values('[{name: b}]'), b: mesh('b', 1, 'c') })).toEqual(['error mesh-shared-id']);
    expect(rules({ a: values('{b: {enabled: false}, c: {}}'), b: mesh('b', 1, 'd') })).toEqual([]);
  });
});

describe('clusters of which nobody says whether they are in one mesh', () => {
  const files = { a: mesh('a', 1), b: mesh('b', 1) };

  test('are warned of, and the sentence says how to settle it', () => {
    expect(reported(files)).toEqual([
      expect.stringMatching(
        /^b\.yaml:2:\d+: warning \[mesh-shared-id\]: .* Give each cluster of a mesh an id of its own, or, if they are not in one mesh, name the clusters of each mesh in clustermesh\.config\.clusters or acknowledge this\./,
      ),
    ]);
  });

  test('are in two meshes when each names other peers', () => {
    expect(rules({ a: mesh('a', 1, 'x'), b: mesh('b', 1, 'y') })).toEqual([]);
  });

  test('may acknowledge it, all of them; where there is nothing to acknowledge, that is said', () => {
    const both = { a: files.a + acknowledged('mesh-shared-id'), b: files.b + acknowledged('mesh-shared-id') };
    expect(rules(both)).toEqual([]);
    expect(rules({ ...both, b: files.b })).toEqual(['warning mesh-shared-id']);
    expect(rules({ a: both.a })).toEqual(['warning nothing-to-acknowledge']);
  });

  test('an acknowledgement in a layer is of use when one cluster has the warning', () => {
    const defaults = DEFAULTS + acknowledged('mesh-shared-id');
    expect(rules({ ...files, c: '' }, defaults)).toEqual([]);
    expect(reported({ a: files.a, c: '' }, defaults)).toEqual([
      expect.stringMatching(
        /^_defaults\.yaml:8:\d+: warning \[nothing-to-acknowledge\]: .* Affects clusters a, c\.$/,
      ),
    ]);
  });
});

describe('destinations of Argo CD', () => {
  const argoCD = (destination: string) =>
    `argoCD: {repoURL: https://git.example.com/x.git, destination: '${destination}'}`;

  test('that several clusters have are reported once, not for every object', () => {
    const shared = argoCD('https://one.example.com');
    expect(reported({ a: shared, b: argoCD('https://one.example.com:443'), c: shared, d: '' })).toEqual([
      'c.yaml:2:50: error: argoCD.destination: https://one.example.com is also the destination of a (a.yaml:2), b (b.yaml:2): Argo CD would apply them all to one cluster. Give each cluster its own argoCD.destination.',
    ]);
  });

  test('that nobody wrote are an error: the default is the cluster of Argo CD itself', () => {
    expect(rules({ a: '', b: '' }, `${DEFAULTS}argoCD: {repoURL: https://git.example.com/x.git}\n`)).toEqual([
      'error argocd-shared-destination',
    ]);
  });

  test('of clusters with an Argo CD each are warned of, and may be acknowledged', () => {
    const own = argoCD('https://kubernetes.default.svc');
    expect(rules({ a: own, b: own })).toEqual(['warning argocd-shared-destination']);
    const meant = own + acknowledged('argocd-shared-destination');
    expect(rules({ a: meant, b: meant })).toEqual([]);
  });

  test('of their own raise nothing', () => {
    expect(rules({ a: argoCD('https://a.example.com'), b: argoCD('https://b.example.com') })).toEqual([]);
  });
});
