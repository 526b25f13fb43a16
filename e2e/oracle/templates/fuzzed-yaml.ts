import type { Random } from '../random';

const SCALARS = [
  'a',
  'word',
  'two words',
  '1',
  '-1',
  '0755',
  '0o17',
  '0x1F',
  '1_000',
  '1.5',
  '.5',
  '1e3',
  '.inf',
  '~',
  'null',
  'yes',
  'off',
  'n',
  '10:20',
  '2024-01-02',
  '2024-01-02T03:04:05Z',
  '12345678901234567890',
  '"quoted"',
  '"esc \\n \\u00e9 \\x41"',
  "'single'",
  "'it''s'",
  'a: b',
  'a #b',
  '#c',
  '- x',
  '*a',
  '&a b',
  '!!str 1',
  '!!int "2"',
  '!t x',
  '|',
  '>-',
  '"open',
  "'open",
  '[a, b]',
  '{a: 1, b: [2]}',
  '[',
  '}',
  '{a, b: }',
  '[a: 1, b]',
  'é',
  '"a\n  b"',
  'x\n  y',
  ':',
  '? x',
  '-',
  '---',
  '...',
  '@a',
  '%a',
  '`a',
  '\ta',
  'a\tb',
  '<<',
  ', a',
  'a,b',
  'a:b',
  '"" ',
];

const KEYS = [
  'a',
  'b',
  'key',
  '"quoted"',
  "'single'",
  '1',
  'yes',
  '1.5',
  'a b',
  '? c',
  '<<',
  '&x d',
  'é',
  '"a: b"',
  'null',
  '[x]',
  'long-key',
];

/** Something like YAML, indented by two; often right, often not. */
export function fuzzedYaml(random: Random): string {
  return block(random, 2, 3)
    .map((line) => (random.below(40) === 0 ? mangled(random, line) : line))
    .join('\n');
}

function block(random: Random, indent: number, depth: number): string[] {
  const lines = Array.from({ length: 1 + random.below(3) }, () =>
    random.below(4) === 0 ? item(random, indent, depth) : entry(random, indent, depth),
  );
  const isList = random.below(3) === 0;
  return lines.flatMap((_, index) =>
    (isList ? item(random, indent, depth) : (lines[index] ?? [])).map(String),
  );
}

function entry(random: Random, indent: number, depth: number): string[] {
  const pad = ' '.repeat(indent);
  const key = random.pick(KEYS);
  if (depth > 0 && random.below(3) === 0) {
    return [`${pad}${key}:`, ...block(random, indent + random.pick([0, 1, 2, 2, 2, 4]), depth - 1)];
  }
  if (random.below(5) === 0) {
    return [
      `${pad}${key}: ${random.pick(['|', '>', '|-', '>-', '|+', '>+', '|2', '>1-'])}`,
      ...text(random, indent),
    ];
  }
  return [`${pad}${key}: ${random.pick(SCALARS)}`];
}

function item(random: Random, indent: number, depth: number): string[] {
  const pad = ' '.repeat(indent);
  if (depth > 0 && random.below(3) === 0) {
    const [first = '', ...rest] = block(random, indent + 2, depth - 1);
    return [`${pad}- ${first.trimStart()}`, ...rest];
  }
  return [`${pad}- ${random.pick(SCALARS)}`];
}

function text(random: Random, indent: number): string[] {
  return Array.from({ length: 1 + random.below(4) }, () => {
    const deeper = random.pick([2, 2, 2, 3, 4, 1]);
    return random.below(4) === 0
      ? ''
      : `${' '.repeat(indent + deeper)}${random.pick(['line', 'two words', '- x', '# y', 'a: b', ' '])}`;
  });
}

function mangled(random: Random, line: string): string {
  const at = random.below(line.length + 1);
  return (
    line.slice(0, at) +
    random.pick(['', ' ', '  ', '\t', ':', '#', '"', "'", '-', '\n', '&', '*', '!', '|', '[', '{', ',']) +
    line.slice(at + 1)
  );
}
