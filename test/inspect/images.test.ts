import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clusterLayers } from '../../lib/constructs/cluster-layers';
import { imageCopies, skopeoFile } from '../../lib/inspect/image-copies';
import { imagesOfCluster } from '../../lib/inspect/images';
import type { JsonObject } from '../../lib/json';
import { clusterOn } from '../support/bases';
import { LOCKED_ARCHIVES, TEST_VERSIONS, testCharts } from '../support/charts';
import { commandLine } from '../support/command-line';
import { declaredOf } from '../support/declared';
import { exampleText, FIELD_EXAMPLES } from '../support/field-examples';
import { fileRequires } from '../support/requires';
import { temporaryDirectory } from '../support/temporary-directory';

fileRequires(LOCKED_ARCHIVES);

const TEAM = 'team.tencentcloudcr.com/quay.io';
/** Components with images of their own that are off by default. */
const EVERYTHING: JsonObject = {
  hubble: { relay: { enabled: true }, ui: { enabled: true } },
  clustermesh: { useAPIServer: true, apiserver: { tls: { auto: { method: 'cronJob' } } } },
  nodeinit: { enabled: true },
  authentication: { enabled: true, mutual: { spire: { enabled: true, install: { enabled: true } } } },
};

const images = (...args: readonly string[]) =>
  commandLine(['images', ...args, '--clusters', FIELD_EXAMPLES], { charts: async () => testCharts });

function imagesWith(version: string, more: JsonObject) {
  const declared = declaredOf({ ...clusterOn('native', version, EVERYTHING), ...more });
  return imagesOfCluster(declared, clusterLayers(declared, 'c.yaml', { charts: testCharts })).images;
}

describe.each(TEST_VERSIONS)('with every component of %s and a registry of its own', (version) => {
  const before = imagesWith(version, { containerdMirror: { mode: 'none' } });
  const after = imagesWith(version, { images: { registry: TEAM } });

  test('every image comes from there, by the path and the digest that it has where it is published', () => {
    expect(before.length).toBeGreaterThan(10);
    expect(before.map(({ image }) => image.replace(/^[^/]*/, TEAM)).sort()).toEqual(
      after.map(({ image }) => image),
    );
    expect(after.filter(({ image }) => !image.includes('@sha256:'))).toEqual([]);
  });

  test('it is known where each is published', () => {
    expect(after.map(({ source }) => source).sort()).toEqual(before.map(({ image }) => image));
    expect(new Set(after.map(({ source }) => source.split('/')[0]))).toEqual(
      new Set(['quay.io', 'ghcr.io', 'docker.io']),
    );
  });

  test("Tencent Cloud's mirror is given the images of quay.io only", () => {
    const hosts = imagesWith(version, { images: { registry: 'quay.tencentcloudcr.com' } }).map(
      ({ image }) => image.split('/')[0],
    );
    expect([...new Set(hosts)].sort()).toEqual(['docker.io', 'ghcr.io', 'quay.tencentcloudcr.com']);
  });
});

describe('tke-cilium images', () => {
  const directory = temporaryDirectory();

  test('prints an image a line, of the components that a cluster has and no others', async () => {
    const { printed, status } = await images('image-registry');
    expect(status).toBe(0);
    expect(
      printed
        .trim()
        .split('\n')
        .map((line) => line.replace(/:.*/, '')),
    ).toEqual([
      `${TEAM}/cilium/certgen`,
      `${TEAM}/cilium/cilium-envoy`,
      `${TEAM}/cilium/cilium`,
      `${TEAM}/cilium/hubble-relay`,
      `${TEAM}/cilium/operator-generic`,
    ]);
  });

  test('prints, for several clusters, each image once with the clusters that run it', async () => {
    const { printed } = await images('masquerade', 'image-mirror', 'masquerade-one-cidr');
    const lines = printed.trim().split('\n');
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines.filter((line) => / {2}image-mirror, masquerade-one-cidr$/.test(line))).toEqual([
      expect.stringMatching(/^quay\.tencentcloudcr\.com\/cilium\/startup-script:/),
    ]);
  });

  test('takes all clusters of the directory where none is named', async () => {
    const names = ['image-mirror', 'image-registry', 'masquerade'];
    for (const name of names) {
      writeFileSync(join(directory(), `${name}.yaml`), exampleText(name));
    }
    const { printed } = await commandLine(['images', '--json', '--clusters', directory()], {
      charts: async () => testCharts,
    });
    const { clusters } = JSON.parse(printed);
    expect(clusters.map(({ cluster }: { cluster: string }) => cluster)).toEqual(names);
  });

  test('says as JSON what runs an image, and where it is published', async () => {
    const { clusters } = JSON.parse((await images('image-mirror', '--json')).printed);
    expect(clusters).toHaveLength(1);
    expect(clusters[0]).toMatchObject({ cluster: 'image-mirror', registry: 'quay.tencentcloudcr.com' });
    expect(clusters[0].images).toContainEqual({
      image: expect.stringMatching(/^quay\.tencentcloudcr\.com\/cilium\/startup-script:/),
      source: expect.stringMatching(/^quay\.io\/cilium\/startup-script:.*@sha256:/),
      objects: ['kube-system/DaemonSet/tke-cilium-node-init'],
    });
  });

  test('writes lines of crane, which keep the tag, and the digest with it', async () => {
    const { printed } = await images('image-registry', '--sync', 'crane');
    const lines = printed.trim().split('\n');
    expect(lines).toHaveLength(5);
    for (const line of lines) {
      expect(line).toMatch(
        /^crane copy quay\.io\/(cilium\/[a-z-]+:\S+)@sha256:[0-9a-f]{64} team\.tencentcloudcr\.com\/quay\.io\/\1$/,
      );
    }
  });

  test.each([
    ['a namespace named as the host of the images', TEAM, ' --scoped', 'team.tencentcloudcr.com'],
    ['a project with another name', 'harbor.example.com/p', '', 'harbor.example.com/p/cilium'],
    ['the top of a registry', 'registry.example.com:5000', '', 'registry.example.com:5000/cilium'],
  ])('writes the file of skopeo sync for %s, and its command', async (_, to, scoped, destination) => {
    const { printed } = await images('image-registry', '--sync', 'skopeo', '--to', to);
    const [command, ...file] = printed.split('\n');
    expect(command).toBe(`# skopeo sync --all${scoped} --src yaml --dest docker FILE ${destination}`);
    expect(file.slice(0, 4)).toEqual([
      'quay.io:',
      '  images:',
      '    cilium/certgen:',
      expect.stringMatching(/^ {6}- "?sha256:[0-9a-f]{64}"?$/),
    ]);
  });

  test('lists every digest of an image that several versions of Cilium have', async () => {
    const { printed } = await images('masquerade', 'masquerade-one-cidr', '--sync', 'skopeo', '--to', TEAM);
    expect(printed).toMatch(/ {4}cilium\/cilium:\n {6}- \S+\n {6}- \S+\n {4}\S/);
  });

  test.each([
    [['nowhere'], 1, 'there is no cluster "nowhere"'],
    [['masquerade', '--sync', 'crane'], 1, 'images.registry is not set for masquerade'],
    [['image-mirror', '--sync', 'crane'], 1, 'no image needs a copy'],
    [['masquerade', '--to', TEAM], 2, '--to needs --sync'],
    [['masquerade', '--sync', 'crane', '--to', 'https://a.example.com'], 2, 'is not a registry'],
    [['masquerade', '--sync', 'docker'], 2, 'skopeo, crane'],
  ])('refuses %j', async (args, status, words) => {
    const ended = await images(...args);
    expect(ended).toMatchObject({ status, printed: '', complained: expect.stringContaining(words) });
  });

  test('takes --sync or --json', async () => {
    const { status, complained } = await images('masquerade', '--sync', 'crane', '--json');
    expect([status, complained]).toEqual([2, expect.stringContaining('exclude each other')]);
  });

  test('copies no image that a cluster takes from elsewhere, but with --to', () => {
    const cluster = { cluster: 'c', registry: TEAM };
    const own = { image: 'docker.io/a/b:1', source: 'docker.io/a/b:1', objects: [] };
    const found = { ...cluster, images: [...imagesWith('1.19.6', { images: { registry: TEAM } }), own] };
    expect(imageCopies([found]).some(({ from }) => from === own.source)).toBe(false);
    expect(imageCopies([found], 'b.example.com').at(-1)).toBeDefined();
    expect(imageCopies([found], 'b.example.com')).toContainEqual({
      from: own.source,
      to: 'b.example.com/a/b:1',
      registry: 'b.example.com',
    });
  });

  test('refuses skopeo where images of several registries must lie side by side', () => {
    const found = imagesWith('1.19.6', { images: { registry: 'harbor.example.com/p' } });
    const copies = imageCopies([{ cluster: 'c', registry: 'harbor.example.com/p', images: found }]);
    expect(() => skopeoFile(copies)).toThrow('one run of skopeo sync cannot copy to');
  });
});
