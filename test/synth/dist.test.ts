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

  test('has kube-proxy only where it is replaced, and only as the partial override and its undo', () => {
    const paths = OBJECTS.filter(
      ({ manifest }) => isObject(manifest.metadata) && manifest.metadata.name === 'kube-proxy',
    ).map(({ path }) => path);
    expect(paths.sort()).toEqual([
      '_undo/gz-replace/kube-system/DaemonSet.kube-proxy.yaml',
      'gz-replace/kube-proxy/kube-system/DaemonSet.kube-proxy.yaml',
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
