import { gzipSync } from 'node:zlib';
import { type Entry, tarOf } from '../../../test/support/chart-archive';
import type { Random } from '../random';
import { awkwardText } from './awkward';

/** The files of a small chart, by path inside it. */
export type ChartFiles = Readonly<Record<string, string>>;

export function packed(files: ChartFiles): Buffer {
  return gzipSync(tarOf(entriesOf(files)), { level: 1 });
}

function entriesOf(files: ChartFiles): Entry[] {
  return Object.entries(files).map(([path, data]) => ({ name: `c/${path}`, data }));
}

const NAMES = [
  ...[
    'c/templates/../x.yaml',
    'c//templates/b.yaml',
    '/c/templates/b.yaml',
    'templates/b.yaml',
    'c/',
    'c',
    'Chart.yaml',
  ],
  ...[
    'c\\templates\\b.yaml',
    'c/./templates/b.yaml',
    '../c/templates/b.yaml',
    'c/../../b',
    'c/C:/b',
    'c/.x',
    'c/a b',
  ],
  ...[
    'c/templates/ü.yaml',
    'c/templates/b.yaml/',
    'd/templates/b.yaml',
    'c/charts/_x/y',
    'c/charts/x.prov',
    'c/charts/.x',
  ],
  ...[
    'c/templates/NOTES.txt',
    'c/templates/_b.yaml',
    'c/values.yaml',
    'c/Chart.yaml',
    'c/crds/x.yaml',
    'c/.helmignore',
  ],
];

const TYPES = ['0', '\0', '1', '2', '3', '4', '5', '6', '7', 'x', 'g', 'L', 'K', 'S', 'V', 'A', 'D'];

const FIELDS: Readonly<Record<number, readonly string[]>> = {
  100: ['0040755\0', '0100644\0', '\x80\0\0\0\0\0\0\x01', 'abc\0', '        '],
  108: ['\xff\xff\xff\xff\xff\xff\xff\xff', '0000009\0', '7777777\0'],
  124: [
    '00000000000\0',
    '00000000001\0',
    '77777777777\0',
    '\x80\0\0\0\0\0\0\0\0\0\0\x05',
    '\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff',
    ' 5\0',
    '           5',
    '5 \0 ',
    '-5\0',
  ],
  136: ['\x80\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff', 'x\0'],
  148: ['0000000\0', '      \0 '],
  257: ['ustar  \0', 'ustar\0', 'xxxxx\0', '\0\0\0\0\0\0\0\0', 'ustar\x0000'],
  329: ['0000000\0', 'zzz\0'],
  345: ['some/prefix\0', 'c/templates\0', '00000000000\0', '\xfe\xff\0'],
  508: ['tar\0'],
};

/** An archive that something is wrong with, or looks so. */
export function hostileArchive(random: Random, files: ChartFiles): Buffer {
  const entries = entriesOf(files).map((entry) => (random.below(4) === 0 ? mutated(entry, random) : entry));
  if (random.below(3) === 0) {
    entries.splice(random.below(entries.length + 1), 0, special(random));
  }
  const tar = tarOf(entries);
  const archive = gzipSync(random.below(4) === 0 ? damaged(tar, random) : tar, {
    level: random.pick([0, 1, 6]),
  });
  return random.below(3) === 0 ? damaged(archive, random) : archive;
}

function mutated(entry: Entry, random: Random): Entry {
  switch (random.below(4)) {
    case 0:
      return { ...entry, name: random.pick(NAMES) };
    case 1:
      return { ...entry, type: random.pick(TYPES) };
    case 2:
      return { ...entry, data: awkwardText(random) };
    default: {
      const [offset = '124', texts = []] = random.pick(Object.entries(FIELDS));
      return { ...entry, fields: { [offset]: random.pick(texts) } };
    }
  }
}

/** An entry that says something about the next one. */
function special(random: Random): Entry {
  const records = [
    ['path', random.pick(NAMES)],
    ['path', ''],
    ['size', random.pick(['5', '0', '-1', '99999999999', 'x', '+3', ''])],
    ['mtime', random.pick(['1.5', 'x', '-3.25', '1.', '.5', ''])],
    ['GNU.sparse.major', '1'],
    ['comment', awkwardText(random).replaceAll('\0', '')],
    ['uid', random.pick(['1', '1e3', '9223372036854775808'])],
    ['linkpath', 'a\0b'],
  ] as const;
  switch (random.below(4)) {
    case 0:
      return { name: '././@LongLink', type: 'L', data: `${random.pick(NAMES)}\0` };
    case 1:
      return {
        name: 'pax',
        type: 'x',
        data: random.pick(['5 a=\n', '6 a=b\n', '9 a=b\n', 'x a=b\n', '0 a=b\n', '6 =ab\n', '05 a\n']),
      };
    default:
      return {
        name: 'pax',
        type: random.pick(['x', 'x', 'g']),
        data: random
          .some(records, 1 + random.below(2))
          .map(([key, value]) => record(key, value))
          .join(''),
      };
  }
}

function record(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  const length = rest + String(rest + String(rest).length).length;
  return `${length} ${key}=${value}\n`;
}

/** Bytes cut off, changed, doubled or added. */
function damaged(bytes: Buffer, random: Random): Buffer {
  const at =
    random.below(2) === 0 ? random.below(bytes.length) : Math.max(0, bytes.length - 1 - random.below(1100));
  switch (random.below(6)) {
    case 0:
    case 1:
      return bytes.subarray(0, at);
    case 2: {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
      return changed;
    }
    case 3:
      return Buffer.concat([bytes, bytes]);
    case 4:
      return Buffer.concat([
        bytes,
        Buffer.from(random.pick(['x', '\0\0\0\0\0\0\0\0\0\0\0\0', '\x1f\x8b\x08garbage-garbage']), 'latin1'),
      ]);
    default:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from(awkwardText(random)), bytes.subarray(at)]);
  }
}
