import type { JsonValue } from '../../lib/json';

const LONG =
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen';

const TEXTS: readonly string[] = [
  '',
  ' ',
  '~',
  'null',
  'yes',
  'off',
  'n',
  '0123',
  '0x1F',
  '0o17',
  '1e3',
  '1_000',
  '10:20',
  '.5',
  '2024-01-02',
  '-',
  '- a',
  'a: b',
  'a #b',
  '#a',
  '*a',
  '&a',
  '!a',
  '%a',
  '@a',
  '`a`',
  '{a}',
  '[a]',
  "it's",
  'say "hi"',
  'back\\slash',
  'tab\there',
  'two\nlines',
  'two\nlines\n',
  'many\n\nlines\n\n',
  '  indented\nlines',
  'trailing \nspace',
  ' leading',
  'trailing ',
  '---',
  '--- a',
  'a\n---\nb',
  '<a href="b">&</a>',
  'é',
  '中文 字',
  '😀',
  '\u00a0',
  '\u2028x',
  '\u0085x',
  '\ufeffx',
  '\u007f',
  '{{ .Values }}',
  '%s %d',
  '$1 $2',
  '<no value>',
  LONG,
  `${LONG}: ${LONG}`,
  `"${LONG}" ${LONG}  ${LONG}`,
  `${LONG}\n${LONG}`,
  'x'.repeat(200),
];

const NUMBERS: readonly number[] = [
  0,
  1,
  -1,
  1.5,
  -0.25,
  999999,
  1000000,
  1234567,
  123456789.5,
  1e20,
  1e21,
  1e-7,
  2 ** 53,
  2 ** 63,
  -(2 ** 63),
];

const LISTS: readonly JsonValue[] = [
  [],
  [null],
  ['a', 'b'],
  ['yes', '1', 1, true, null],
  [{ name: 'a', value: 'b' }],
  [{ name: 'x10' }, { name: 'x9', list: ['a', ['b', []]], map: {} }],
  [LONG, `${LONG}\n`],
];

const MAPS: readonly JsonValue[] = [
  {},
  { a: null },
  { x10: '1', x9: '2', X: '3', 'x-1': '4', x_1: '5', '10': '6', '9': '7' },
  { 'example.com/key': 'true', y: 'n', '': 'empty' },
  { a: { b: { c: ['d', { e: 'f' }] } }, list: [], map: {}, text: 'two\nlines\n' },
  { [`${'k'.repeat(130)}`]: 'long key', 'a: b': '#c', é: '中文' },
  Object.fromEntries(TEXTS.map((text, index) => [`t${index}`, text])),
  Object.fromEntries(NUMBERS.map((number, index) => [`n${index}`, number])),
];

const FEW = ['', 'yes', '1e3', 'a: b', 'two\nlines\n', LONG];

/** Awkward values by the kind of value they take the place of; a few are of another kind. */
export const ADVERSARIES: Readonly<
  Record<'boolean' | 'number' | 'string' | 'list' | 'map' | 'nothing', readonly JsonValue[]>
> = {
  boolean: [true, false, null, 'true', 0],
  number: [...NUMBERS, null, '1'],
  string: [...TEXTS, null, 1, true],
  list: [...LISTS, null, 'a'],
  map: [...MAPS, null, []],
  nothing: [...FEW, ...NUMBERS.slice(0, 6), true, false, null, ...LISTS, ...MAPS],
};
