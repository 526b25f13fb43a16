import type { Random } from '../random';
import type { ChartFiles } from './archives';
import { awkwardMap, awkwardText, awkwardValue } from './awkward';

const METADATA: Readonly<Record<string, readonly string[]>> = {
  apiVersion: ['v1', 'v2', 'v3', '', 'V2', '2', 'null', '[v2]', '"v2 "'],
  name: [
    'c',
    '../b',
    '.',
    '..',
    'a/b',
    'a b',
    '"a\\tb"',
    '"\\u0001c"',
    'null',
    '1',
    '1.50',
    'true',
    '[c]',
    '"c\\u2028d"',
    '"é"',
  ],
  version: [
    '1.0.0',
    'notaversion',
    'v1',
    '1',
    '1.2',
    '01.2.3',
    '1.2.3.4',
    '1.0.0-rc.01',
    '1.0.0+a.b',
    '" 1.0.0"',
    '1.10',
    '1e3',
    '""',
    '2001-01-01',
    '0x10',
  ],
  type: ['application', 'library', 'Application', '""', 'null', 'true'],
  appVersion: [
    '1.20',
    '"1.20"',
    '1.20.1',
    '1e6',
    '123456789.5',
    '0x1F',
    'null',
    '"a\\nb"',
    '[1]',
    '{a: 1}',
    '"\\u0085x"',
    '.inf',
  ],
  description: ['x', '"a\\r\\nb"', '|\n  two\n  lines', '1', '"\\u00a0 \\u200b\\ufeff"'],
  kubeVersion: [
    '">=1.20.0-0"',
    '1.32.2',
    '"< 1.30"',
    'x',
    '">= 1.20 || < 1"',
    '"1.20 - 1.40"',
    '"~1.32"',
    '"^1"',
    '"*"',
    '"!=1.32.2"',
    '">=1.20,\\u00a0<2"',
    '"\\t>=1.2"',
  ],
  deprecated: ['true', 'false', 'yes', '"true"', 'null', '1'],
  keywords: ['[a, 1, true]', 'a', 'null', '[[a]]', '[]', '[null]'],
  sources: ['[a]', '{a: b}', '[{a: b}]'],
  annotations: ['{a: b}', '{a: 1}', '{a: [1]}', 'x', 'null', '{a: null}'],
  maintainers: ['[{name: a}]', '[null]', '[a]', '[{name: [1]}]', '[{name: 1}]', '[]', '{}'],
  dependencies: ['[]', 'null', '{}', 'x'],
  Name: ['d'],
  unknown: ['1', '{a: [b]}'],
  home: ['https://x', '"\\u007f"', '1.0'],
  icon: ['"\\U0001F600"', '"\\u0378"'],
  condition: ['a.b'],
  tags: ['a', '[a]'],
};

/** A Chart.yaml of odd fields. */
function metadata(random: Random): string {
  const usual: Readonly<Record<string, string>> = { apiVersion: 'v2', name: 'c', version: '1.0.0' };
  const odd = Object.fromEntries(
    random
      .some(Object.entries(METADATA), 1 + random.below(2))
      .map(([key, values]) => [key, random.pick(values)]),
  );
  const lines = Object.entries({ ...usual, ...odd }).map(([key, value]) => `${key}: ${value}\n`);
  if (random.below(8) === 0) {
    lines.splice(
      random.below(lines.length + 1),
      0,
      random.pick(['---\n', '...\n', '# c\n', '\t\n', 'name: e\n', '&a b: *a\n']),
    );
  }
  if (random.below(10) === 0) {
    lines.splice(random.below(lines.length), 1);
  }
  return lines.join('');
}

/** A values.yaml that is YAML, or nearly. */
function valuesFile(random: Random): string {
  const lines = Array.from({ length: 1 + random.below(6) }, () => {
    switch (random.below(9)) {
      case 0:
        return random.pick([
          '---',
          '--- # c',
          '--- x',
          '----',
          '...',
          '---\r',
          '---\t',
          '--- \u00a0',
          '\ufeff---',
          '# only',
        ]);
      case 1:
        return `text: ${JSON.stringify(awkwardText(random))}`;
      case 2:
        return `map: ${JSON.stringify(awkwardMap(random))}`;
      case 3:
        return `any: ${JSON.stringify(awkwardValue(random))}`;
      case 4:
        return random.pick([
          'map: {a: null, b: 1}',
          'map: null',
          'text:',
          'list: [1, &a {b: 1}, *a]',
          'a: &m {x: 1}\nany: {<<: *m, y: 2}',
        ]);
      case 5:
        return random.pick([
          'text: |\r\n  a\r\n  b',
          'text: |+\n  a\n\n',
          'text: >-\n  a\n  b',
          "text: 'a''b'",
          'text: "a\\\n  b"',
        ]);
      default:
        return `number: ${random.pick(['1', '1.0', '0x10', '1_000', '010', '1e3', '.5', '-0', '9223372036854775808', '.inf', '.nan', '12e03'])}`;
    }
  });
  return lines.join(random.pick(['\n', '\n', '\n', '\r\n', '\r'])) + random.pick(['', '\n']);
}

/** Templates whose output is cut into documents, or is none. */
function documents(random: Random): string {
  const parts = Array.from({ length: 1 + random.below(5) }, () => {
    switch (random.below(8)) {
      case 0:
        return random.pick([
          '---',
          '--- ',
          '---\t',
          '----',
          ' ---',
          '\r---',
          '\u2028---',
          '\u0085---',
          '---x',
          '---\v',
          '\n---\n---\n',
          '--- # c',
        ]);
      case 1:
        return '{{ .Values.text }}';
      case 2:
        return 'a: {{ .Values.any | toJson }}';
      case 3:
        return `kind: ${random.pick(['Service', 'Secret', 'Widget', '1', 'null', '[a]', '"é"', 'Job', '1.50'])}`;
      case 4:
        return `metadata: {annotations: {helm.sh/hook: ${JSON.stringify(random.pick(['test', 'pre-install', ' Post-Install ', 'pre-install,test', 'x', '', '\u00a0pre-install', 'test-success', 'PRE-DELETE\u0085', '\u0130']))}}}`;
      case 5:
        return `text: ${JSON.stringify(awkwardText(random))}`;
      case 6:
        return '# a comment';
      default:
        return awkwardText(random).replaceAll('{{', '');
    }
  });
  return parts.join(random.pick(['\n', '\n', '\r\n', '\r', '\u2028']));
}

export function chartFiles(random: Random, template: string): ChartFiles {
  return {
    'Chart.yaml': random.below(3) === 0 ? metadata(random) : 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
    ...(random.below(3) === 0 && { 'values.yaml': valuesFile(random) }),
    'templates/a.yaml': template,
    ...(random.below(3) === 0 && { 'templates/b.yaml': documents(random) }),
    'files/a.txt': awkwardText(random),
  };
}
