import fc from 'fast-check';
import { toBytes } from '../../lib/engine/go/bytes';
import type { Value } from '../../lib/engine/go/value';
import { readGoYaml } from '../../lib/engine/go-yaml/read/read';
import { YamlSyntaxError } from '../../lib/engine/go-yaml/read/syntax-error';
import { DICTS } from '../../lib/engine/go-yaml/write/dicts';
import { emitYaml } from '../../lib/engine/go-yaml/write/emitter';
import { encodeJson } from '../../lib/engine/go-yaml/write/json';

/** What a text reads as, as JSON. */
function json(text: string): string {
  const value = readGoYaml(toBytes(text), DICTS);
  return value === undefined ? 'no document' : encodeJson(value, false);
}

describe('a plain scalar is what YAML 1.1 makes of it', () => {
  test.each<[string, string]>([
    ['yes', 'true'],
    ['Off', 'false'],
    ['y', 'true'],
    ['yEs', '"yEs"'],
    ['~', 'null'],
    ['Null', 'null'],
    ['0x1F', '31'],
    ['0o17', '15'],
    ['017', '15'],
    ['0b11', '3'],
    ['1_000', '1000'],
    ['+1', '1'],
    ['1e3', '1000'],
    ['.5', '0.5'],
    ['-.inf x', '"-.inf x"'],
    ['1.', '1'],
    ['12:30', '"12:30"'],
    ['2001-01-01', '"2001-01-01"'],
    ['9223372036854775808', '9223372036854776000'],
    ['0.1.2', '"0.1.2"'],
    ['<<', '"<<"'],
    ['a #b', '"a"'],
    ['a#b', '"a#b"'],
    ['a: b', '{"a":"b"}'],
    ['-1-', '"-1-"'],
  ])('%s is %s', (text, value) => {
    expect(json(text)).toBe(value);
  });
});

describe('a document is read', () => {
  test.each<[string, string, string]>([
    ['with keys of any type', '1: a\ntrue: b\n1.5: c\n', '{"1":"a","1.5":"c","true":"b"}'],
    ['with the last of two equal keys', 'a: 1\na: 2\n', '{"a":2}'],
    ['with the last of two equal keys, where the first is no JSON', 'a: .nan\na: 2\n', '{"a":2}'],
    ['with a list that is not indented', 'a:\n- 1\n- 2\n', '{"a":[1,2]}'],
    [
      'with merge keys',
      'm: &m {x: 1, z: 2}\na:\n  <<: *m\n  z: 3\n',
      '{"a":{"x":1,"z":3},"m":{"x":1,"z":2}}',
    ],
    ['with a literal', 'a: |\n  b\n   c\n\nd: |-\n  e\n', '{"a":"b\\n c\\n","d":"e"}'],
    ['with a folded text', 'a: >\n  b\n  c\n\n  d\n', '{"a":"b c\\nd\\n"}'],
    ['with an indentation that is given', 'a: |2\n   b\n', '{"a":" b\\n"}'],
    ['with quotes', `a: 'it''s'\nb: "\\u00e9\\x41\\n"\n`, '{"a":"it\'s","b":"éA\\n"}'],
    ['with a text over lines', 'a: b\n  c\n\n  d\n', '{"a":"b c\\nd"}'],
    ['in flow style', '{a: [1, {b: c}], "d": }', '{"a":[1,{"b":"c"}],"d":null}'],
    ['with tags', 'a: !!str 1\nb: !!int "2"\nc: !x y\n', '{"a":"1","b":2,"c":"y"}'],
    ['up to the next one', 'a: 1\n---\nb: 2\n', '{"a":1}'],
    ['behind directives', '%YAML 1.1\n---\na: 1\n', '{"a":1}'],
    ['with CRLF', 'a: 1\r\nb:\r\n  - 2\r\n', '{"a":1,"b":[2]}'],
    ['with CR alone, a line end of YAML', 'a: 1\rb: 2\r', '{"a":1,"b":2}'],
    ['with the line ends of Unicode', 'a: 1\u0085b: 2\u2028c: 3', '{"a":1,"b":2,"c":3}'],
    ['behind a byte order mark', '\ufeffa: 1\n', '{"a":1}'],
    ['that is a comment', '# a\n', 'no document'],
    ['that is empty', '---\n', 'null'],
  ])('%s', (_name, text, value) => {
    expect(json(text)).toBe(Buffer.from(value, 'utf8').toString('latin1'));
  });
});

describe('what go-yaml refuses is refused in its words', () => {
  test.each<[string, string]>([
    ['a: b: c\n', 'mapping values are not allowed in this context'],
    ['a: [1\n', "line 1: did not find expected ',' or ']'"],
    ['a: "b\n', 'line 2: found unexpected end of stream'],
    ['a: *b\n', "unknown anchor 'b' referenced"],
    ['\ta: 1\n', 'found character that cannot start any token'],
    ['a:\n  - b\n c: d\n', 'line 2: did not find expected key'],
    ['a: @b\n', 'found character that cannot start any token'],
    ['a: "\\q"\n', 'found unknown escape character'],
    ['a: \x01\n', 'control characters are not allowed'],
    ['? [a]\n: b\n', 'invalid map key'],
    ['%YAML 2.0\n---\na\n', 'found incompatible YAML document'],
  ])('%j', (text, words) => {
    expect(() => json(text)).toThrow(YamlSyntaxError);
    expect(() => json(text)).toThrow(words);
  });
});

/** Values as JSON has them, text as bytes. */
const values: fc.Arbitrary<Value> = fc.letrec<{ value: Value; text: string }>((tie) => ({
  text: fc.string({ unit: 'binary' }).map(toBytes),
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number || 0),
    fc.integer(),
    tie('text'),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(
        fc.tuple(
          fc.string({ unit: fc.constantFrom('a', 'b', '1', '-', ':', ' ', 'é') }).map(toBytes),
          tie('value'),
        ),
        { maxLength: 4 },
      )
      .map((entries) => new Map(entries)),
  ),
})).value;

test('what is written reads back as the same value', () => {
  fc.assert(
    fc.property(values, (value) => {
      let written: string;
      try {
        written = emitYaml(value);
      } catch {
        return; // go-yaml does not write it either: a control character, or a text that its reader folds
      }
      const read = readGoYaml(written, DICTS) ?? null;
      expect(encodeJson(read, false)).toBe(
        encodeJson(readGoYaml(encodeJson(value, true), DICTS) ?? null, false),
      );
    }),
    { numRuns: 500 },
  );
});

test('any text is read or refused, and never runs on', () => {
  const unit = fc.constantFrom(...' \n\t\r:-[]{}"\'|>&*!?#,%@`ab1\u0085\u2028'.split(''));
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 60 }), (text) => {
      try {
        json(text);
      } catch (error) {
        expect((error as Error).constructor.name).toMatch(/^(?:YamlSyntaxError|UnencodableValue)$/);
      }
    }),
    { numRuns: 2000 },
  );
});
