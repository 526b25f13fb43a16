import { join } from 'node:path';
import { type LockedChart, lockedVersions, parseLock, readLockFile } from '../../lib/charts/lock';
import { withLockedChart } from '../../lib/charts/lock-text';
import { temporaryDirectory } from '../support/temporary-directory';

const DIGEST = '39b62a72f0892dd16548bd08ee97d5db2e975f7c1f57155578a144186e22992f';
const LOCK = `# reviewed by the platform team
charts:
  - chart: cilium
    version: 1.18.2 # what runs
    sha256: ${DIGEST}
    source: https://helm.cilium.io/cilium-1.18.2.tgz

  # the next one
  - chart: cilium
    version: 1.19.6
    sha256: ${DIGEST.replace('39', '40')}
    source: oci://quay.io/cilium/charts/cilium
`;
const chart = (version: string, name = 'cilium'): LockedChart => ({
  name,
  version,
  digest: DIGEST,
  source: `../charts/${name}-${version}.tgz`,
});

const temporary = temporaryDirectory();

describe('reading a lock', () => {
  test('gives its charts, each with its line', () => {
    expect(parseLock(LOCK).charts).toEqual([
      {
        name: 'cilium',
        version: '1.18.2',
        digest: DIGEST,
        source: 'https://helm.cilium.io/cilium-1.18.2.tgz',
        place: { file: 'charts.lock.yaml', line: 3, column: 5 },
      },
      expect.objectContaining({ version: '1.19.6', place: expect.objectContaining({ line: 9 }) }),
    ]);
  });

  test.each(['', '# nothing yet\n', 'charts:\n', 'charts: []\n'])('%j locks nothing', (text) => {
    expect(parseLock(text).charts).toEqual([]);
  });

  test('where there is no file, nothing is locked', () => {
    const file = join(temporary(), 'charts.lock.yaml');
    expect(readLockFile(file)).toEqual({ file, charts: [] });
  });

  test('gives versions in their order, oldest first, whatever the order of the file', () => {
    const lock = parseLock(
      ['1.19.0', '1.9.2', '1.18.10'].reduce((text, v) => withLockedChart(text, chart(v)), ''),
    );
    expect(lockedVersions(lock, 'cilium')).toEqual(['1.9.2', '1.18.10', '1.19.0']);
    expect(lockedVersions(lock, 'nginx')).toEqual([]);
  });

  test('gives sets of CRDs, of a list of their own, which a lock may add to', () => {
    const crds = {
      name: 'gateway-api',
      version: '1.4.1',
      digest: DIGEST,
      source: 'https://example.com/1.yaml',
    };
    const text = withLockedChart(withLockedChart(LOCK, { ...crds, version: '1.6.1' }), crds);
    expect(text).toContain('\ncrds:\n  - crds: gateway-api\n    version: 1.4.1\n');
    const lock = parseLock(text);
    expect(lockedVersions(lock, 'gateway-api')).toEqual(['1.4.1', '1.6.1']);
    expect(lockedVersions(lock, 'cilium')).toEqual(['1.18.2', '1.19.6']);
    expect(lock.charts.at(-2)).toMatchObject({ ...crds, place: expect.objectContaining({ line: 14 }) });
  });

  const WRONG: [what: string, text: string, expected: string][] = [
    ['no YAML', 'charts: [', 'charts.lock.yaml:1:10: error: '],
    [
      'another file',
      'name: gz\n',
      'charts.lock.yaml:1:1: error: the file is no lock: it has no list "charts".',
    ],
    ['a map of charts', 'charts: {cilium: 1.18.2}', 'charts.lock.yaml:1:1: error: "charts" is no list.'],
    ['a version alone', 'charts: [1.18.2]', 'charts.lock.yaml:1:10: error: the entry is no map.'],
    [
      'a version that YAML takes for a number',
      LOCK.replace('1.18.2 #', '1.18 #'),
      'charts.lock.yaml:4:5: error: 1.18 is not right for "version". Give the version of the chart as a text, for example 1.18.2.',
    ],
    [
      'a digest that YAML takes for a number',
      LOCK.replace(DIGEST, '12345'),
      'charts.lock.yaml:5:5: error: 12345 is not right for "sha256". Give the SHA-256 of the archive, 64 hexadecimal digits in lower case, as a text.',
    ],
    [
      'a name that leads out of a directory',
      LOCK.replace('chart: cilium', 'chart: ../cilium'),
      'charts.lock.yaml:3:5: error: "../cilium" is not right for "chart".',
    ],
    [
      'a misspelt field, and the one that is missing for it',
      LOCK.replace('sha256', 'sha265'),
      'charts.lock.yaml:5:5: error: there is no field "sha265" here. Did you mean "sha256"?.\ncharts.lock.yaml:3:5: error: "sha256" is missing.',
    ],
    [
      'a set of CRDs that nobody knows',
      `${LOCK}crds:\n  - {crds: other, version: 1.0.0, sha256: ${DIGEST}, source: a.yaml}\n`,
      'charts.lock.yaml:14:6: error: "other" is not right for "crds". Name the set of CRDs: gateway-api.',
    ],
    [
      'a list that no lock has',
      `${LOCK}images: []\n`,
      'charts.lock.yaml:13:1: error: there is no field "images" here.',
    ],
    [
      'a version twice',
      LOCK.replace('1.19.6', '1.18.2'),
      'charts.lock.yaml:9:5: error: cilium 1.18.2 is locked in line 3 already. Remove one of the two entries.',
    ],
  ];
  test.each(WRONG)('refuses %s at its line', (_, text, expected) => {
    const first = expected.replace('".\n', '"\n').replace('?.', '?');
    expect(() => parseLock(text)).toThrow(first);
  });
});

describe('adding to a lock', () => {
  test('keeps comments and order, and puts the entry behind the older versions of its chart', () => {
    const added = withLockedChart(LOCK, chart('1.18.3'));
    const entry = `  - chart: cilium
    version: 1.18.3
    sha256: ${DIGEST}
    source: ../charts/cilium-1.18.3.tgz
`;
    expect(added.replace(entry, '')).toBe(LOCK);
    expect(lockedVersions(parseLock(added), 'cilium')).toEqual(['1.18.2', '1.18.3', '1.19.6']);
    expect(added.indexOf('1.18.3')).toBeLessThan(added.indexOf('1.19.6'));
  });

  test('begins the file, with a line that says what it is', () => {
    expect(
      withLockedChart('', chart('1.18.2')),
    ).toBe(`# The chart archives that may be rendered. An entry is added by: npx tke-cilium lock VERSION
charts:
  - chart: cilium
    version: 1.18.2
    sha256: ${DIGEST}
    source: ../charts/cilium-1.18.2.tgz
`);
  });

  test.each([`12345678901234567890${'0'.repeat(44)}`, `1e5${'0'.repeat(61)}`, `0x${'1'.repeat(62)}`])(
    'writes the digest %s so that it stays a text',
    (digest) => {
      const text = withLockedChart(LOCK, { ...chart('1.20.0'), digest });
      expect(text).toContain(`sha256: "${digest}"`);
    },
  );

  test('keeps several charts apart', () => {
    const text = withLockedChart(withLockedChart(LOCK, chart('4.11.0', 'nginx')), chart('1.20.0'));
    expect(parseLock(text).charts.map(({ name, version }) => `${name} ${version}`)).toEqual([
      'cilium 1.18.2',
      'cilium 1.19.6',
      'cilium 1.20.0',
      'nginx 4.11.0',
    ]);
  });
});
