import type { Random } from '../random';

const PATHS = [
  'nothing',
  'yes',
  'no',
  'zero',
  'one',
  'many',
  'half',
  'minus',
  'huge',
  'empty',
  'text',
  'number',
  'octal',
  'lines',
  'accents',
  'emoji',
  'list',
  'mixed',
  'emptyList',
  'map',
  'emptyMap',
  'names',
  'nope',
  'map.a',
  'map.c',
  'map.c.d',
  'nope.x',
  'text.x',
];

const TEXTS = [
  '""',
  '"a"',
  '"a: b"',
  '"yes"',
  '" x "',
  '"010"',
  '"1.5"',
  '"a,b,c"',
  '"line\\nline\\n"',
  '"\\u00e9"',
  '"h\\t"',
];
const NUMBERS = ['0', '1', '2', '-1', '3.0', '1.5', '7'];

/** Functions with the kinds of argument they want; the fuzzer mostly obeys, and now and then does not. */
const FUNCTIONS: Readonly<Record<string, readonly Kind[]>> = {
  quote: ['any'],
  squote: ['any'],
  toString: ['any'] as const,
  toJson: ['any'],
  toRawJson: ['any'],
  toYaml: ['any'],
  print: ['any', 'any'],
  println: ['any'],
  len: ['any'],
  not: ['any'],
  empty: ['any'],
  kindOf: ['any'],
  typeOf: ['any'],
  int: ['any'],
  int64: ['any'],
  float64: ['any'],
  trim: ['text'],
  trunc: ['number', 'text'],
  indent: ['number', 'text'],
  nindent: ['number', 'text'],
  replace: ['text', 'text', 'text'],
  contains: ['text', 'text'],
  hasPrefix: ['text', 'text'],
  hasSuffix: ['text', 'text'],
  trimSuffix: ['text', 'text'],
  trimPrefix: ['text', 'text'],
  trimAll: ['text', 'text'],
  splitList: ['text', 'text'],
  join: ['text', 'any'],
  b64enc: ['text'],
  sha256sum: ['text'],
  base: ['text'],
  dir: ['text'],
  clean: ['text'],
  ext: ['text'],
  substr: ['number', 'number', 'text'],
  cat: ['any', 'any'],
  list: ['any', 'any'],
  dict: ['text', 'any'],
  get: ['map', 'text'],
  hasKey: ['map', 'text'],
  pick: ['map', 'text'],
  omit: ['map', 'text'],
  merge: ['map', 'map'],
  mergeOverwrite: ['map', 'map'],
  dig: ['text', 'any', 'map'],
  first: ['list'],
  last: ['list'],
  append: ['list', 'any'],
  prepend: ['list', 'any'],
  reverse: ['list'],
  uniq: ['list'],
  compact: ['list'],
  without: ['list', 'any'],
  has: ['any', 'list'],
  sortAlpha: ['list'],
  slice: ['list', 'number'],
  concat: ['list', 'list'],
  index: ['any', 'any'],
  default: ['any', 'any'],
  coalesce: ['any', 'any'],
  ternary: ['any', 'any', 'bool'],
  eq: ['any', 'any'],
  ne: ['any', 'any'],
  lt: ['any', 'any'],
  le: ['any', 'any'],
  gt: ['any', 'any'],
  ge: ['any', 'any'],
  and: ['any', 'any'],
  or: ['any', 'any'],
  add: ['any', 'any'],
  sub: ['any', 'any'],
  mul: ['any', 'any'],
  div: ['any', 'any'],
  mod: ['any', 'any'],
  max: ['any', 'any'],
  min: ['any', 'any'],
  until: ['number'],
  toStrings: ['any'],
  deepCopy: ['any'],
  required: ['text', 'any'],
  upper: ['text'],
  lower: ['text'],
  title: ['text'],
  repeat: ['number', 'text'],
  regexMatch: ['text', 'text'],
  all: ['any', 'any'],
  any: ['any', 'any'],
  tuple: ['any'],
};

type Kind = 'any' | 'text' | 'number' | 'bool' | 'list' | 'map';

const BY_RESULT: Readonly<Record<Kind, readonly string[]>> = {
  any: Object.keys(FUNCTIONS),
  text: [
    ...[
      'quote',
      'squote',
      'toString',
      'toJson',
      'toRawJson',
      'toYaml',
      'print',
      'println',
      'kindOf',
      'typeOf',
      'trim',
    ],
    ...[
      'trunc',
      'indent',
      'nindent',
      'replace',
      'trimSuffix',
      'trimPrefix',
      'trimAll',
      'join',
      'b64enc',
      'sha256sum',
    ],
    ...['base', 'dir', 'clean', 'ext', 'cat', 'upper', 'lower', 'title', 'repeat'],
  ],
  number: ['len', 'int'],
  bool: [
    ...[
      'not',
      'empty',
      'contains',
      'hasPrefix',
      'hasSuffix',
      'hasKey',
      'has',
      'eq',
      'ne',
      'lt',
      'le',
      'gt',
      'ge',
    ],
    ...['regexMatch', 'all', 'any'],
  ],
  list: [
    ...[
      'splitList',
      'list',
      'append',
      'prepend',
      'reverse',
      'uniq',
      'compact',
      'without',
      'sortAlpha',
      'slice',
    ],
    ...['concat', 'toStrings', 'tuple', 'until'],
  ],
  map: ['dict', 'pick', 'omit', 'merge', 'mergeOverwrite', 'deepCopy'],
};

/** A template of one to three statements; the same for the same state of the dice. */
export function fuzzedTemplate(random: Random): string {
  return Array.from({ length: 1 + random.below(3) }, () => statement(random, 2)).join('|');
}

function statement(random: Random, depth: number): string {
  const trimmed = random.below(4) === 0;
  const [open, close] = trimmed ? ['{{- ', ' -}}'] : ['{{ ', ' }}'];
  const inner = () => (depth > 0 ? statement(random, depth - 1) : ' x\n ');
  switch (random.below(8)) {
    case 0:
      return `${open}if ${pipeline(random, 2)}${close}${inner()}{{ else }}${inner()}{{ end }}`;
    case 1:
      return `${open}with ${pipeline(random, 2)}${close}{{ . | toJson }}${inner()}{{ else }}none{{ end }}`;
    case 2:
      return `${open}range $k, $v := ${operand(random, random.pick(['list', 'map']), 1)}${close}{{ $k }}={{ $v | quote }},{{ end }}`;
    case 3:
      return `{{ $x := ${pipeline(random, 2)} }}{{ $x | quote }}${inner()}`;
    case 4:
      return `{{ printf "%s|%v|%d|%q" ${operand(random, 'any', 1)} ${operand(random, 'any', 1)} ${operand(random, 'any', 1)} ${operand(random, 'text', 1)} }}`;
    default:
      return `${open}${pipeline(random, 3)}${close}`;
  }
}

function pipeline(random: Random, depth: number): string {
  const stages = Array.from({ length: random.below(3) }, () => {
    const name = random.pick([
      'quote',
      'toJson',
      'toYaml',
      'default "d"',
      'toString',
      'list',
      'kindOf',
      'empty',
      'not',
      'print',
    ]);
    const kinds = FUNCTIONS[name] ?? [];
    return [name, ...kinds.slice(0, -1).map((kind) => operand(random, kind, depth - 1))].join(' ');
  });
  return [call(random, 'any', depth), ...stages].join(' | ');
}

function call(random: Random, kind: Kind, depth: number): string {
  if (depth <= 0 || random.below(3) === 0) {
    return literal(random, kind);
  }
  const name = random.pick(BY_RESULT[kind]);
  return [name, ...(FUNCTIONS[name] ?? []).map((wanted) => operand(random, wanted, depth - 1))].join(' ');
}

function operand(random: Random, kind: Kind, depth: number): string {
  if (depth <= 0 || random.below(3) > 0) {
    return literal(random, kind);
  }
  return `(${random.below(8) > 0 ? call(random, kind, depth) : pipeline(random, depth)})`;
}

function literal(random: Random, kind: Kind): string {
  if (random.below(30) === 0) {
    return `.Values.${random.pick(PATHS)}`;
  }
  switch (kind) {
    case 'text':
      return random.pick([...TEXTS, '.Values.text', '.Values.lines', '.Values.accents', '.Values.number']);
    case 'number':
      return random.pick(NUMBERS);
    case 'bool':
      return random.pick(['true', 'false', '.Values.yes']);
    case 'list':
      return random.pick(['.Values.list', '.Values.mixed', '.Values.emptyList']);
    case 'map':
      return random.pick(['.Values.map', '.Values.names', '.Values.emptyMap']);
    case 'any':
      return random.pick([...TEXTS, ...NUMBERS, 'true', 'nil', ...PATHS.map((path) => `.Values.${path}`)]);
  }
}
