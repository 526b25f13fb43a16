import { readdirSync } from 'node:fs';
import { isObject } from '../../lib/json';
import { MARKER } from '../../lib/layout/layout';
import { readManifests } from '../../lib/yaml/read';
import { treeOf } from '../support/project';

const FILES = Object.entries(treeOf('dist'));
const MANIFESTS = FILES.filter(([path]) => path.endsWith('.yaml'));
const OBJECTS = MANIFESTS.flatMap(([path, text]) =>
  readManifests(text).map((manifest) => ({ path, manifest })),
);

describe('the committed dist/', () => {
  test('has a directory for every example cluster, and apart from them what is not applied to one', () => {
    expect(readdirSync('dist').sort()).toEqual(
      ['_argocd', '_undo'].concat(readdirSync('clusters').map((file) => file.replace(/\.yaml$/, ''))),
    );
  });

  test('is the tree that was reviewed', () => {
    expect(FILES.map(([path]) => path)).toMatchSnapshot();
  });

  test('holds one object a file, each file marked as written by the synth', () => {
    expect(OBJECTS).toHaveLength(MANIFESTS.length);
    expect(FILES.filter(([, text]) => !text.split('\n', 2).some((line) => line.startsWith(MARKER)))).toEqual(
      [],
    );
  });

  test('holds no Secret', () => {
    expect(OBJECTS.filter(({ manifest }) => manifest.kind === 'Secret')).toEqual([]);
  });

  test.each([
    ['kube-proxy', ['cd-overlay', 'gz-replace']],
    ['tke-cni-agent', ['cd-overlay']],
    ['ip-masq-agent', ['cd-overlay']],
  ])('has %s only where it makes way, and only as the partial override and its undo', (name, clusters) => {
    const paths = OBJECTS.filter(
      ({ manifest }) => isObject(manifest.metadata) && manifest.metadata.name === name,
    ).map(({ path }) => path);
    expect(paths.sort()).toEqual([
      ...clusters.map((cluster) => `_undo/${cluster}/kube-system/DaemonSet.${name}.yaml`),
      ...clusters.map((cluster) => `${cluster}/${name}/kube-system/DaemonSet.${name}.yaml`),
    ]);
  });

  test('pins every image by digest', () => {
    const images = FILES.flatMap(([, text]) =>
      [...text.matchAll(/^\s*(?:- )?image: (.*)$/gm)].map(([, image]) => image),
    );
    expect(images.length).toBeGreaterThan(5);
    expect(images.filter((image) => !/@sha256:[0-9a-f]{64}"?$/.test(image ?? ''))).toEqual([]);
  });
});
