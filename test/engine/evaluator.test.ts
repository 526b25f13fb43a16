import { InProcessRenderer, RenderError } from '../../lib/engine';
import type { JsonObject } from '../../lib/json';
import { packChart } from '../support/chart-archive';
import { temporaryDirectory } from '../support/temporary-directory';

const directory = temporaryDirectory();
const VALUES: JsonObject = {
  n: 3,
  f: 1.5,
  big: 1000000,
  t: 'text',
  yes: true,
  no: false,
  nothing: null,
  list: ['a', 'b'],
  map: { b: 1, a: 2 },
};

/** What a template prints, without the frame of a document. */
function printed(template: string): string {
  const chart = packChart(directory(), { 'templates/a.yaml': `# ${template}` });
  const request = {
    chart,
    values: VALUES,
    kubeVersion: '1.32.2',
    releaseName: 'r',
    namespace: 'n',
    apiVersions: [],
  };
  const stream = new InProcessRenderer({ dialect: 'v4.2', warn: () => {} }).render(request);
  return stream.replace(/^---\n# Source: .*\n# /, '').replace(/\n$/, '');
}

test.each<[string, string, string]>([
  [
    'numbers of values are floats',
    '{{ .Values.n }} {{ .Values.big }} {{ typeOf .Values.n }}',
    '3 1e+06 float64',
  ],
  [
    'numbers of templates are ints, or floats as they are written',
    '{{ typeOf 3 }} {{ typeOf 3.0 }} {{ 3.0 }}',
    'int float64 3',
  ],
  ['nothing prints nothing', '<{{ .Values.nothing }}{{ .Values.nope }}>', '<>'],
  ['nothing inside a list', '{{ list nil 1 }}', '[<nil> 1]'],
  ['a map prints by key', '{{ .Values.map }}', 'map[a:2 b:1]'],
  [
    'if takes what is empty for false',
    '{{ range list 0 "" false (list) (dict) nil 1 }}{{ if . }}t{{ else }}f{{ end }}{{ end }}',
    'fffffft',
  ],
  [
    'and and or stop at what decides',
    '{{ and .Values.no (fail "x") }} {{ or .Values.t (fail "x") }}',
    'false text',
  ],
  [
    'a variable of a branch hides the one outside',
    '{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ $x }}{{ end }}{{ $x }}',
    '21',
  ],
  [
    'an assignment in a branch reaches outside',
    '{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}',
    '2',
  ],
  ['with sets the dot', '{{ with .Values.map }}{{ .a }}{{ $.Values.t }}{{ end }}', '2text'],
  [
    'range goes through a list with its index',
    '{{ range $i, $v := .Values.list }}{{ $i }}{{ $v }}{{ end }}',
    '0a1b',
  ],
  ['range goes through a map by key', '{{ range $k, $v := .Values.map }}{{ $k }}{{ $v }}{{ end }}', 'a2b1'],
  [
    'range goes through what the map was before the loop changed it',
    '{{ $m := dict "a" 1 }}{{ range $k, $v := $m }}{{ $_ := set $m "b" 2 }}{{ $k }}{{ end }}',
    'a',
  ],
  ['range over a number', '{{ range 3 }}{{ . }}{{ end }}{{ range 0 }}{{ else }}none{{ end }}', '012none'],
  [
    'break and continue',
    '{{ range 5 }}{{ if eq . 1 }}{{ continue }}{{ end }}{{ if eq . 3 }}{{ break }}{{ end }}{{ . }}{{ end }}',
    '02',
  ],
  [
    'a define that comes later wins, unless it is empty',
    '{{ define "d" }}1{{ end }}{{ include "d" . }}',
    '1',
  ],
  [
    'include gives text, and sets the dot and $',
    '{{ define "d" }}{{ .x }}{{ $.x }}{{ end }}{{ include "d" (dict "x" 1) | repeat 2 }}',
    '1111',
  ],
  [
    'tpl sees the defines around it',
    '{{ define "d" }}in{{ end }}{{ tpl "{{ include \\"d\\" . }}{{ .Values.t }}" . }}',
    'intext',
  ],
  ['a piped value is the last argument', '{{ 3 | sub 10 }} {{ "b" | printf "%s%s" "a" }}', '7 ab'],
  ['a field of a call', '{{ (dict "a" (dict "b" 1)).a.b }} {{ (semver "1.2.3").Minor }}', '1 2'],
  ['methods of values', '{{ .Values.AsMap.t }} {{ .Capabilities.APIVersions.Has "v1" }}', 'text true'],
  ['a set value is there for later templates', '{{ $_ := set .Values "x" 1 }}{{ .Values.x }}', '1'],
])('%s', (_name, template, expected) => {
  expect(printed(template)).toBe(expected);
});

describe('a template that stops says where and why, as Go does', () => {
  test.each<[string, string]>([
    ['{{ .Values.t.x }}', "at <.Values.t.x>: can't evaluate field x in type interface {}"],
    ['{{ .Values.nope.x }}', 'at <.Values.nope.x>: nil pointer evaluating interface {}.x'],
    ['{{ trim 1 }}', 'at <1>: expected string; found 1'],
    ['{{ trim .Values.n }}', 'at <.Values.n>: wrong type for value; expected string; got float64'],
    ['{{ trim }}', 'at <trim>: wrong number of args for trim: want 1 got 0'],
    ['{{ eq .Values.n 3 }}', 'error calling eq: incompatible types for comparison: float64 and int'],
    ['{{ index .Values.list 5 }}', 'error calling index: index out of range: 5'],
    ['{{ template "nope" }}', 'template "nope" not defined'],
    ['{{ range .Values.t }}{{ end }}', "range can't iterate over text"],
    ['{{ .Values.t 1 }}', 't is not a method but has arguments'],
    ['{{ "a" | 1 }}', 'non executable command in pipeline stage 2'],
  ])('%s', (template, words) => {
    const render = () => printed(template);
    expect(render).toThrow(RenderError);
    expect(render).toThrow(words);
    expect(render).toThrow(expect.objectContaining({ template: 'small/templates/a.yaml', line: 1 }));
  });
});
