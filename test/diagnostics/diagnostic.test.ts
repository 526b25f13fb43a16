import { formatDiagnostic, InputError } from '../../lib/diagnostics/diagnostic';
import { suggest } from '../../lib/diagnostics/suggest';

describe('diagnostics', () => {
  test('a diagnostic is one line: place, severity, field, what is wrong, what to do, source', () => {
    expect(
      formatDiagnostic({
        severity: 'error',
        rule: 'x',
        place: { file: 'clusters/a.yaml', line: 3, column: 5 },
        field: 'network.mode',
        problem: '"vpc" is not one of vpc-cni',
        remedy: 'Did you mean "vpc-cni"?',
        source: 'https://example.com',
      }),
    ).toBe(
      'clusters/a.yaml:3:5: error: network.mode: "vpc" is not one of vpc-cni. Did you mean "vpc-cni"? (https://example.com)',
    );
  });

  test('a warning says the id of its rule, by which a cluster file acknowledges it', () => {
    const warning = {
      severity: 'warning',
      rule: 'value-unread',
      problem: 'no use',
      remedy: 'Remove it',
    } as const;
    expect(formatDiagnostic(warning)).toBe('warning [value-unread]: no use. Remove it.');
  });

  test('a diagnostic stays one line, whatever the input holds', () => {
    const odd = { severity: 'error', rule: 'x', field: 'a\nb\t', problem: 'c\u0007', remedy: 'd' } as const;
    expect(formatDiagnostic(odd)).toBe('error: a\\nb\\t: c\\u0007. d.');
  });

  test('an input error carries all its diagnostics in its message', () => {
    const one = { severity: 'error', rule: 'a', problem: 'first', remedy: 'fix it' } as const;
    expect(new InputError([one, { ...one, problem: 'second' }]).message).toBe(
      'error: first. fix it.\nerror: second. fix it.',
    );
  });

  test.each([
    ['ipamd', ['ipam', 'ipv4', 'image'], 'ipam'],
    ['kubeproxy', ['kubeProxy', 'kubernetes'], 'kubeProxy'],
    ['nmae', ['name', 'network'], 'name'],
    ['vpccni', ['vpc-cni', 'global-router'], 'vpc-cni'],
    ['entirely', ['name', 'network'], undefined],
    ['x', [], undefined],
  ])('for %s among %j the suggestion is %s', (word, known, expected) => {
    expect(suggest(word, known)).toBe(expected);
  });
});
