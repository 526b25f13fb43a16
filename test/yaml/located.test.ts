import { readLocated } from '../../lib/yaml/located';

const TEXT = `# a comment
name: a
network:
  mode: vpc-cni
nodePools:
  - name: one
    os: x
  - {name: two,
     os: y}
`;

describe('where fields stand', () => {
  test.each([
    [['name'], 2, 1],
    [['network', 'mode'], 4, 3],
    [['nodePools', 1, 'os'], 9, 6],
    [['nodePools', 0], 6, 5],
    [['network', 'missing'], 3, 1],
    [['missing'], 1, 1],
  ])('%j is found at line %i, column %i', (path, line, column) => {
    const located = readLocated(TEXT);
    expect('value' in located && located.position(path)).toEqual({ line, column });
  });

  test('every fault of a text is reported, not only the first', () => {
    const faults = readLocated('a: 1\na: 2\nb: 1\nb: 2\n');
    expect(faults).toMatchObject([{ line: 2 }, { line: 4 }]);
  });

  test.each([
    [
      'an alias inside the value that it refers to',
      'a: 1\nb: &b\n  c: *b\n',
      3,
      6,
      'the alias "*b" is inside the value that it refers to',
    ],
    [
      'an alias in its own list',
      'a: &a [1, *a]\n',
      1,
      11,
      'the alias "*a" is inside the value that it refers to',
    ],
    ['an alias of nothing', 'a: 1\nb: *b\n', 2, 4, 'there is no anchor "&b" before the alias "*b"'],
    [
      'a number that is none',
      'a: 1\nb: .nan\n',
      2,
      4,
      '".nan" is a number that the API server does not know',
    ],
    [
      'a number without end',
      'a: [1, -.inf, 1e999]\n',
      1,
      8,
      '"-.inf" is a number that the API server does not know',
    ],
    ['a merge of no map', '<<: 3\n', 1, 1, 'Merge sources must be maps or map aliases'],
    ['a key twice in one line', 'a: {b: 1, c: 2, b: 3}\n', 1, 17, 'the key "b" is in this map a second time'],
    [
      'a quoted key twice',
      'a:\n  "b c": 1\n  "b c": 2\n',
      3,
      3,
      'the key "b c" is in this map a second time',
    ],
  ])('%s is a fault, and no crash', (_, text, line, column, problem) => {
    expect(readLocated(text)).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ line, column, problem })]),
    );
  });

  test('aliases and merges that mean something are carried out', () => {
    const text = 'a: &a {x: 1}\nb:\n  <<: *a\n  z: *a\n';
    expect(readLocated(text)).toMatchObject({ value: { a: { x: 1 }, b: { x: 1, z: { x: 1 } } } });
  });

  test('a second document is a fault, where it starts', () => {
    expect(readLocated('a: 1\n---\nb: 2\n')).toMatchObject([{ line: 2 }]);
  });

  test.each([
    ['', 'nothing'],
    ['# only a comment\n', 'a comment'],
    ['---\n', 'an empty document'],
  ])('%j holds no value', (text) => {
    expect(readLocated(text)).toMatchObject({ value: null });
  });
});
