import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LOCKED_ARCHIVES } from '../support/charts';
import { commandLine } from '../support/command-line';
import { describeRequiring } from '../support/requires';
import { temporaryDirectory } from '../support/temporary-directory';

const FILES = {
  '_defaults.yaml': `kubernetes: 1.32.2
network: {mode: vpc-cni}
nodePools: [{name: general, type: regular, os: tencentos-4}]
kubeProxy: {mode: iptables, replace: true}
apiServer: {host: 169.254.1.1}
cilium: {version: 1.18.2}
`,
  '_groups/first.yaml': '# First.\nring: 0\ncilium: {version: 1.18.12, values: {debug: {enabled: true}}}\n',
  '_groups/later.yaml': '# Later.\nring: 1\n',
  'a.yaml': 'name: a\ngroups: [first]\n',
  'b.yaml': 'name: b\ngroups: [later]\n',
};

describeRequiring(LOCKED_ARCHIVES, 'tke-cilium promote', () => {
  const temporary = temporaryDirectory();
  const at = (path: string) => join(temporary(), path);
  const later = () => readFileSync(at('_groups/later.yaml'), 'utf8');
  beforeEach(() => {
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(dirname(at(path)), { recursive: true });
      writeFileSync(at(path), text);
    }
  });
  const promote = (...args: readonly string[]) =>
    commandLine(['promote', ...args, '--clusters', temporary()]);

  test('moves the version, and says which clusters get it', async () => {
    const { status, printed } = await promote('0');
    expect(status).toBe(0);
    expect(printed.replaceAll(`${temporary()}/`, '')).toBe(
      '_groups/later.yaml: cilium.version: (not set) -> "1.18.12"\nring 1: 1 cluster (b)\n',
    );
    expect(later()).toBe('# Later.\nring: 1\ncilium:\n  version: 1.18.12\n');
    expect(readdirSync(at('_groups'))).toEqual(['first.yaml', 'later.yaml']);
    expect((await promote('0')).printed).toBe('ring 1 has that already\n');
  });

  test('with --dry-run writes nothing', async () => {
    const { printed } = await promote('0', 'cilium.values.debug', '--dry-run', '--json');
    expect(JSON.parse(printed)).toMatchObject({
      to: 1,
      clusters: ['b'],
      changes: [{ after: { enabled: true } }],
    });
    expect(later()).toBe(FILES['_groups/later.yaml']);
  });

  test('writes nothing when a cluster would be refused', async () => {
    writeFileSync(at('b.yaml'), `${FILES['b.yaml']}cilium: {values: {debug: true}}\n`);
    writeFileSync(
      at('_groups/first.yaml'),
      '# First.\nring: 0\nkubernetes: 1.36.0\ncilium: {version: 1.19.6}\n',
    );
    const { status, complained } = await promote('0', 'kubernetes');
    expect(status).toBe(1);
    expect(complained).toMatch(/error: /);
    expect(later()).toBe(FILES['_groups/later.yaml']);
  });

  test('a ring that is no number is a matter of the command line', async () => {
    expect(await promote('first')).toMatchObject({
      status: 2,
      complained: expect.stringMatching(/"first" is not the number of a ring/),
    });
  });
});
