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
