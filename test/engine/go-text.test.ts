import fc from 'fast-check';
import { splitDocuments } from '../../lib/engine/documents/split';
import { fromBytes, runesOf, toBytes } from '../../lib/engine/go/bytes';
import { JsonNumber, type ReadJson, readJson } from '../../lib/engine/go/json-read';
import { trimSpace } from '../../lib/engine/go/space';
import { isLetter, isPrintable, isSpace, toLower, toTitle, toUpper } from '../../lib/engine/go/unicode';

/** Go's answers, by code point. */
test.each<[string, string, boolean, boolean]>([
  ['tab', '\t', true, false],
  ['vertical tab', '\v', true, false],
  ['space', ' ', true, true],
  ['NEL, which JavaScript does not take for white space', '\u0085', true, false],
  ['no-break space', '\u00a0', true, false],
  ['soft hyphen', '\u00ad', false, false],
  ['Mongolian vowel separator', '\u180e', false, false],
  ['en quad', '\u2000', true, false],
  ['zero width space', '\u200b', false, false],
  ['line separator', '\u2028', true, false],
  ['ideographic space', '\u3000', true, false],
  ['byte order mark, which JavaScript takes for white space', '\ufeff', false, false],
  ['replacement character', '\ufffd', false, true],
  ['a letter', 'é', false, true],
])('%s: white space, printable', (_name, text, space, printable) => {
  const rune = text.codePointAt(0) ?? 0;
  expect([isSpace(rune), isPrintable(rune)]).toEqual([space, printable]);
});

test.each<[string, string, string, string]>([
  ['a', 'A', 'a', 'A'],
  ['ß', 'ß', 'ß', 'ß'],
  ['ﬁ', 'ﬁ', 'ﬁ', 'ﬁ'],
  ['ŉ', 'ŉ', 'ŉ', 'ŉ'],
  ['İ', 'İ', 'i', 'İ'],
  ['ı', 'I', 'ı', 'I'],
  ['ſ', 'S', 'ſ', 'S'],
  ['Σ', 'Σ', 'σ', 'Σ'],
  ['ς', 'Σ', 'ς', 'Σ'],
  ['ǆ', 'Ǆ', 'ǆ', 'ǅ'],
  ['Ǆ', 'Ǆ', 'ǆ', 'ǅ'],
  ['ᾳ', 'ᾼ', 'ᾳ', 'ᾼ'],
  ['ა', 'Ა', 'ა', 'ა'],
  ['𐐨', '𐐀', '𐐨', '𐐀'],
])('%s in upper, lower and title case, one character for one', (char, upper, lower, title) => {
  const rune = char.codePointAt(0) ?? 0;
  const mapped = [toUpper, toLower, toTitle].map((map) => String.fromCodePoint(map(rune)));
  expect(mapped).toEqual([upper, lower, title]);
  expect(isLetter(rune)).toBe(true);
});

test('text and bytes that are UTF-8 are the same text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(fromBytes(toBytes(text))).toBe(text);
      expect(String.fromCodePoint(...runesOf(toBytes(text)))).toBe(text);
    }),
  );
});

test('trimming takes all white space of Go off both ends, and nothing else', () => {
  const spaces = fc.string({
    unit: fc.constantFrom(' ', '\t', '\v', '\u0085', '\u00a0', '\u2028', '\u3000'),
  });
  const words = fc.constantFrom('x', 'é', '\ufeff', '\u200b', 'a b', '\xff');
  fc.assert(
    fc.property(spaces, words, spaces, (before, word, after) => {
      expect(trimSpace(toBytes(before) + toBytes(word) + toBytes(after))).toBe(toBytes(word));
    }),
  );
});

test('bytes that are no UTF-8 stay as they are', () => {
  expect(trimSpace(' \xff\xc2 ')).toBe('\xff\xc2');
  expect(trimSpace('\x85 a \xa0')).toBe('\x85 a \xa0');
});

describe('documents part where a line of Go begins with ---', () => {
  test.each<[string, string[], string[]]>([
    ['a\n---\nb', ['a\n', 'b'], ['a', 'b']],
    ['a\r---\rb', ['a\r---\rb'], ['a\r---\rb']],
    ['a\u2028---\u2028b', ['a\u2028---\u2028b'], ['a\u2028---\u2028b']],
    ['a\u0085---\nb', ['a\u0085---\nb'], ['a\u0085---\nb']],
    ['a\r\n---\r\nb\r\n', ['a\r\n', 'b\r\n'], ['a', 'b']],
    ['---a: 1\n---b: 2', ['a: 1\n', 'b: 2'], ['a: 1', 'b: 2']],
    ['---\n---\nb', ['b'], ['---\nb']],
    ['----\na', ['-\na'], ['-\na']],
    ['a\n ---\nb', ['a\n ---\nb'], ['a\n ---\nb']],
    ['\u0085---\na', ['a'], ['a']],
    ['', [], []],
    [' \u3000\n', [], []],
    ['a\n---\n\u0085\n---\nb', ['a\n', 'b'], ['a', '', 'b']],
  ])('%j', (text, helm4, helm3) => {
    expect(splitDocuments(toBytes(text), 'v4.2').map(fromBytes)).toEqual(helm4);
    expect(splitDocuments(toBytes(text), 'v3.21').map(fromBytes)).toEqual(helm3);
  });
});

/** What a text of JSON is to JavaScript. */
function plain(value: ReadJson): unknown {
  if (value instanceof JsonNumber) {
    return Number(value.text);
  }
  if (typeof value === 'string') {
    return fromBytes(value);
  }
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, item]) => [fromBytes(key), plain(item)]));
  }
  return Array.isArray(value) ? value.map(plain) : value;
}

test('JSON is read as JavaScript reads it', () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ noUnicodeString: false }),
      fc.constantFrom(undefined, 1, '\t'),
      (value, space) => {
        const text = JSON.stringify(value, undefined, space);
        expect(plain(readJson(toBytes(text)))).toEqual(JSON.parse(text));
      },
    ),
  );
});
