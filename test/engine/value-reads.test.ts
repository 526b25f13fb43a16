import { InProcessRenderer, RenderError } from '../../lib/engine';
import type { JsonObject } from '../../lib/json';
import { packChart } from '../support/chart-archive';
import { temporaryDirectory } from '../support/temporary-directory';

const directory = temporaryDirectory();
const renderer = new InProcessRenderer({ dialect: 'v4.2', warn: () => {} });

function request(files: Readonly<Record<string, string>>, values: JsonObject = {}) {
  const chart = packChart(directory(), files);
  return { chart, values, kubeVersion: '1.32.2', releaseName: 'r', namespace: 'n', apiVersions: [] };
}

function dotted(paths: readonly (readonly string[])[] | undefined): string[] {
  return (paths ?? []).map((path) => path.join('.'));
}

/** The values behind each line of the one document that a template gives. */
function lines(template: string, values: JsonObject, helpers = ''): Record<string, string> {
  const [document] = renderer.trace(
    request({ 'templates/a.yaml': template, 'templates/_h.tpl': helpers }, values),
  );
  const texts = document?.content.trimEnd().split('\n') ?? [];
  return Object.fromEntries(
    texts.map((text, index) => [text.trim(), dotted(document?.valuesAt(index + 1)).join(' ')]),
  );
}

describe('a line of a document came from', () => {
  test('the values that it prints and the conditions that it is printed under', () => {
    expect(
      lines(
        'a: 1\n{{ if .Values.on }}\nb: {{ .Values.x.y }}\n{{- if eq .Values.mode "m" }}\nc: 1\n{{- end }}\n{{ end }}',
        { on: true, x: { y: 2 }, mode: 'm' },
      ),
    ).toEqual({ 'a: 1': '', '': '', 'b: 2': 'x.y on', 'c: 1': 'mode on' });
  });

  test('the values that a variable was made from', () => {
    expect(lines('{{ $v := .Values.x | default "d" }}\na: {{ $v }}\nb: 1\n', {})).toEqual({
      'a: d': 'x',
      'b: 1': '',
    });
  });

  test('the values that a helper read', () => {
    expect(
      lines(
        'a: {{ include "h" . }}\n',
        { x: 1, y: 2 },
        '{{ define "h" }}{{ .Values.x }}{{ $.Values.y }}{{ end }}',
      ),
    ).toEqual({ 'a: 12': 'x y' });
  });

  test('what a loop goes through', () => {
    expect(
      lines('{{ range $k, $v := .Values.m }}{{ $k }}: {{ $v }}\n{{ end }}', { m: { a: 1, b: 2 } }),
    ).toEqual({
      'a: 1': 'm.a m.b',
      'b: 2': 'm.a m.b',
    });
  });

  test('values reached by get, hasKey, dig and index', () => {
    expect(
      lines(
        'a: {{ get .Values.m "x" }}\nb: {{ hasKey .Values "q" }}\nc: {{ dig "m" "y" 0 .Values.AsMap }}\nd: {{ index .Values "m" "x" }}\n',
        { m: { x: 1, y: 2 } },
      ),
    ).toEqual({ 'a: 1': 'm.x', 'b: false': 'q', 'c: 2': 'm.y', 'd: 1': 'm.x' });
  });
});

test('documents are traced in the order and with the bytes of a render', () => {
  const asked = request(
    {
      'templates/a.yaml': '# Source\nkind: Service\n---\nkind: ConfigMap\ndata: {{ toJson .Values.data }}\n',
      'templates/b.yaml': 'kind: Secret\n',
    },
    { data: { größe: 'ä' } },
  );
  const traced = renderer.trace(asked);
  expect(traced.map(({ template, content }) => `---\n# Source: ${template}\n${content}\n`).join('')).toBe(
    `${renderer.render(asked).trimEnd()}\n\n`,
  );
  expect(traced.map(({ value }) => value)).toEqual(renderer.renderDocuments(asked));
  expect(traced.map(({ values }) => dotted(values))).toEqual([[], ['data.größe'], ['data.größe']]);
});

describe('a template that refuses its values names', () => {
  function valuesOf(template: string, values: JsonObject, helpers = ''): string[] {
    try {
      renderer.render(request({ 'templates/a.yaml': template, 'templates/_h.tpl': helpers }, values));
    } catch (error) {
      return dotted(error instanceof RenderError ? error.valuePaths : undefined);
    }
    return [];
  }

  test.each<[string, string, JsonObject, string[]]>([
    ['the value that is required', '{{ required "give it" .Values.a.b }}', { a: {} }, ['a.b']],
    [
      'those of the conditions around it, from the inside out',
      '{{ if .Values.a }}{{ if and .Values.b (not .Values.c) }}{{ .Values.other }}{{ fail "no" }}{{ end }}{{ end }}',
      { a: 1, b: 1 },
      ['c', 'b', 'a'],
    ],
    ['the key that is read of nothing', '{{ .Values.a.b.c }}', { a: {} }, ['a.b.c']],
    ['the value that a function does not take', '{{ trim .Values.a }}', { a: 1 }, ['a']],
    [
      'the values behind a variable',
      '{{ $x := eq .Values.a "q" }}{{ if $x }}{{ fail "no" }}{{ end }}',
      { a: 'q' },
      ['a'],
    ],
  ])('%s', (_name, template, values, expected) => {
    expect(valuesOf(template, values)).toEqual(expected);
  });

  test('those that a helper read, and those that it was called for', () => {
    expect(
      valuesOf(
        '{{ if .Values.a }}{{ include "h" (dict "x" .Values.b "root" .) }}{{ end }}',
        { a: 1, b: 2 },
        '{{ define "h" }}{{ if .root.Values.c }}{{ else }}{{ fail "no" }}{{ end }}{{ end }}',
      ),
    ).toEqual(['c', 'b', 'a']);
  });
});
