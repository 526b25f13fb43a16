import { readDocuments, readManifests } from '../../lib/yaml/read';

/** What kubectl 1.32 makes of these plain scalars (kubectl label --local -o json). */
const AS_KUBECTL_READS: [string, unknown][] = [
  ['10:20', '10:20'],
  ['1:30:00', '1:30:00'],
  ['190:20:30.15', '190:20:30.15'],
  ['2024-01-02', '2024-01-02'],
  ['2024-01-02T03:04:05Z', '2024-01-02T03:04:05Z'],
  ['9007199254740993', 9007199254740993n],
  ['-9223372036854775808', -9223372036854775808n],
  ['!!binary aGVsbG8=', 'hello'],
  ['"0o17"', '0o17'],
  ['0o17', 15],
  ['0755', 493],
  ['1_000', 1000],
  ['0x1F', 31],
  ['yes', true],
  ['off', false],
  ['y', true],
  ['n', false],
  ['~', null],
  ['1.0', 1],
  ['1e3', 1000],
  ['08', 8],
];

describe('reading YAML as the API server reads it', () => {
  test.each(AS_KUBECTL_READS)('%s is what kubectl makes of it', (text, expected) => {
    expect(readDocuments(`value: ${text}\n`)).toEqual([{ value: expected }]);
  });

  test('documents without content are dropped', () => {
    expect(readDocuments('---\n# nothing\n---\na: 1\n---\n')).toEqual([{ a: 1 }]);
  });

  test('a key that a map has twice is refused, or is what its last one says, as Helm has it', () => {
    expect(() => readDocuments('a: 1\nb: 2\na: 3\n')).toThrow();
    expect(readDocuments('a: 1\nb: 2\na: 3\n', 'last')).toEqual([{ a: 3, b: 2 }]);
  });

  test('a null field is kept: it is what the chart rendered', () => {
    expect(readDocuments('annotations:\n')).toEqual([{ annotations: null }]);
  });

  test('the items of a List become objects of their own', () => {
    const list =
      'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: A}\n- {apiVersion: v1, kind: B}\n';
    expect(readManifests(list).map(({ kind }) => kind)).toEqual(['A', 'B']);
  });

  test.each([
    ['a duplicate key', 'a: 1\na: 2\n', /line 2, column 1: the key "a" is in this map a second time/],
    [
      'an unterminated quote, which would swallow the next document',
      'a: "x\n---\nb: 1\n',
      /line \d+, column \d+: /,
    ],
    ['a number the API server does not know', 'a: .inf\n', /no number Infinity/],
    ['a document that is no Kubernetes object', 'just text\n', /not a Kubernetes object/],
  ])('%s is refused', (_name, text, message) => {
    expect(() => readManifests(text)).toThrow(message);
  });
});
