import { parse } from 'yaml';
import { Random } from '../../e2e/oracle/random';
import { JSON_DOCUMENTS } from '../../lib/engine/documents/documents';
import { toBytes } from '../../lib/engine/go/bytes';
import { readGoYaml } from '../../lib/engine/go-yaml/read/read';
import type { JsonObject, JsonValue } from '../../lib/json';
import { readDocuments } from '../../lib/yaml/read';
import { writeManifest } from '../../lib/yaml/write';

const TRICKY_STRINGS = [
  '', ' ', '~', 'null', 'yes', 'No', 'y', 'true', '0o17', '0o755', '-0o7', '0x1F', '1e3', '1_000', '10:20', '08', '.inf',
  '2024-01-02', '<<', '=', '#c', 'a #b', 'a: b', '- a', '? a', '@a', '`a', '%a', '&a', '*a', '!a', '|', '>', '{a}', '[a]',
  'a:', 'a\n', 'a\n\n\n', '\na', ' a\nb', 'a\n  b\n c\n', 'tab\there', 'a\tb\n c', 'trailing \nspace', 'crlf\r\nx', '---\na\n',
  '...\n', 'x\u2028y', 'x\u0085y', 'x\u00a0y', '\ufeffbom', '\u0000\u0007\u001b', 'del\u007f', 'c1\u0080\u009f', 'é 日本語', '😀\nface', '"quoted"', "it's",
  'back\\slash', 'x'.repeat(300), `${'long words '.repeat(40)}\n`,
]; // biome-ignore format: a table

const OTHER_VALUES: JsonValue[] = [
  null, true, false, 0, -1, 1.5, 1e21, 1e-7, 9007199254740993n, -9223372036854775808n, [], {}, [[]], [{}], [null, [1, 'a']],
]; // biome-ignore format: a table

describe('writing a manifest', () => {
  test.each(TRICKY_STRINGS.map((text) => [JSON.stringify(text).slice(0, 40), text]))(
    'the string %s comes back as itself, for readers of YAML 1.1 and 1.2',
    (_name, text) => {
      const written = writeManifest({ value: text, list: [text], [text]: 'key' });
      const expected = { value: text, list: [text], [text]: 'key' };
      expect(readDocuments(written)).toEqual([expected]);
      expect(parse(written, { version: '1.2' })).toEqual(expected);
    },
  );

  test.each(OTHER_VALUES.map((value) => [String(value), value]))(
    'the value %s comes back as itself',
    (_name, value) => {
      expect(readDocuments(writeManifest({ value }))).toEqual([{ value }]);
    },
  );

  test('one object in two places is written twice, without anchors', () => {
    const shared: JsonObject = { a: 1 };
    expect(writeManifest({ x: shared, z: shared })).toBe('x:\n  a: 1\nz:\n  a: 1\n');
  });

  test('keys keep the order of the object, and text of several lines stays readable', () => {
    expect(writeManifest({ b: 'one\ntwo\n', a: [{ c: '5' }] })).toBe('b: |\n  one\n  two\na:\n  - c: "5"\n');
  });

  test('lists in lists, maps in lists, and what is empty have their usual form', () => {
    expect(
      writeManifest({
        a: [[1, [2]], [], {}, { b: {}, c: [] }, [{ d: null }], 'x\ny'],
        e: { f: { g: true } },
      }),
    ).toBe(
      'a:\n  - - 1\n    - - 2\n  - []\n  - {}\n  - b: {}\n    c: []\n  - - d: null\n  - |-\n    x\n    y\ne:\n  f:\n    g: true\n',
    );
  });

  test('a key that is too long for YAML to stand on its line comes back all the same', () => {
    const manifest = { map: { ['k'.repeat(2000)]: { [`${'"'.repeat(600)}`]: 'v' }, after: [1] } };
    const written = writeManifest(manifest);
    expect(readDocuments(written)).toEqual([manifest]);
    expect(readGoYaml(toBytes(written), JSON_DOCUMENTS)).toEqual(manifest);
  });

  test('3,000 objects at random come back as themselves, by three readers', () => {
    const random = new Random(7);
    for (let round = 0; round < 3000; round++) {
      const manifest = { a: valueBy(random, 0), [textBy(random)]: valueBy(random, 0) };
      const written = writeManifest(manifest);
      expect(readDocuments(written)).toEqual([manifest]);
      expect(readGoYaml(toBytes(written), JSON_DOCUMENTS)).toEqual(manifest);
      expect(parse(written, { version: '1.2' })).toEqual(manifest);
    }
  });
});

const PIECES = ['a', 'B', '0', '9', ' ', '\n', '\n\n', ':', ': ', '#', ' #', '-', '- ', "'", '"', '\\', '\t', '{', '[', ',', '|', '>', '&', '*', '!', '%', '@', '`', '~', '=', '.', '_', '+', '\r', '\u0007', '\u0085', '\u00a0', '\u2028', '\ufeff', 'é', '日', '😀']; // biome-ignore format: a table

function textBy(random: Random): string {
  return random.below(4) === 0
    ? random.pick(TRICKY_STRINGS)
    : Array.from({ length: random.below(7) }, () => random.pick(PIECES)).join('');
}

function valueBy(random: Random, depth: number): JsonValue {
  const kind = random.below(depth > 4 ? 4 : 8);
  if (kind < 3) {
    return textBy(random);
  }
  if (kind === 3) {
    return random.pick<JsonValue>([null, true, false, 0, -1, 1.5, 1e21, 1e-7, 123456789]);
  }
  return kind < 6
    ? Array.from({ length: random.below(4) }, () => valueBy(random, depth + 1))
    : Object.fromEntries(
        Array.from({ length: random.below(4) }, () => [textBy(random), valueBy(random, depth + 1)]),
      );
}
