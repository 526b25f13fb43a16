import { InProcessRenderer, type RenderError } from '../../lib/engine';
import type { JsonObject } from '../../lib/json';
import { packChart } from '../support/chart-archive';
import { temporaryDirectory } from '../support/temporary-directory';

const directory = temporaryDirectory();

/** Values in which each pair differs in one thing that a template can ask for. */
const CLUSTERS: readonly JsonObject[] = [
  { name: 'a', map: { x: 1, y: { z: 1 } }, list: [{ p: 1 }, 'two'], flag: true },
  { name: 'b', map: { x: 1, y: { z: 1 } }, list: [{ p: 1 }, 'two'], flag: true },
  { name: 'a', map: { x: 2, y: { z: 1 } }, list: [{ p: 1 }, 'two'], flag: true },
  { name: 'a', map: { x: 1, y: { z: 2 } }, list: [{ p: 1 }, 'two'], flag: true },
  { name: 'a', map: { x: 1, y: { z: 1 }, w: 0 }, list: [{ p: 1 }, 'two'], flag: true },
  { name: 'a', map: {}, list: [{ p: 1 }, 'two'], flag: true },
  { name: 'a', map: { x: '1', y: { z: 1 } }, list: [{ p: 1 }, 'two'], flag: true },
  { name: 'a', map: { x: 1, y: { z: 1 } }, list: [{ p: 2 }, 'two'], flag: true },
  { name: 'a', map: { x: 1, y: { z: 1 } }, list: [{ p: 1, q: 1 }, 'two'], flag: true },
  { name: 'a', map: { x: 1, y: { z: 1 } }, list: [{ p: 1 }], flag: true },
  { name: 'a', map: { x: 1, y: { z: 1 } }, list: [], flag: true },
  { name: 'a', map: { x: 1, y: { z: 1 } }, list: [{ p: 1 }, 'two'], flag: false },
  { name: 'a', map: { x: 1, y: 'text' }, list: [{ p: 1 }, 'two'], flag: true },
  { name: 'a', map: { x: 1, y: null }, list: 'text', flag: true },
  { name: 'a', map: 'text', list: [{ p: 1 }, 'two'], flag: true },
];

const TEMPLATES: readonly string[] = [
  'a: 1',
  'a: {{ .Values.name }}',
  'a: {{ .Values.map.x }}',
  'a: {{ .Values.map.y.z | quote }}',
  'a: {{ (.Values.map).x | typeOf }}',
  'a: {{ len .Values.map }}',
  'a: {{ if .Values.map }}1{{ else }}2{{ end }}',
  'a: {{ hasKey .Values.map "w" }}',
  'a: {{ keys .Values.map | sortAlpha | join "," | quote }}',
  'a:{{ range $key, $value := .Values.map }}\n- {{ $key }}{{ end }}',
  'a: {{ toJson .Values.map }}',
  'a: {{ toYaml .Values | nindent 2 }}',
  'a: {{ toJson .Values.AsMap }}',
  'a: {{ get .Values.map "w" | quote }}',
  'a: {{ dig "y" "z" "none" .Values.map }}',
  'a: {{ omit .Values.map "x" | toJson }}',
  'a: {{ deepCopy .Values.map | toJson }}',
  'a: {{ merge (dict "k" 1) .Values.map | toJson }}',
  'a: {{ eq .Values.flag true }}',
  'a: {{ and .Values.flag (len .Values.list) }}',
  'a: {{ range .Values.list }}{{ kindOf . }} {{ end }}',
  'a: {{ (index .Values.list 0).p }}',
  'a: {{ has "two" .Values.list }}',
  'a: {{ deepEqual .Values.list (list (dict "p" 1.0) "two") }}',
  'a: {{ default "none" .Values.absent }}',
  'a: {{ tpl "{{ .Values.name }}" . }}',
  'a: {{ include "part" .Values.map }}',
  'a: {{ required "a name" .Values.absent }}',
  '{{ if eq .Values.name "b" }}{{ fail .Values.name }}{{ end }}a: 1',
  '{{ $_ := set .Values "absent" .Values.name }}a: {{ .Values.absent }}',
  '{{ $_ := set . "absent" .Values.map }}a: {{ toJson .absent }}',
  '{{ $_ := mergeOverwrite .Values.map (dict "x" 9) }}a: {{ .Values.map.x }}',
  '{{ $_ := set (index .Values.list 0) "p" .Values.name }}a: {{ toJson .Values.list }}',
  '{{ $_ := unset .Values "flag" }}a: 1',
  '{{ $own := merge (dict) .Values.map }}{{ $_ := set $own "x" 5 }}a: {{ .Values.map.x }} {{ $own.x }}',
  '{{ $_ := set .Template "mark" 1 }}a: {{ .Template.Name }}',
  'a: {{ .Release.Name }} {{ .Release.Namespace }}',
  'a: {{ .Capabilities.KubeVersion.Minor }} {{ .Capabilities.APIVersions.Has "example.com/v1" }}',
  'a: {{ .Files.Get "file.txt" }} {{ .Chart.Name }}',
  'kind: A\n---\nkind: {{ .Values.name }}\n---\nkind: C',
  'a: [',
];

/** What a renderer gives for a request, or how it refuses it. */
function answer(renderer: InProcessRenderer, asked: Parameters<InProcessRenderer['render']>[0]): unknown {
  try {
    return [renderer.render(asked), renderer.renderDocuments(asked)];
  } catch (error) {
    const { message, template, line, function: called, valuePaths } = error as RenderError;
    return { message, template, line, called, valuePaths };
  }
}

const REQUESTS = [
  { releaseName: 'r', namespace: 'n', kubeVersion: '1.32.2', apiVersions: [] },
  { releaseName: 'other', namespace: 'n', kubeVersion: '1.32.2', apiVersions: [] },
  { releaseName: 'r', namespace: 'other', kubeVersion: '1.32.2', apiVersions: [] },
  { releaseName: 'r', namespace: 'n', kubeVersion: '1.33.0', apiVersions: [] },
  { releaseName: 'r', namespace: 'n', kubeVersion: '1.32.2', apiVersions: ['example.com/v1'] },
];

describe('a renderer that has rendered other clusters answers as a new one does', () => {
  const last =
    'a: {{ toJson .Values.map }} {{ toJson .Values.list }} {{ .Values.flag }} {{ .Values.absent }} {{ .absent }}';
  test.each(TEMPLATES)('%s', (template) => {
    const chart = packChart(directory(), {
      'values.yaml': 'preset: {x: 1}\n',
      'file.txt': 'text',
      'templates/_part.tpl': '{{ define "part" }}{{ toJson . }}{{ end }}',
      'templates/a.yaml': template,
      // What the template changed, the files after it see.
      'templates/z.yaml': last,
    });
    const used = new InProcessRenderer({ dialect: 'v4.2', warn: () => undefined });
    // Each twice in a row, so that what the first has left is used, then each after all others.
    const order = [
      ...CLUSTERS.flatMap((values) => [values, values]),
      ...CLUSTERS,
      ...[...CLUSTERS].reverse(),
    ];
    const asked = [
      ...order.map((values) => ({ chart, values, ...(REQUESTS[0] as (typeof REQUESTS)[number]) })),
      ...[...REQUESTS, ...REQUESTS].map((request) => ({
        chart,
        values: CLUSTERS[0] as JsonObject,
        ...request,
      })),
    ];
    for (const request of asked) {
      const fresh = new InProcessRenderer({ dialect: 'v4.2', warn: () => undefined });
      expect(answer(used, request)).toEqual(answer(fresh, request));
    }
  });
});
