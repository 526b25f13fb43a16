import type { JsonObject, JsonValue } from '../../../lib/json';
import type { Random } from '../random';

/** Characters that one of the two sides might take for something else: line ends, white space, marks, no characters. */
const CHARACTERS = [
  ...Array.from({ length: 33 }, (_, code) => String.fromCharCode(code)),
  ...[
    '\x7f',
    '\x80',
    '\x85',
    '\x9f',
    '\xa0',
    '\xad',
    '\u0130',
    '\u01c5',
    '\u0345',
    '\u03c2',
    '\u1680',
    '\u180e',
  ],
  ...[
    '\u2000',
    '\u200b',
    '\u2028',
    '\u2029',
    '\u202f',
    '\u205f',
    '\u3000',
    '\ufeff',
    '\ufffd',
    '\ufffe',
    '\uffff',
  ],
  ...['ß', 'ŉ', 'ﬁ', 'Ⅷ', '٣', 'ა', '𐐀', '😀', 'é', 'İ', 'ı', 'ſ', 'K', 'ᾳ', 'ǆ'],
];

const ENDS = ['\n', '\r', '\r\n', '\u0085', '\u2028', '\u2029', '\v', '\f', '\n\n', '\r\r'];

const WORDS = [
  'a',
  'b: c',
  '---',
  '- x',
  '# c',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  ':',
  ' ',
  'yes',
  '0x1F',
  '1e3',
  '012',
  '~',
  '<<',
  '...',
  '%',
  '&a',
  '*a',
  '!t',
  '|',
  '>',
  '?',
  '1_000',
  '2001-01-01',
  '<no value>',
  '{{',
  '$1',
  '\\',
];

/** A text made to be misread. */
export function awkwardText(random: Random): string {
  return Array.from({ length: random.below(6) }, () => {
    switch (random.below(4)) {
      case 0:
        return random.pick(CHARACTERS);
      case 1:
        return random.pick(ENDS);
      default:
        return random.pick(WORDS);
    }
  }).join('');
}

const NUMBERS = [
  ...[0, 1, -1, 2, 3, 10, 255, 256, 999999, 1e6, 1e20, 1e21, 1e22, 2 ** 53, 2 ** 53 + 2, 2 ** 63, 2 ** 64],
  ...[
    -(2 ** 63),
    0.1,
    0.5,
    1.5,
    -2.5,
    1e-4,
    1e-5,
    1e-7,
    5e-324,
    1.7976931348623157e308,
    123456789.5,
    0.1 + 0.2,
  ],
];

/** A value of any type. */
export function awkwardValue(random: Random, depth = 0): JsonValue {
  switch (random.below(depth < 3 ? 9 : 6)) {
    case 0:
      return null;
    case 1:
      return random.below(2) === 0;
    case 2:
      return random.pick(NUMBERS);
    case 6:
    case 7:
      return awkwardMap(random, depth + 1);
    case 8:
      return Array.from({ length: random.below(4) }, () => awkwardValue(random, depth + 1));
    default:
      return awkwardText(random);
  }
}

export function awkwardMap(random: Random, depth = 0): JsonObject {
  const entries = Array.from({ length: random.below(4) }, (): [string, JsonValue] => [
    random.below(3) === 0 ? awkwardText(random) : random.pick(['a', 'b', 'c', 'x1', 'x10', 'x2', 'Z', '_']),
    awkwardValue(random, depth),
  ]);
  return Object.fromEntries(entries);
}
