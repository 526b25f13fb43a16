import { InProcessRenderer, RenderError } from '../../lib/engine';
import { LONGEST_LIST } from '../../lib/engine/limits';
import type { JsonObject, JsonValue } from '../../lib/json';
import { packChart } from '../support/chart-archive';
import { temporaryDirectory } from '../support/temporary-directory';

const directory = temporaryDirectory();

function render(files: Readonly<Record<string, string>>, values: JsonObject = {}): string {
  const chart = packChart(directory(), files);
  const request = { chart, values, kubeVersion: '1.32.2', releaseName: 'r', namespace: 'n', apiVersions: [] };
  return new InProcessRenderer({ dialect: 'v4.2', warn: () => {} }).render(request);
}

function fault(files: Readonly<Record<string, string>>, values: JsonObject = {}): RenderError {
  try {
    render(files, values);
  } catch (error) {
    if (error instanceof RenderError) {
      return error;
    }
    throw error;
  }
  throw new Error('it was rendered');
}

function nested(depth: number): JsonObject {
  let value: JsonValue = {};
  for (let level = 0; level < depth; level++) {
    value = { a: value };
  }
  return value as JsonObject;
}

const A = 'templates/a.yaml';

describe('what is too deep, too large or too long is reported as a limit, with its place', () => {
  test.each<[string, Readonly<Record<string, string>>, JsonObject, Partial<RenderError>]>([
    [
      'branches',
      { [A]: `x\n${'{{ if true }}'.repeat(2000)}${'{{ end }}'.repeat(2000)}` },
      {},
      { template: 'small/templates/a.yaml', line: 2 },
    ],
    ['parentheses', { [A]: `{{ ${'('.repeat(1500)}1${')'.repeat(1500)} }}` }, {}, { line: 1 }],
    ['values', { [A]: '' }, nested(2000), {}],
    ['a values.yaml', { [A]: '', 'values.yaml': `${'{a: '.repeat(2000)}1${'}'.repeat(2000)}` }, {}, {}],
    [
      'a schema',
      { [A]: '', 'values.schema.json': `${'{"properties":{"a":'.repeat(5000)}{}${'}}'.repeat(5000)}` },
      {},
      {},
    ],
    ['a document', { [A]: `a: ${'['.repeat(2000)}${']'.repeat(2000)}\n` }, {}, {}],
    [
      'a map that holds itself',
      { [A]: 'x\n{{ $m := dict }}{{ $_ := set $m "a" $m }}{{ toYaml $m }}' },
      {},
      { line: 2, function: 'toYaml' },
    ],
    ['repeat', { [A]: '{{ repeat 5000000000 "ab" }}' }, {}, { line: 1, function: 'repeat' }],
    ['indent', { [A]: '{{ indent 5000000000 "a" }}' }, {}, { line: 1, function: 'indent' }],
    [
      'a text that doubles',
      { [A]: `{{ $t := "ab" }}${'{{ $t = print $t $t }}'.repeat(40)}{{ len $t }}` },
      {},
      { line: 1 },
    ],
    ['until', { [A]: `{{ until ${LONGEST_LIST + 1} | len }}` }, {}, { line: 1, function: 'until' }],
    [
      'what a loop prints',
      { [A]: '{{ $t := repeat 1000000 "a" }}{{ range 1000 }}{{ $t }}{{ end }}' },
      {},
      { line: 1 },
    ],
  ])('%s', (_name, files, values, place) => {
    const error = fault(files, values);
    expect(error.kind).toBe('limit');
    expect(error.problem).toMatch(/^asks for .*, which is more than this engine does$/s);
    expect(error).toMatchObject(place);
  });

  test("a template that includes itself is Helm's limit, or the limit of the stack", () => {
    const error = fault({ [A]: '{{ define "t" }}{{ include "t" . }}{{ end }}{{ include "t" . }}' });
    expect(['limit', 'refused']).toContain(error.kind);
    expect(error).toMatchObject({ template: 'small/templates/a.yaml', line: 1 });
  });
});

describe('memory does not grow', () => {
  test('with the rounds of a loop over a number', () => {
    const before = process.memoryUsage().heapUsed;
    expect(render({ [A]: '{{ $n := 0 }}{{ range 1000000 }}{{ $n = . }}{{ end }}n: {{ $n }}' })).toContain(
      'n: 999999',
    );
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200 * 1024 * 1024);
  });

  test('with small pieces that a loop prints', () => {
    expect(render({ [A]: '# {{ range 300000 }}ab{{ end }}\na: 1\n' }).length).toBeGreaterThan(600_000);
  });
});

test.each<[string, Readonly<Record<string, string>>, string]>([
  [
    'a template that is none',
    { [A]: 'x\n{{ if }}' },
    'parse error at (small/templates/a.yaml:2): missing value for if',
  ],
  [
    'a schema that is none',
    { [A]: '', 'values.schema.json': '{"a": tru}' },
    "invalid character '}' in literal true (expecting 'e')",
  ],
  ['a schema that ends too soon', { [A]: '', 'values.schema.json': '{"a"' }, 'unexpected EOF'],
  ['an empty schema', { [A]: '', 'values.schema.json': '' }, 'EOF'],
  ['a document that is none', { [A]: 'a: [\n' }, 'YAML parse error on small/templates/a.yaml'],
])("%s is refused in Helm's words", (_name, files, words) => {
  const error = fault(files);
  expect(error.kind).toBe('refused');
  expect(error.problem).toContain(words);
});
