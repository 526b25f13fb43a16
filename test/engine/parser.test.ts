import type { Statement } from '../../lib/engine';
import { RenderError, readTemplate } from '../../lib/engine';
import { nodeText } from '../../lib/engine/template/nodes';

/** A template as a list of its statements, those of branches in brackets. */
function shape(text: string): string {
  const { own } = readTemplate('t', text);
  const list = (index: number | undefined): string =>
    index === undefined ? '' : (own.blocks[index] ?? []).map(one).join(' ');
  const one = (node: Statement): string => {
    if (node.kind === 'text') {
      return JSON.stringify(node.text);
    }
    if ('body' in node) {
      const otherwise = node.otherwise === undefined ? '' : ` else [${list(node.otherwise)}]`;
      return `${nodeText(node)}[${list(node.body)}]${otherwise}`;
    }
    return nodeText(node);
  };
  return list(0);
}

describe('a template is parsed', () => {
  test.each<[string, string, string]>([
    ['text', 'a b', '"a b"'],
    ['a field', '{{ .a.b }}', '{{.a.b}}'],
    ['a pipe', '{{ .a | f 1 "x" | g }}', '{{.a | f 1 "x" | g}}'],
    ['parentheses', '{{ f (g .a) (.b).c }}', '{{f (g .a) (.b).c}}'],
    ['variables', '{{ $x := 1 }}{{ $x = 2 }}{{ $x.y }}', '{{$x := 1}} {{$x = 2}} {{$x.y}}'],
    ['constants', "{{ f true nil 0x1F 1.5 `raw` 'a' }}", "{{f true nil 0x1F 1.5 `raw` 'a'}}"],
    ['white space that is trimmed', 'a {{- 1 -}} \n b {{ 2 }} c', '"a" {{1}} "b " {{2}} " c"'],
    ['white space that is not trimmed', 'a\u00a0{{- 1 -}}\vb', '"a\u00a0" {{1}} "\\u000bb"'],
    ['a minus that is a number', '{{-1}}|{{ -1 }}', '{{-1}} "|" {{-1}}'],
    ['a comment', 'a{{/* b */}}c{{- /* d */ -}} e', '"a" "c" "e"'],
    [
      'branches',
      '{{ if .a }}1{{ else if .b }}2{{ else }}3{{ end }}',
      '{{if .a}}["1"] else [{{if .b}}["2"] else ["3"]]',
    ],
    [
      'with',
      '{{ with $x := .a }}{{ . }}{{ else with .b }}{{ end }}',
      '{{with $x := .a}}[{{.}}] else [{{with .b}}[]]',
    ],
    [
      'range',
      '{{ range $k, $v := .m }}{{ break }}{{ continue }}{{ else }}0{{ end }}',
      '{{range $k, $v := .m}}[{{break}} {{continue}}] else ["0"]',
    ],
    ['template', '{{ template "t" . }}{{ template "u" }}', '{{template "t" .}} {{template "u"}}'],
    ['block', '{{ block "b" .x }}in{{ end }}', '{{template "b" .x}}'],
    ['an action over lines', '{{\n.a\n|\nf\n}}', '{{.a | f}}'],
    ['a letter that is not ASCII', '{{ .größe }}', '{{.größe}}'],
  ])('%s', (_name, text, expected) => {
    expect(shape(text)).toBe(expected);
  });
});

describe('what Go does not parse is refused in its words, with the line', () => {
  test.each<[string, number, string]>([
    ['{{ .a', 1, 'unclosed action'],
    ['x\n{{ "a }}', 2, 'unterminated quoted string'],
    ['{{ `a }}', 1, 'unterminated raw quoted string'],
    ['{{/* a }}', 1, 'unclosed comment'],
    ['{{/* a */ b }}', 1, 'comment ends before closing delimiter'],
    ['{{ if }}{{ end }}', 1, 'missing value for if'],
    ['{{ if .a }}', 1, 'unexpected EOF'],
    ['a\n\n{{ end }}', 3, 'unexpected {{end}}'],
    ['{{ else }}', 1, 'unexpected {{else}}'],
    ['{{ $x }}', 1, 'undefined variable "$x"'],
    ['{{ break }}', 1, '{{break}} outside {{range}}'],
    ['{{ (1 }}', 1, 'unclosed left paren'],
    ['{{ 1) }}', 1, 'unexpected right paren'],
    ['{{ 1 | 2 }}', 1, 'non executable command in pipeline stage 2'],
    ['{{ "a".b }}', 1, 'unexpected . after term "\\"a\\""'],
    ['{{ range $a, $b, $c := .x }}{{ end }}', 1, 'too many declarations in range'],
    ['{{ .a # }}', 1, 'unexpected "#" in operand'],
    ['{{ f\u00a0 }}', 1, 'bad character U+00A0'],
    ['{{ 1a }}', 1, '"1a"'],
    ['{{ define "a" }}x{{ end }}{{ define "a" }}y{{ end }}', 1, 'multiple definition of template "a"'],
    ['{{ template }}', 1, 'unexpected "}}" in template clause'],
  ])('%s', (text, line, words) => {
    const parse = () => readTemplate('t.yaml', text);
    expect(parse).toThrow(RenderError);
    expect(parse).toThrow(expect.objectContaining({ kind: 'refused', template: 't.yaml', line }));
    expect(parse).toThrow(words);
  });
});
