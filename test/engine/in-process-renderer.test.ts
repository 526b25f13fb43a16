import { RenderError } from '../../lib/engine';
import type { Dialect } from '../../lib/engine/dialect';
import { InProcessRenderer } from '../../lib/engine/in-process-renderer';
import type { JsonObject } from '../../lib/json';
import { packChart } from '../support/chart-archive';
import { temporaryDirectory } from '../support/temporary-directory';

const directory = temporaryDirectory();

type Files = Readonly<Record<string, string>>;

function request(files: Files, values: JsonObject = {}, kubeVersion = '1.32.2') {
  const chart = packChart(directory(), files);
  return { chart, values, kubeVersion, releaseName: 'r', namespace: 'n', apiVersions: ['example.com/v1'] };
}

function render(
  files: Files,
  values: JsonObject = {},
  dialect: Dialect = 'v4.2',
  warn = (_: string) => {},
): string {
  return new InProcessRenderer({ dialect, warn }).render(request(files, values));
}

function refusal(files: Files, values: JsonObject = {}, dialect: Dialect = 'v4.2'): string {
  try {
    render(files, values, dialect);
  } catch (error) {
    if (error instanceof RenderError) {
      return error.message;
    }
    throw error;
  }
  throw new Error('nothing was refused');
}

const MAP = (name: string, more = '') => `kind: ConfigMap\nmetadata:\n  name: ${name}\n${more}`;
const HOOK = (event: string) => `  annotations:\n    helm.sh/hook: ${event}\n`;

describe('the stream', () => {
  test('is sorted by kind, then by path; hooks come last; tests and notes are left out', () => {
    const stream = render({
      'templates/b.yaml': `${MAP('b1')}---\nkind: Service\n---\n${MAP('b2')}`,
      'templates/a.yaml': MAP('a'),
      'templates/deep/z.yaml': 'kind: Widget\n',
      'templates/hook.yaml': MAP('hook', HOOK('post-install,post-upgrade')),
      'templates/test.yaml': MAP('test', HOOK('test')),
      'templates/odd.yaml': MAP('odd', HOOK('on-tuesdays')),
      'templates/NOTES.txt': 'Thank you',
      'templates/_part.tpl': 'not printed',
      'templates/empty.yaml': '{{ if .Values.no }}kind: Secret{{ end }}\n',
    });
    expect(stream.match(/^(?:# Source: .*|kind: .*| {2}name: .*)$/gm)).toEqual([
      '# Source: small/templates/a.yaml',
      'kind: ConfigMap',
      '  name: a',
      '# Source: small/templates/b.yaml',
      'kind: ConfigMap',
      '  name: b1',
      '# Source: small/templates/b.yaml',
      'kind: ConfigMap',
      '  name: b2',
      '# Source: small/templates/b.yaml',
      'kind: Service',
      '# Source: small/templates/deep/z.yaml',
      'kind: Widget',
      '# Source: small/templates/hook.yaml',
      'kind: ConfigMap',
      '  name: hook',
    ]);
  });

  test('keeps the line ends after a document in Helm 4 and drops them in Helm 3', () => {
    const files = { 'templates/a.yaml': 'a: 1\n\n---\nb: 2\n', 'templates/b.yaml': 'c: 3\n' };
    expect(render(files, {}, 'v4.2')).toBe(
      '---\n# Source: small/templates/a.yaml\na: 1\n\n\n---\n# Source: small/templates/a.yaml\nb: 2\n\n---\n# Source: small/templates/b.yaml\nc: 3\n',
    );
    expect(render(files, {}, 'v3.21')).toBe(
      '---\n# Source: small/templates/a.yaml\na: 1\n---\n# Source: small/templates/a.yaml\nb: 2\n---\n# Source: small/templates/b.yaml\nc: 3\n',
    );
  });

  test('gives documents whose keys are any text, also where an alias repeats them', () => {
    const asked = request({ 'templates/a.yaml': 'a: &a {größe: 1, __proto__: 2}\nb: *a\n' });
    const [document] = new InProcessRenderer({ dialect: 'v4.2' }).renderDocuments(asked);
    const entries = JSON.parse('{"größe": 1, "__proto__": 2}');
    expect(document).toEqual({ a: entries, b: entries });
  });

  test('is the same when the chart is rendered again', () => {
    const renderer = new InProcessRenderer({ dialect: 'v4.2' });
    const asked = request({
      'templates/a.yaml':
        '{{ $_ := set .Values "seen" (add1 (.Values.seen | default 0)) }}n: {{ .Values.seen }}',
    });
    expect([renderer.render(asked), renderer.render(asked)]).toEqual(
      Array(2).fill('---\n# Source: small/templates/a.yaml\nn: 1\n'),
    );
  });

  test('gives documents that cannot be changed, because other renders share them', () => {
    const renderer = new InProcessRenderer({ dialect: 'v4.2' });
    const asked = request({
      'templates/a.yaml': 'a: {b: [1, 12345678901234567890]}\n---\n# nothing but a comment\n',
    });
    const [first] = renderer.renderDocuments(asked) as { a: { b: unknown[] } }[];
    expect(first).toEqual({ a: { b: [1, 12345678901234567890n] } });
    expect(() => first?.a.b.pop()).toThrow(TypeError);
    expect(renderer.renderDocuments(asked)).toEqual([{ a: { b: [1, 12345678901234567890n] } }]);
  });
});

describe('values', () => {
  const files = {
    'values.yaml': 'kept: 1\nnothing: null\ntable:\n  a: 1\n  b: null\nlist: [1, 2]\n',
    'templates/a.yaml': '{{ toJson .Values }}',
  };
  const valuesOf = (values: JsonObject, dialect: Dialect) =>
    JSON.parse(render(files, values, dialect).split('\n')[2] ?? '');

  test.each<[Dialect, JsonObject]>([
    ['v4.2', { kept: 1, table: { a: 1 }, list: [1, 2] }],
    ['v3.21', { kept: 1, nothing: null, table: { a: 1, b: null }, list: [1, 2] }],
  ])('of the chart that are null: Helm %s', (dialect, expected) => {
    expect(valuesOf({}, dialect)).toEqual(expected);
  });

  test.each<[string, JsonObject, JsonObject]>([
    ['a null deletes a default', { kept: null, table: { a: null } }, { table: {}, list: [1, 2] }],
    ['a list replaces a list', { list: [3] }, { kept: 1, table: { a: 1 }, list: [3] }],
    ['a map is laid over a map', { table: { c: 3 } }, { kept: 1, table: { a: 1, c: 3 }, list: [1, 2] }],
    ['a word replaces a map', { table: 'x' }, { kept: 1, table: 'x', list: [1, 2] }],
  ])('%s', (_name, values, expected) => {
    expect(valuesOf(values, 'v4.2')).toEqual(expected);
  });

  test('that go against the chart are warned of', () => {
    const warnings: string[] = [];
    render(files, { list: { a: 1 } }, 'v4.2', (message) => warnings.push(message));
    expect(warnings).toEqual(['skipped value for small.list: Not a table.']);
  });
});

describe('a number that the schema refuses is reported as Helm reports it', () => {
  test.each([
    [300, 'maximum: got 300, want 255'],
    [999999, 'maximum: got 999,999, want 255'],
    [1000000, 'maximum: got 1×10⁰⁶, want 255'],
    [1234567, 'maximum: got 1.234567×10⁰⁶, want 255'],
    [1e20, 'maximum: got 1×10²⁰, want 255'],
    [-1, 'minimum: got -1, want 0'],
    [-1000000, 'minimum: got -1×10⁰⁶, want 0'],
  ])('%d', (n, words) => {
    const files = {
      'values.schema.json': '{"properties": {"n": {"type": "integer", "minimum": 0, "maximum": 255}}}',
      'templates/a.yaml': '',
    };
    expect(refusal(files, { n })).toContain(`- at '/n': ${words}`);
  });
});

describe("a chart's refusal carries Helm's words", () => {
  test.each<[string, Files, JsonObject, string]>([
    [
      'fail',
      { 'templates/a.yaml': 'x\n{{ fail "no, because of 100%" }}' },
      {},
      'execution error at (small/templates/a.yaml:2:3): no, because of 100%',
    ],
    [
      'required inside an include',
      {
        'templates/_t.tpl': '{{ define "t" }}{{ required "name it" .Values.name }}{{ end }}',
        'templates/a.yaml': '{{ include "t" . }}',
      },
      {},
      'execution error at (small/templates/a.yaml:1:3): name it',
    ],
    [
      'a wrong comparison',
      { 'templates/a.yaml': '{{ eq .Values.n 3 }}' },
      { n: 3 },
      'at <eq .Values.n 3>: error calling eq: incompatible types for comparison: float64 and int',
    ],
    [
      'the schema',
      {
        'values.schema.json':
          '{"properties": {"n": {"type": "integer"}, "m": {"enum": ["a", "b"]}}, "type": "object"}',
        'templates/a.yaml': '',
      },
      { n: 'x', m: 'c' },
      "small: - at '/m': value must be one of 'a', 'b' - at '/n': got string, want integer",
    ],
    [
      'the schema, with everything wrong in one place',
      {
        'values.schema.json':
          '{"properties": {"a": {"properties": {"n": {"type": "integer"}, "m": {"type": "string"}}, "type": "object"}}}',
        'templates/a.yaml': '',
      },
      { a: { n: 'x', m: 1 } },
      "small: - at '/a/m': got number, want string - at '/a/n': got string, want integer",
    ],
    [
      'the version of Kubernetes',
      {
        'Chart.yaml': 'apiVersion: v2\nname: small\nversion: 1.0.0\nkubeVersion: ">= 1.99.0-0"\n',
        'templates/a.yaml': '',
      },
      {},
      'chart requires kubeVersion: >= 1.99.0-0 which is incompatible with Kubernetes v1.32.2',
    ],
    [
      'a manifest that is no YAML',
      { 'templates/a.yaml': 'a: b: c\n' },
      {},
      'YAML parse error on small/templates/a.yaml: error converting YAML to JSON: yaml: mapping values are not allowed in this context',
    ],
  ])('%s', (_name, files, values, words) => {
    expect(refusal(files, values)).toContain(words);
  });
});

describe('what Helm would answer and this renderer does not know', () => {
  test.each<[string, string, string]>([
    [
      'a function outside the profile',
      'a\nb: {{ camelcase "a" }}',
      'the function camelcase in small/templates/a.yaml:2',
    ],
    ['a key that is new at every render', '{{ genCA "ca" 1 }}', 'Give the chart finished certificates'],
    ['a random text', '{{ randAlphaNum 5 }}', 'Give the chart a fixed value'],
    ['the clock in the output', '{{ now }}', 'to print a time.Time'],
    ['the order of a Go map', '{{ keys (dict "a" 1 "b" 2) }}', 'the order of keys, which is random in Helm'],
    ['a method it has not', '{{ .Files.GetBytes "a" }}', '.Files.GetBytes'],
    ['a directive of fmt', '{{ printf "%05d" 1 }}', 'the directive %0'],
    ['a text that is no YAML', '{{ fromYaml "a: b: c" }}', 'the error text of fromYaml'],
  ])('%s stops the render, and the message says what to do', (_name, template, words) => {
    expect(refusal({ 'templates/a.yaml': template })).toContain(words);
  });

  test.each(['templates/a.yaml', 'values.yaml'])(
    'aliases in %s that would fill the memory stop the render',
    (path) => {
      const levels = Array.from(
        { length: 30 },
        (_, level) => `a${level + 1}: &a${level + 1} [*a${level}, *a${level}]\n`,
      );
      const bomb = `a0: &a0 [1]\n${levels.join('')}`;
      expect(refusal({ 'templates/b.yaml': '', [path]: bomb })).toContain(
        'YAML whose aliases stand for more than 10000 nodes',
      );
    },
  );

  test('a function that Helm 3 does not have is no function there', () => {
    const files = { 'templates/a.yaml': '{{ mustToYaml .Values }}' };
    expect(render(files, { a: 1 }, 'v4.2')).toContain('a: 1');
    expect(refusal(files, {}, 'v3.21')).toContain(
      'parse error at (small/templates/a.yaml:1): function "mustToYaml" not defined',
    );
  });

  test.each<[string, Files]>([
    ['dependencies', { 'charts/sub/Chart.yaml': 'name: sub' }],
    ['a schema with an unknown keyword', { 'values.schema.json': '{"unevaluatedItems": false}' }],
  ])('a chart with %s is not rendered', (_name, files) => {
    expect(refusal({ ...files, 'templates/a.yaml': '' })).toContain('Render the chart with Helm');
  });
});

/** Helm 4.2.4 writes these so: what the JSON of a float spells is an integer for YAML only within 64 bits. */
test.each([
  [-(2 ** 63), '-9.223372036854776e+18'],
  [-(2 ** 63) + 1024, '-9223372036854775000'],
  [2 ** 63, '9223372036854776000'],
  [2 ** 64, '1.8446744073709552e+19'],
])('toYaml of %d, a boundary of integers of 64 bits, is %s', (number, text) => {
  const files = { 'templates/a.yaml': `${MAP('a')}data:\n  n: {{ toYaml .Values.n }}\n` };
  expect(render(files, { n: number })).toContain(`n: ${text}\n`);
});
