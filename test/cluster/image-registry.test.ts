import { validateCluster } from '../../lib/cluster/validate';
import type { JsonObject } from '../../lib/json';
import { clusterOn } from '../support/bases';
import { LOCKED_ARCHIVES } from '../support/charts';
import { diagnosticsOf } from '../support/judged';
import { describeRequiring } from '../support/requires';

const REGISTRY = 'team.tencentcloudcr.com/quay.io';
const read = (more: JsonObject) => validateCluster({ ...clusterOn('native', '1.19.6'), ...more });

describe('a registry for all images', () => {
  test('makes the mirror needless, and allows images from there only', () => {
    expect(read({ images: { registry: REGISTRY } }).cluster).toMatchObject({
      containerdMirror: { mode: 'none', endpoint: 'https://quay.tencentcloudcr.com' },
      images: { registry: REGISTRY, allowedRegistries: [REGISTRY] },
    });
  });

  test('leaves both as the file says them', () => {
    const allowedRegistries = ['quay.io', REGISTRY];
    expect(
      read({ images: { registry: REGISTRY, allowedRegistries }, containerdMirror: { mode: 'add' } }).cluster,
    ).toMatchObject({ containerdMirror: { mode: 'add' }, images: { allowedRegistries } });
  });

  test.each([
    'quay.tencentcloudcr.com',
    'harbor.example.com:8443/proxy/quay.io',
    'localhost:5000',
    '10.0.0.8:5000/quay',
    'team.tencentcloudcr.com/quay.io/team_a/b--c',
  ])('may be %s', (registry) => {
    expect(read({ images: { registry } }).findings).toBeUndefined();
  });

  test.each([
    'quay.io',
    'quay.io/team',
    'team',
    'https://team.tencentcloudcr.com',
    'team.tencentcloudcr.com/',
    'team.tencentcloudcr.com/Quay',
    'team.tencentcloudcr.com/quay:v1',
    'team.tencentcloudcr.com//quay',
    '',
  ])('is refused where it is %j, with what it must be', (registry) => {
    expect(read({ images: { registry } }).findings).toEqual([
      expect.objectContaining({
        rule: 'bad-value',
        path: ['images', 'registry'],
        remedy: expect.stringContaining('Without scheme and without a slash at the end'),
      }),
    ]);
  });

  test.each<[string, JsonObject]>([
    ['images', { images: 'team' }],
    ['the mirror', { images: { registry: REGISTRY }, containerdMirror: 'none' }],
  ])('is no reason to pass over what is wrong with %s', (_, more) => {
    expect(read(more).findings).toEqual([expect.objectContaining({ rule: 'wrong-type' })]);
  });
});

describeRequiring(LOCKED_ARCHIVES, 'an image that does not come from the registry of the cluster', () => {
  test.each([
    ['its repository is set otherwise', 'image: {repository: quay.io/cilium/cilium}'],
    ['all of its name is set', `envoy: {image: {override: "quay.io/a/b:1@sha256:${'a'.repeat(64)}"}}`],
  ])('is found where %s', (_, values) => {
    const found = diagnosticsOf('native', '1.19.6', values, { images: { registry: REGISTRY } });
    expect(found.filter(({ severity }) => severity === 'error')).toEqual([
      expect.objectContaining({
        rule: 'image-registry',
        place: expect.objectContaining({ file: 'c.yaml', line: expect.any(Number) }),
        remedy: expect.stringContaining(REGISTRY),
      }),
    ]);
  });

  test('is found where the mirror of Tencent Cloud does not have it', () => {
    const spire =
      'authentication: {enabled: true, mutual: {spire: {enabled: true, install: {enabled: true}}}}';
    const found = diagnosticsOf('native', '1.19.6', spire, {
      images: { registry: 'quay.tencentcloudcr.com' },
    });
    const images = found.flatMap(({ rule, problem }) => (rule === 'image-registry' ? [problem] : []));
    expect(images.length).toBeGreaterThan(0);
    expect(images.every((problem) => /ghcr\.io|docker\.io/.test(problem))).toBe(true);
  });
});
