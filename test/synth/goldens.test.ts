import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fleetFiles } from '../../lib/cluster/cluster-files';
import { isObject } from '../../lib/json';
import { MARKER } from '../../lib/layout/layout';
import { acceptFleet } from '../../lib/rules/accept-clusters';
import { synthesize } from '../../lib/synth/synthesize';
import { readManifests } from '../../lib/yaml/read';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { treeOf } from '../support/project';
import { describeRequiring } from '../support/requires';

/** Whole manifests of clusters of the tests' own, one for each mode and routing: reviewed as dist/ is. */
const GOLDEN = 'test/synth/golden';
const CLUSTERS = 'test/fixtures/clusters';
const NAMES = ['cd-overlay', 'gr-overlay', 'gz-replace', 'own-cni', 'sh-coexist'];

describeRequiring(LOCKED_ARCHIVES, 'the manifests of a cluster of each mode', () => {
  const fleet = fleetFiles(CLUSTERS);
  const named = fleet.clusters.map(({ path, content }) => ({ path: `clusters/${basename(path)}`, content }));
  const { clusters, warnings } = acceptFleet({ ...fleet, clusters: named }, testCharts);
  const { files } = synthesize(clusters, { charts: testCharts });
  const synthesized = Object.fromEntries(files.map(({ path, content }) => [path, content]));

  if (process.env.UPDATE_GOLDENS) {
    rmSync(GOLDEN, { recursive: true, force: true });
    for (const [path, content] of Object.entries(synthesized)) {
      mkdirSync(dirname(join(GOLDEN, path)), { recursive: true });
      writeFileSync(join(GOLDEN, path), content);
    }
  }

  test('come without a warning', () => {
    expect(warnings).toEqual([]);
  });

  const golden = treeOf(GOLDEN);
  test.each(NAMES)('are, for %s, the goldens byte for byte', (name) => {
    expect(of(name, synthesized)).toEqual(of(name, golden));
  });

  test('are of these clusters and no others', () => {
    expect(Object.keys(synthesized).sort()).toEqual(Object.keys(golden).sort());
    expect(clusters.map(({ cluster }) => cluster.name)).toEqual(NAMES);
  });
});

describe('the goldens', () => {
  const files = Object.entries(treeOf(GOLDEN));
  const manifests = files.filter(([path]) => path.endsWith('.yaml'));
  const objects = manifests.flatMap(([path, text]) =>
    readManifests(text).map((manifest) => ({ path, manifest })),
  );

  test('hold one object a file, each file marked as written by the synth', () => {
    expect(objects).toHaveLength(manifests.length);
    expect(objects.length).toBeGreaterThan(100);
    expect(files.filter(([, text]) => !text.split('\n', 2).some((line) => line.startsWith(MARKER)))).toEqual(
      [],
    );
  });

  test('hold no Secret', () => {
    expect(objects.filter(({ manifest }) => manifest.kind === 'Secret')).toEqual([]);
  });

  test.each([
    ['kube-proxy', ['cd-overlay', 'gr-overlay', 'gz-replace', 'own-cni']],
    ['tke-cni-agent', ['cd-overlay', 'gr-overlay', 'own-cni']],
    ['ip-masq-agent', ['cd-overlay']],
  ])('have %s only where it makes way, and only as the partial override and its undo', (name, clusters) => {
    const paths = objects
      .filter(({ manifest }) => isObject(manifest.metadata) && manifest.metadata.name === name)
      .map(({ path }) => path);
    expect(paths.sort()).toEqual([
      ...clusters.map((cluster) => `_undo/${cluster}/kube-system/DaemonSet.${name}.yaml`),
      ...clusters.map((cluster) => `${cluster}/${name}/kube-system/DaemonSet.${name}.yaml`),
    ]);
  });

  test('pin every image by digest', () => {
    const images = files.flatMap(([, text]) =>
      [...text.matchAll(/^\s*(?:- )?image: (.*)$/gm)].map(([, image]) => image),
    );
    expect(images.length).toBeGreaterThan(5);
    expect(images.filter((image) => !/@sha256:[0-9a-f]{64}"?$/.test(image ?? ''))).toEqual([]);
  });
});

/** The files of a cluster, by path. */
function of(name: string, tree: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tree).filter(([path]) => path.split('/').slice(0, 2).includes(name)),
  );
}
