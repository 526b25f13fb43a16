import { gzipSync } from 'node:zlib';
import type { Dialect } from '../../lib/engine';
import { InProcessRenderer, RenderError, readChartFiles } from '../../lib/engine';
import { type Entry, packEntries, tarOf, writeChart } from '../support/chart-archive';
import { temporaryDirectory } from '../support/temporary-directory';

const directory = temporaryDirectory();

const METADATA = 'apiVersion: v2\nname: small\nversion: 1.0.0\n';
const ENTRIES: readonly Entry[] = [
  { name: 'small/Chart.yaml', data: METADATA },
  { name: 'small/templates/a.yaml', data: 'a: 1\n' },
];
const RENDERED = '---\n# Source: small/templates/a.yaml\na: 1\n';

/** What comes of an archive: the rendered text, or the kind of the error and its words. */
function outcome(archive: Buffer, dialect: Dialect = 'v4.2'): string {
  try {
    const chart = writeChart(directory(), archive);
    return new InProcessRenderer({ dialect, warn: () => {} }).render({
      chart,
      values: {},
      kubeVersion: '1.32.2',
      releaseName: 'r',
      namespace: 'n',
      apiVersions: [],
    });
  } catch (error) {
    if (error instanceof RenderError) {
      return `${error.kind}: ${error.problem}`;
    }
    throw error;
  }
}

const TAR = tarOf(ENTRIES);
const ARCHIVE = gzipSync(TAR);

describe('an archive that Helm refuses is refused', () => {
  test.each<[string, Buffer, string]>([
    ['that is empty', Buffer.alloc(0), 'the file is empty'],
    ['that is no gzip', Buffer.from('apiVersion: v2\n'), 'does not appear to be a gzipped archive'],
    ['that is cut off inside the gzip stream', ARCHIVE.subarray(0, ARCHIVE.length / 2), 'unexpected EOF'],
    ['that is cut off inside a header', gzipSync(TAR.subarray(0, 1100)), 'unexpected EOF'],
    ['that is cut off inside a file', gzipSync(TAR.subarray(0, 520)), 'unexpected EOF'],
    ['that is no tar', gzipSync(Buffer.alloc(2000, 'x')), 'archive/tar: invalid tar header'],
    [
      'with a zero block in the middle',
      gzipSync(Buffer.concat([TAR.subarray(0, 1024), Buffer.alloc(512), TAR.subarray(1024)])),
      'archive/tar: invalid tar header',
    ],
    ['without files', gzipSync(Buffer.alloc(1024)), 'no files in chart archive'],
    [
      'with a wrong checksum',
      packEntries([{ name: 'small/Chart.yaml', data: METADATA, fields: { 148: '0000001\0' } }]),
      'archive/tar: invalid tar header',
    ],
    [
      'with a size that is no number',
      packEntries([{ name: 'small/x', fields: { 124: '00000000009\0' } }]),
      'archive/tar: invalid tar header',
    ],
    [
      'with an absolute path',
      packEntries([...ENTRIES, { name: 'small//etc/passwd' }]),
      'chart illegally contains absolute paths',
    ],
    [
      'that leads out of itself',
      packEntries([...ENTRIES, { name: 'small/../../x' }]),
      'chart illegally references parent directory',
    ],
    [
      'with a file beside the chart',
      packEntries([...ENTRIES, { name: 'x' }]),
      'content outside the base directory: "x"',
    ],
    [
      'with a drive',
      packEntries([...ENTRIES, { name: 'small/C:/x' }]),
      'chart contains illegally named files',
    ],
    ['without Chart.yaml', packEntries(ENTRIES.slice(1)), 'Chart.yaml file is missing'],
    [
      'with a file of more than 5 MiB',
      packEntries([...ENTRIES, { name: 'small/big', data: Buffer.alloc(5 * 1024 * 1024 + 1) }]),
      'larger than the maximum file size 5242880',
    ],
    [
      'with a link that claims a size',
      packEntries([...ENTRIES, { name: 'small/link', type: '2', fields: { 124: '00000000005\0' } }]),
      'larger than the maximum size',
    ],
    [
      'with a broken pax record',
      packEntries([{ name: 'pax', type: 'x', data: '8 path=x\n' }, ...ENTRIES]),
      'archive/tar: invalid tar header',
    ],
  ])('%s', (_name, archive, words) => {
    expect(outcome(archive)).toMatch(/^unreadable-chart: cannot be read: /);
    expect(outcome(archive)).toContain(words);
  });
});

test('who reads the files of an archive gets the same error', () => {
  expect(() => readChartFiles(Buffer.from('x'))).toThrow(RenderError);
  expect(() => readChartFiles(Buffer.from('x'))).toThrow(
    'the chart cannot be read: the file does not appear to be',
  );
});

describe('an archive that Helm takes is taken', () => {
  test.each<[string, Buffer]>([
    ['whose gzip stream is cut off behind the end of the tar', ARCHIVE.subarray(0, ARCHIVE.length - 4)],
    ['whose gzip checksum is wrong behind the end of the tar', damaged(ARCHIVE, ARCHIVE.length - 6)],
    ['with something behind its end', Buffer.concat([ARCHIVE, Buffer.from('more')])],
    ['in two gzip members', Buffer.concat([gzipSync(TAR.subarray(0, 700)), gzipSync(TAR.subarray(700))])],
    ['without the two zero blocks', gzipSync(TAR.subarray(0, TAR.length - 1024))],
    ['that ends inside the padding of its last file', gzipSync(TAR.subarray(0, TAR.length - 1024 - 300))],
    [
      'with paths of Windows',
      packEntries(ENTRIES.map((entry) => ({ ...entry, name: entry.name.replaceAll('/', '\\') }))),
    ],
    ['with a link, which is an empty file', packEntries([...ENTRIES, { name: 'small/link', type: '2' }])],
    ['with directories', packEntries([{ name: 'small/', type: '5' }, ...ENTRIES])],
    [
      'with a name of GNU',
      packEntries([
        ENTRIES[0] as Entry,
        { name: '././@LongLink', type: 'L', data: 'small/templates/a.yaml\0' },
        { name: 'short', data: 'a: 1\n' },
      ]),
    ],
    [
      'with a name of pax',
      packEntries([
        ENTRIES[0] as Entry,
        { name: 'pax', type: 'x', data: '31 path=small/templates/a.yaml\n' },
        { name: 'short', data: 'a: 1\n' },
      ]),
    ],
    [
      'with a global pax header',
      packEntries([{ name: 'pax', type: 'g', data: '13 comment=x\n' }, ...ENTRIES]),
    ],
    ['with a checksum of signed bytes', packEntries(ENTRIES)],
    [
      'with byte order marks',
      packEntries(ENTRIES.map((entry) => ({ ...entry, data: `\ufeff${entry.data}` }))),
    ],
    [
      'with what is no chart in charts/',
      packEntries([...ENTRIES, { name: 'small/charts/_x/Chart.yaml' }, { name: 'small/charts/x.prov' }]),
    ],
  ])('%s', (_name, archive) => {
    expect(outcome(archive)).toBe(RENDERED);
  });
});

function damaged(archive: Buffer, at: number): Buffer {
  const changed = Buffer.from(archive);
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}

describe('Chart.yaml is judged as Helm judges it', () => {
  const TAKEN = 'taken';
  test.each<[string, string, string, string]>([
    ['apiVersion: v3\nname: small\nversion: 1.0.0\n', 'invalid chart apiVersion', TAKEN, ''],
    ['apiVersion: v9\nname: small\nversion: 1.0.0\n', 'unsupported chart version', TAKEN, ''],
    ['name: small\nversion: 1.0.0\n', TAKEN, TAKEN, 'no apiVersion is v1'],
    [
      'apiVersion: v2\nversion: 1.0.0\n',
      'chart.metadata.name is required',
      'chart.metadata.name is required',
      '',
    ],
    ['apiVersion: v2\nname: ../b\nversion: 1.0.0\n', '"../b" is invalid', '"../b" is invalid', ''],
    ['apiVersion: v2\nname: ..\nversion: 1.0.0\n', '".." is invalid', '".." is invalid', ''],
    [
      'apiVersion: v2\nname: small\n',
      'chart.metadata.version is required',
      'chart.metadata.version is required',
      '',
    ],
    [
      'apiVersion: v2\nname: small\nversion: notaversion\n',
      '"notaversion" is invalid',
      '"notaversion" is invalid',
      '',
    ],
    ['apiVersion: v2\nname: small\nversion: 1.10\n', TAKEN, TAKEN, 'a number is text where text is wanted'],
    ['apiVersion: v2\nname: small\nversion: [1]\n', 'version is no string', 'version is no string', ''],
    [
      'apiVersion: v2\nname: small\nversion: 1.0.0\ntype: library\n',
      'library charts are not installable',
      'library charts are not installable',
      '',
    ],
    [
      'apiVersion: v2\nname: small\nversion: 1.0.0\ntype: other\n',
      'must be application or library',
      'must be application or library',
      '',
    ],
    ['apiVersion: v2\nname: small\nversion: 1.0.0\nmaintainers: [null]\n', 'maintainers', 'maintainers', ''],
    [
      'apiVersion: v2\nname: small\nversion: 1.0.0\ndeprecated: x\n',
      'deprecated is no bool',
      'deprecated is no bool',
      '',
    ],
    ['apiVersion: v2\nname: small\nversion: 1.0.0\ndependencies: []\n', TAKEN, TAKEN, ''],
    [
      'apiVersion: v2\nname: small\nversion: 1.0.0\nappVersion: .inf\n',
      'appVersion is a number that JSON does not have',
      TAKEN,
      '',
    ],
    ['a: b: c\n', 'mapping values are not allowed', 'mapping values are not allowed', ''],
    ['- a\n', 'it is no map', 'it is no map', ''],
  ])('%j', (metadata, helm4, helm3, _why) => {
    const archive = packEntries([{ name: 'small/Chart.yaml', data: metadata }, ...ENTRIES.slice(1)]);
    for (const [dialect, expected] of [
      ['v4.2', helm4],
      ['v3.21', helm3],
    ] as const) {
      const said = outcome(archive, dialect);
      expect(said).toContain(expected === TAKEN ? RENDERED : expected);
    }
  });
});

describe('values.yaml of several documents', () => {
  const files = (values: string): Buffer =>
    packEntries([
      ENTRIES[0] as Entry,
      { name: 'small/values.yaml', data: values },
      { name: 'small/templates/a.yaml', data: '{{ toJson .Values }}' },
    ]);

  test.each<[string, string, string]>([
    ['a: {b: 1}\n---\na: {c: 2}\nd: 3\n', '{"a":{"b":1,"c":2},"d":3}', '{"a":{"b":1}}'],
    ['---\na: 1\n--- # more\nb: 2\n', '{"a":1,"b":2}', '{"a":1}'],
    ['a: 1\r\n---\r\nb: 2\r\n', '{"a":1,"b":2}', '{"a":1}'],
    ['a: 1\r---\rb: 2', '{"a":1}', '{"a":1}'],
    ['--- {a: 1}\n', 'unreadable-chart', '{"a":1}'],
  ])('%j', (values, helm4, helm3) => {
    expect(outcome(files(values), 'v4.2')).toContain(helm4);
    expect(outcome(files(values), 'v3.21')).toContain(helm3);
  });
});
