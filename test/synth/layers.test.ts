import type { ClusterFile, FleetFiles } from '../../lib/cluster/cluster-files';
import { InputError } from '../../lib/diagnostics/diagnostic';
import { acceptClusters, acceptFleet } from '../../lib/rules/accept-clusters';
import { synthesize } from '../../lib/synth/synthesize';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { describeRequiring } from '../support/requires';

const file = (path: string, text: string): ClusterFile => ({
  path: `clusters/${path}.yaml`,
  content: Buffer.from(text),
});

const SHARED = `network: {mode: vpc-cni}
nodePools: [{name: general, type: regular, os: tencentos-4}]
kubeProxy: {mode: iptables, replace: true}
argoCD: {repoURL: https://git.example.com/clusters.git, destination: https://NAME.example.com}
`;
const OLD = { kubernetes: '1.32.2', version: '1.18.2' };
const NEW = { kubernetes: '1.34.1', version: '1.19.6' };

function versions({ kubernetes, version }: typeof OLD): string {
  return `kubernetes: ${kubernetes}\ncilium:\n  version: ${version}\n`;
}

const NAMES = Array.from({ length: 30 }, (_, index) => `cluster-${index + 1}`);
const destination = (name: string) => `argoCD: {destination: https://${name}.example.com}`;
const host = (name: string) => `apiServer: {host: 169.254.128.${name.split('-')[1]}}`;

const acceptTestFleet = (files: FleetFiles) => acceptFleet(files, testCharts);
const acceptTestClusters = (files: readonly ClusterFile[]) => acceptClusters(files, testCharts);

describeRequiring(LOCKED_ARCHIVES, 'settings that clusters share', () => {
  test('30 clusters of a defaults file, two groups and short files are, byte for byte, what 30 long files are', () => {
    const short = acceptTestFleet({
      defaults: file('_defaults', SHARED.replace(', destination: https://NAME.example.com', '')),
      groups: new Map([
        ['old', file('_groups/old', versions(OLD))],
        ['new', file('_groups/new', versions(NEW))],
      ]),
      clusters: NAMES.map((name, index) =>
        file(
          name,
          `name: ${name}\ngroups: [${index % 2 === 0 ? 'old' : 'new'}]\n${host(name)}\n${destination(name)}\n`,
        ),
      ),
    });
    const long = acceptTestClusters(
      NAMES.map((name, index) =>
        file(
          name,
          `name: ${name}\n${host(name)}\n${SHARED.replace('NAME', name)}${versions(index % 2 === 0 ? OLD : NEW)}`,
        ),
      ),
    );
    const { files } = synthesize(short.clusters, { charts: testCharts });
    expect(files).toEqual(synthesize(long.clusters, { charts: testCharts }).files);
    expect(files.length).toBeGreaterThan(30 * 30);
    expect(short.warnings).toEqual(long.warnings);
  });

  test('what the chart refuses of a layer is reported once, at its line in the layer, with the clusters', () => {
    const { clusters } = acceptTestFleet({
      defaults: file(
        '_defaults',
        `${SHARED.replace('NAME', 'one')}${versions(OLD)}  values:\n    bpf: null\n`,
      ),
      groups: new Map(),
      clusters: ['cluster-1', 'cluster-2'].map((name) =>
        file(name, `name: ${name}\n${host(name)}\n${destination(name)}\n`),
      ),
    });
    let refusal: unknown;
    try {
      synthesize(clusters, { charts: testCharts });
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(InputError);
    expect((refusal as InputError).message).toMatch(
      /^clusters\/_defaults\.yaml:9:5: error: cilium\.values\.bpf: null deletes "bpf" .* Affects clusters cluster-1, cluster-2\.$/,
    );
  });

  test('an acknowledgement in a layer counts for all clusters, and is idle only when no cluster has the warning', () => {
    const fleet = (...ports: readonly number[]) =>
      acceptTestFleet({
        defaults: file(
          '_defaults',
          `${SHARED}${versions(OLD)}acknowledged: [{rule: api-server-port, reason: behind a proxy of ours}]\n`,
        ),
        groups: new Map(),
        clusters: ['cluster-1', 'cluster-2'].map((name, index) =>
          file(
            name,
            `name: ${name}\n${destination(name)}\napiServer: {host: 169.254.128.1, port: ${ports[index]}}\n`,
          ),
        ),
      }).warnings.map(({ rule, place, clusters }) => [rule, place?.file, clusters]);
    expect(fleet(6443, 60002)).toEqual([]);
    expect(fleet(60002, 60002)).toEqual([
      ['nothing-to-acknowledge', 'clusters/_defaults.yaml', ['cluster-1', 'cluster-2']],
    ]);
  });
});
