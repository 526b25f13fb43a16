import { readFileSync } from 'node:fs';
import { packedChart, readChartFiles, readTemplate } from '../../lib/engine';
import { packChart } from '../support/chart-archive';
import { temporaryDirectory } from '../support/temporary-directory';

const directory = temporaryDirectory();

describe('a template taken apart', () => {
  const file = readTemplate(
    'templates/a.yaml',
    [
      '{{- /* Größe of',
      '     the pods */ -}}',
      '{{ define "t" }}',
      '  größe: {{ .Values.größe | default "groß" }}',
      '{{ end }}',
      '{{ if anything .Values.a }}',
      '  x',
      '{{ else if .Values.b }}{{/* second */}}',
      '  {{ break }}'.replace('break', 'template "t" .'),
      '{{ end }}',
    ].join('\n'),
  );

  test('holds the blocks of the file and of everything it defines, as nodes', () => {
    expect(file.defines.map(({ name }) => name)).toEqual(['t']);
    expect(file.defines[0]?.blocks[0]?.map(({ kind }) => kind)).toEqual(['text', 'action', 'text']);
    const [branch] = file.own.blocks[0]?.filter(({ kind }) => kind !== 'text') ?? [];
    expect(branch).toMatchObject({ kind: 'if', body: expect.any(Number), otherwise: expect.any(Number) });
    const [otherwise] = (branch?.kind === 'if' && file.own.blocks[branch.otherwise ?? -1]) || [];
    expect(otherwise).toMatchObject({
      kind: 'if',
      pipe: { commands: [{ operands: [{ kind: 'field', names: ['Values', 'b'] }] }] },
    });
  });

  test('gives names and constants as text', () => {
    expect(file.defines[0]?.blocks[0]?.[1]).toMatchObject({
      pipe: {
        commands: [
          { operands: [{ names: ['Values', 'größe'] }] },
          { operands: [{ name: 'default' }, { value: 'groß' }] },
        ],
      },
    });
  });

  test('says the line of a node', () => {
    const [action] = file.defines[0]?.blocks[0]?.filter(({ kind }) => kind === 'action') ?? [];
    const [branch] = file.own.blocks[0]?.filter(({ kind }) => kind === 'if') ?? [];
    expect([action, branch].map((node) => node && file.lineOf(node))).toEqual([4, 6]);
  });

  test('has the text and the line of each comment', () => {
    expect(file.comments).toEqual([
      { text: 'Größe of\n     the pods', line: 1 },
      { text: 'second', line: 8 },
    ]);
  });
});

test('an archive names its chart, version and digest', () => {
  const chart = packChart(directory(), { 'templates/a.yaml': '' });
  expect(packedChart(chart.path)).toEqual(chart);
});

test('the files of a packed chart are texts by path inside the chart', () => {
  const chart = packChart(directory(), { 'templates/a.yaml': 'größe: 1\n', 'values.yaml': '\ufeffa: 1\n' });
  expect([...readChartFiles(readFileSync(chart.path))]).toEqual([
    ['Chart.yaml', 'apiVersion: v2\nname: small\nversion: 1.0.0\n'],
    ['templates/a.yaml', 'größe: 1\n'],
    ['values.yaml', 'a: 1\n'],
  ]);
});
