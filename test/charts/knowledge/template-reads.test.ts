import { readsOfTemplates } from '../../../lib/charts/knowledge/template-reads';

function reads(template: string) {
  return readsOfTemplates(new Map([['templates/one.yaml', template]]));
}

describe('the values that a template reads are found', () => {
  const cases: [how: string, template: string, paths: string[]][] = [
    ['by name', '{{ .Values.a.b }}', ['a.b']],
    ['from the root inside with', '{{ with .Values.a }}{{ $.Values.b }}{{ .c }}{{ end }}', ['a', 'a.c', 'b']],
    ['through a variable', '{{ $x := .Values.a }}{{ $x.b }}', ['a', 'a.b']],
    ['through range', '{{ range .Values.a }}{{ .b }}{{ end }}', ['a', 'a.*', 'a.*.b']],
    [
      'through range with two variables',
      '{{ range $k, $v := .Values.a }}{{ $v.b }}{{ end }}',
      ['a', 'a.*', 'a.*.b'],
    ],
    ['through include', '{{ define "t" }}{{ .b }}{{ end }}{{ include "t" .Values.a }}', ['a', 'a.b']],
    [
      'through a list given to include',
      '{{ define "t" }}{{ (index . 1).b }}{{ end }}{{ include "t" (list $ .Values.a) }}',
      ['a', 'a.b'],
    ],
    [
      'by hasKey and get',
      '{{ if hasKey .Values.a "b" }}{{ get .Values.a "c" }}{{ end }}',
      ['a', 'a.b', 'a.c'],
    ],
    ['by dig', '{{ dig "a" "b" "" .Values.AsMap }}', ['a.b']],
    ['by index with a name that has dashes', '{{ index .Values.a "b-c" }}', ['a', 'a.b-c']],
    ['through default', '{{ with default .Values.a .Values.b }}{{ .c }}{{ end }}', ['a', 'a.c', 'b', 'b.c']],
    [
      'in the else branch',
      '{{ if .Values.a }}{{ else if .Values.b }}{{ else }}{{ .Values.c }}{{ end }}',
      ['a', 'b', 'c'],
    ],
    ['past comments and quoted braces', '{{/* .Values.no */}}{{ print "}}" .Values.a }}', ['a']],
  ];
  test.each(cases)('%s', (_, template, paths) => {
    expect([...reads(template).keys()]).toEqual(paths);
  });
});

describe('a map is read whole', () => {
  test.each([
    ['when it is printed as YAML', '{{ toYaml .Values.a }}'],
    ['when it is printed inside with', '{{ with .Values.a }}{{ . | toYaml | nindent 2 }}{{ end }}'],
    ['when it goes to a function that is not known', '{{ mystery .Values.a }}'],
    [
      'when it goes to an included template that prints it',
      '{{ define "t" }}{{ toJson . }}{{ end }}{{ include "t" .Values.a }}',
    ],
  ])('%s', (_, template) => {
    expect(reads(template).get('a')?.whole).toBe(true);
  });

  test('but not when only one of its keys is', () => {
    expect(reads('{{ if .Values.a }}{{ toYaml .Values.a.b }}{{ end }}').get('a')?.whole).toBe(false);
  });
});

describe('what must hold for a value to be read', () => {
  const guards = (template: string, path: string) => reads(template).get(path)?.guards;

  test('is every condition around it', () => {
    const template =
      '{{ if and .Values.a (eq .Values.m "x") }}{{ if .Values.b }}{{ .Values.c }}{{ end }}{{ end }}';
    expect(guards(template, 'c')).toEqual([{ path: 'a' }, { path: 'm', equals: 'x' }, { path: 'b' }]);
  });

  test('is nothing that an else or an or leaves open', () => {
    expect(guards('{{ if .Values.a }}{{ else }}{{ .Values.c }}{{ end }}', 'c')).toEqual([]);
    expect(guards('{{ if or .Values.a .Values.b }}{{ .Values.c }}{{ end }}', 'c')).toEqual([]);
  });

  test('is only what all reads have in common', () => {
    const template =
      '{{ if and .Values.a .Values.b }}{{ .Values.c }}{{ end }}{{ if .Values.a }}{{ .Values.c }}{{ end }}';
    expect(guards(template, 'c')).toEqual([{ path: 'a' }]);
  });
});

test('a key that is only looked at to refuse it carries the words of the refusal', () => {
  expect(reads('{{ if .Values.old }}{{ fail "old is gone" }}{{ end }}').get('old')?.refusal).toBe(
    'old is gone',
  );
});

test('a template that does not parse is refused with its file and line', () => {
  expect(() => reads('{{ .Values.b }}\n{{ .Values.a # }}')).toThrow(
    'parse error at (templates/one.yaml:2): unexpected "#" in operand',
  );
});
