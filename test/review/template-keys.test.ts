import { readFileSync } from 'node:fs';
import { readChartFiles } from '../../lib/engine';
import { keysOfTemplate } from '../../lib/review/consequences/template-keys';
import { LOCKED_ARCHIVES, TEST_VERSIONS, testCharts } from '../support/charts';
import { describeRequiring } from '../support/requires';

const valueFor = (template: string, key = 'a') => keysOfTemplate(template).get(key)?.value;

describe('the chart value that a key of cilium-config comes from', () => {
  test.each([
    ['the value of the key', '  a: {{ .Values.b.c | quote }}', 'b.c'],
    ['the first value, where the others are fallbacks', '  a: {{ .Values.b | default .Values.c }}', 'b'],
    ['the value of a variable', '{{- $b := .Values.b.c }}\n  a: {{ $b }}', 'b.c'],
    ['a field of a variable', '{{- $b := .Values.b }}\n  a: {{ $b.c }}', 'b.c'],
    ['the condition around a fixed text', '{{- if .Values.b }}\n  a: "true"\n{{- end }}', 'b'],
    [
      'the other side of the condition',
      '{{- if .Values.b }}\n  x: "1"\n{{- else }}\n  a: "0"\n{{- end }}',
      'b',
    ],
    [
      'the next condition',
      '{{- if .Values.b }}\n  x: "1"\n{{- else if .Values.c }}\n  a: "0"\n{{- end }}',
      'c',
    ],
    ['a key that a map has', '{{- if hasKey .Values.b "c" }}\n  a: "1"\n{{- end }}', 'b.c'],
    [
      'the value itself before a condition',
      '{{- if .Values.b }}\n  a: "1"\n{{- end }}\n  a: {{ .Values.c }}',
      'c',
    ],
    ['nothing after the condition has ended', '{{- if .Values.b }}\n{{- end }}\n  a: "1"', undefined],
    [
      'nothing where a condition has two values',
      '{{- if or .Values.b .Values.c }}\n  a: "1"\n{{- end }}',
      undefined,
    ],
    ['nothing where a variable has none', '{{- if .Values.b }}\n  a: {{ $c }}\n{{- end }}', undefined],
    ['nothing where two values write it', '  a: {{ .Values.b }}\n  a: {{ .Values.c }}', undefined],
  ])('is %s', (_, template, value) => {
    expect(valueFor(template)).toBe(value);
  });
});

describeRequiring(LOCKED_ARCHIVES, 'in the charts', () => {
  test.each(TEST_VERSIONS)('of %s the keys of the network come from their own values', (version) => {
    const { path } = testCharts.locate('cilium', version);
    const template = readChartFiles(readFileSync(path)).get('templates/cilium-configmap.yaml') ?? '';
    const values = {
      ipam: 'ipam.mode',
      'kube-proxy-replacement': 'kubeProxyReplacement',
      'routing-mode': 'routingMode',
      'enable-ipv4-masquerade': 'enableIPv4Masquerade',
      'cni-chaining-mode': 'cni.chainingMode',
      'bpf-lb-map-max': 'bpf.lbMapMax',
      'k8s-client-qps': undefined,
    };
    const found = Object.keys(values).map((key) => [key, valueFor(template, key)]);
    expect(Object.fromEntries(found)).toEqual(values);
  });
});
