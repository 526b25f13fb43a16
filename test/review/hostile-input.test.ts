import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { asHtml } from '../../lib/review/forms/html';
import { asJson } from '../../lib/review/forms/json';
import { asMarkdown } from '../../lib/review/forms/markdown';
import { asStat, asTerminal } from '../../lib/review/forms/terminal';
import type { Line } from '../../lib/review/report';
import { plainText } from '../../lib/review/text';
import { LOCKED_ARCHIVES } from '../support/charts';
import { commandLine } from '../support/command-line';
import { describeRequiring } from '../support/requires';
import { temporaryDirectory } from '../support/temporary-directory';
import { clusterWith, filesOf, reportOn } from './support';

/** Files of one cluster, by their path below its directory. */
type Files = Readonly<Record<string, string>>;

const X = 'cilium/kube-system/ConfigMap.x.yaml';

function configMap(name: string, data: string, namespace = 'kube-system'): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\ndata:\n${data}`;
}

const object = (kind: string, rest: string) =>
  `apiVersion: ${kind === 'Bar' ? 'example.com/v1' : 'apps/v1'}\nkind: ${kind}\nmetadata: {name: x, namespace: kube-system}\n${rest}\n`;

const KEPT = { 'cilium/kube-system/ConfigMap.cilium-config.yaml': configMap('cilium-config', '  a: "1"\n') };
const WHOLE = { [X]: configMap('x', '  a: b\n') };
const ROLE = 'cilium/_cluster/ClusterRole.x.yaml';
const role =
  'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: x}\nrules: [{apiGroups: [""], resources: [pods], verbs: [get]}]\n';

function reportOf(before: Files, after: Files) {
  const files = (side: Files) =>
    Object.entries({ ...KEPT, ...side }).map(([path, content]) => ({ path: `gz/${path}`, content }));
  return reportOn(files(before), files(after));
}

const NEEDS_HAND = (reason: string) =>
  new RegExp(`ConfigMap\\.x\\.yaml cannot be read as Kubernetes objects \\(${reason}`);

const CASES: readonly (readonly [string, Files, Files, readonly [Line['group'], string | RegExp][]])[] = [
  [
    'a file is broken YAML',
    WHOLE,
    { [X]: 'apiVersion: v1\nkind: [ConfigMap\n' },
    [['needs-hand', NEEDS_HAND('line 3, column 1')]],
  ],
  [
    'a file was broken YAML',
    { [X]: 'apiVersion: v1\nkind: [ConfigMap\n' },
    WHOLE,
    [['needs-hand', /could not be read as Kubernetes objects before \(line 3.*what it changes is not known/]],
  ],
  ['a file is some text', WHOLE, { [X]: 'some text\n' }, [['needs-hand', NEEDS_HAND('not a Kubernetes')]]],
  [
    'a merge conflict is left in a file',
    WHOLE,
    { [X]: `<<<<<<< HEAD\n${WHOLE[X]}=======\n>>>>>>> x\n` },
    [['needs-hand', NEEDS_HAND('line 1, column 1')]],
  ],
  ['a file is binary', WHOLE, { [X]: '\u0000\u0001\ufffd\n' }, [['needs-hand', NEEDS_HAND('not a')]]],
  ['an object has no kind', {}, { [X]: 'apiVersion: v1\n' }, [['needs-hand', NEEDS_HAND('not a Kub')]]],
  [
    'aliases would fill the memory',
    {},
    {
      [X]: `apiVersion: v1\nkind: ConfigMap\na: &a [x,x,x,x,x,x,x,x,x]\n${['b', 'c', 'd', 'e', 'f', 'g']
        .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdef'[index]}`).join()}]\n`)
        .join('')}`,
    },
    [['needs-hand', NEEDS_HAND('Excessive alias count')]],
  ],
  [
    'a file is nested beyond the stack',
    {},
    { [X]: `apiVersion: v1\nkind: ConfigMap\na: ${'['.repeat(9000)}${']'.repeat(9000)}\n` },
    [['needs-hand', NEEDS_HAND('it is nested too deeply')]],
  ],
  ['a file is empty', WHOLE, { [X]: '' }, [['argo-cd', /^removed: ConfigMap x/]]],
  ['a file is missing', WHOLE, {}, [['argo-cd', /^removed: ConfigMap x/]]],
  [
    'an object has no name',
    {},
    { [X]: 'apiVersion: v1\nkind: ConfigMap\n' },
    [['argo-cd', 'created: ConfigMap (no name)']],
  ],
  [
    'a file that nobody applies is new',
    {},
    { 'node-pool/logo.png': '\u0089PNG' },
    [['rest', 'node-pool/logo.png: new']],
  ],
  [
    'a file for node pools leaves',
    { 'node-pool/user-data.sh': 'a\n' },
    {},
    [['needs-hand', /^node-pool\/user-data\.sh: gone\. Take it out of the node pool in the TKE console/]],
  ],
  [
    'two node pools have a file of the same name',
    { 'node-pool/a/user-data.sh': 'a\n', 'node-pool/b/user-data.sh': 'b\n' },
    { 'node-pool/a/user-data.sh': 'a\n', 'node-pool/b/user-data.sh': 'c\n' },
    [['needs-hand', /^node-pool\/b\/user-data\.sh: .*Paste it into the node pool/]],
  ],
  [
    'an object moves to another layer',
    WHOLE,
    { 'other/kube-system/ConfigMap.x.yaml': configMap('x', '  a: b\n') },
    [['argo-cd', 'ConfigMap x [layer]: cilium \u2192 other']],
  ],
  [
    'an object moves to another file',
    WHOLE,
    { 'cilium/kube-system/ConfigMap.y.yaml': configMap('x', '  a: b\n') },
    [],
  ],
  [
    'an object is there twice',
    { [X]: `${configMap('x', '  a: b\n')}---\n${configMap('x', '  a: c\n')}` },
    { [X]: configMap('x', '  a: c\n') },
    [
      ['rest', 'ConfigMap x data.a: b \u2192 c'],
      ['rest', 'ConfigMap x (copy 2) is gone, and another manifest of the same object stays'],
    ],
  ],
  [
    'an object comes a second time, in a layer of its own',
    WHOLE,
    { ...WHOLE, 'other/kube-system/ConfigMap.x.yaml': configMap('x', '  a: b\n') },
    [['needs-hand', /^ConfigMap x \(copy 2\) comes beside another manifest of the same object/]],
  ],
  [
    'a role that is there comes a second time',
    { [ROLE]: role },
    { [ROLE]: role, [ROLE.replace('cilium/', 'other/')]: role },
    [['needs-hand', /^ClusterRole x \(copy 2\) comes beside/]],
  ],
  [
    'one of two manifests of an object leaves',
    { ...WHOLE, 'other/kube-system/ConfigMap.x.yaml': configMap('x', '  a: b\n') },
    WHOLE,
    [['rest', 'ConfigMap x (copy 2) is gone, and another manifest of the same object stays']],
  ],
  [
    'an object is in another namespace',
    WHOLE,
    { [X]: configMap('x', '  a: b\n', 'other') },
    [
      ['argo-cd', 'created: ConfigMap other/x'],
      ['argo-cd', /^removed: ConfigMap x:/],
    ],
  ],
  ['lines end in CR LF', WHOLE, { [X]: (WHOLE[X] ?? '').replaceAll('\n', '\r\n') }, []],
  ['a file begins with a byte order mark', WHOLE, { [X]: `\ufeff${WHOLE[X]}` }, []],
  [
    'the lines of a script end in CR LF',
    { [X]: configMap('x', '  a.sh: "a\\nb\\n"\n') },
    { [X]: configMap('x', '  a.sh: "a\\r\\nb\\r\\n"\n') },
    [['security', /the script changes, 2 lines more, 2 lines fewer/]],
  ],
  [
    'a kind is not known, and its list is in another order',
    { [X]: object('Bar', 'spec: {a: [1, 2]}') },
    { [X]: object('Bar', 'spec: {a: [2, 1], b: 3}') },
    [
      ['rest', 'Bar x spec.a[order]: another order'],
      ['rest', 'Bar x spec.b: new: 3'],
    ],
  ],
  [
    'the fields of items are in another order',
    { [X]: object('Bar', 'spec: {a: [{x: 1, y: 2}]}') },
    { [X]: object('Bar', 'spec: {a: [{y: 2, x: 1}, {z: 3}]}') },
    [['rest', 'Bar x spec.a[1]: new: {"z":3}']],
  ],
  [
    'a number becomes the text of its digits',
    { [X]: object('Bar', 'spec: {a: 1, b: [1, 2], c: true}') },
    { [X]: object('Bar', 'spec: {a: "1", b: ["1", 2], c: "true"}') },
    [
      ['rest', 'Bar x spec.a: 1 \u2192 "1"'],
      ['rest', 'Bar x spec.b[0]: 1 \u2192 "1"'],
      ['rest', 'Bar x spec.c: true \u2192 "true"'],
    ],
  ],
  [
    'items begin alike, or are repeated',
    { [X]: object('Bar', `spec: {a: [${['p', 'q', 'q'].map((end) => `${'x'.repeat(80)}${end}`)}]}`) },
    { [X]: object('Bar', 'spec: {a: []}') },
    [
      ['rest', /x{60}\.\.\.\] of 3|x\.\.\.\]: gone|spec\.a/],
      ['rest', /\(2\)\]: gone/],
      ['rest', /\(3\)\]: gone/],
    ],
  ],
  [
    'keys are called as what every object inherits',
    { [X]: configMap('x', '  __proto__: b\n  constructor: a\n') },
    { [X]: configMap('x', '  __proto__: c\n  toString: x\n') },
    [
      ['rest', 'ConfigMap x data.__proto__: b \u2192 c'],
      ['rest', 'ConfigMap x data.constructor: gone: a'],
      ['rest', 'ConfigMap x data.toString: new: x'],
    ],
  ],
  [
    'kinds are called as what every object inherits',
    { [X]: object('constructor', 'spec: {toString: [{a: 1}]}') },
    { [X]: object('constructor', 'spec: {toString: [{a: 2}]}') },
    [['rest', 'constructor x spec.toString[0].a: 1 \u2192 2']],
  ],
  [
    'a DaemonSet has no pod template',
    { [X]: object('DaemonSet', 'spec: {template: 5}') },
    { [X]: object('DaemonSet', 'spec: null') },
    [['rest', 'DaemonSet x spec: gone: {"template":5}']],
  ],
  [
    'a Role has rules that are no list',
    {},
    {
      [X]: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: x}\nrules: {a: 1}\n',
    },
    [['security', 'Role x is new and gives: no rights']],
  ],
  [
    'names and values are markup and control characters',
    {},
    {
      [X]: 'apiVersion: v1\nkind: "Sec|ret`"\nmetadata: {name: "a`b\\n- @all <i>\\u202e\\u001b[31m\\u0001"}\n',
    },
    [['argo-cd', 'created: Sec|ret` a`b\\n- @all <i>\\u202e\\u001b[31m\\u0001']],
  ],
];

describe('the report', () => {
  test.each(CASES)('is true where %s', (_, before, after, wanted) => {
    const report = reportOf(before, after);
    const lines = report.lines.filter(({ paths }) => paths.length > 0);
    expect(lines.map(({ group, text }) => [group, plainText(text)])).toEqual(
      wanted.map(([group, text]) => [group, typeof text === 'string' ? text : expect.stringMatching(text)]),
    );
    const paths = report.lines.flatMap((line) =>
      line.paths.map(({ object: name, path }) => `${name} ${path}`),
    );
    expect([paths.length, new Set(paths).size]).toEqual([report.counts.paths, report.counts.paths]);
    for (const form of [
      asMarkdown,
      asJson,
      asHtml,
      asStat,
      (one: typeof report) => asTerminal(one, { colour: true }),
    ]) {
      expect(form(reportOf(before, after))).toBe(form(report));
    }
  });

  const hostile =
    '`x` | </details><script>alert(1)</script> @all \\e[31m \\e]0;t\\a \\u202e ``` [a](b) <!-- -->';
  const injected = reportOf(
    { [X]: configMap('x', '  a: b\n') },
    { [X]: configMap('x', `  a: "${hostile}"\n  "k\\n\\n# ${hostile}": "${hostile}\\r\\n\\r\\n## h"\n`) },
  );

  test('sends no control characters to a terminal', () => {
    expect(asTerminal(injected, { colour: false })).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  });

  test('keeps values in code spans of the comment, each on one line', () => {
    const lines = asMarkdown(injected)
      .split('\n')
      .filter((line) => line.includes('alert(1)'));
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      const words = line.replace(/(?<!`)(`+)(?!`)(?:(?!(?<!`)\1(?!`)).)*(?<!`)\1(?!`)/g, '');
      expect(words).not.toMatch(/[<>@`|]|alert/);
    }
  });

  test('keeps values from ending the script of the page, and shows what has no shape', () => {
    const html = asHtml(injected);
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  });

  test('quotes hostile names in the commands that it proposes', () => {
    const job = (image: string) =>
      `apiVersion: batch/v1\nkind: Job\nmetadata: {name: "a; rm -rf ~'", namespace: kube-system}\nspec: {template: {spec: {containers: [{name: a, image: ${image}}]}}}\n`;
    const steps = reportOf({ [X]: job('a:1') }, { [X]: job('a:2') }).lines.flatMap((line) =>
      line.steps.map(plainText),
    );
    expect(steps).toEqual([expect.stringContaining(`delete job 'a; rm -rf ~'\\''' --ignore-not-found`)]);
  });

  test('names no namespace in a command for an object that has none', () => {
    const binding = (role: string) =>
      `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: x}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${role}}\n`;
    const steps = reportOf({ [X]: binding('a') }, { [X]: binding('b') }).lines.flatMap((line) =>
      line.steps.map(plainText),
    );
    expect(steps).toEqual([expect.stringContaining('kubectl delete clusterrolebinding x')]);
  });

  test('is made of a text of thousands of other lines, and of thousands of keys', () => {
    const script = (word: string) =>
      configMap(
        'x',
        `  a.sh: |\n${Array.from({ length: 20_000 }, (_, line) => `    ${word} ${line}\n`).join('')}`,
      );
    expect(asHtml(reportOf({ [X]: script('old') }, { [X]: script('new') }))).toContain('new 19999');
    const keys = (value: string) =>
      configMap('x', Array.from({ length: 5000 }, (_, key) => `  k${key}: ${value}\n`).join(''));
    expect(reportOf({ [X]: keys('a') }, { [X]: keys('b') }).counts.paths).toBe(5000);
  });
});

const directory = temporaryDirectory();

describe('tke-cilium diff', () => {
  test('distinguishes files that are not UTF-8', async () => {
    for (const [side, byte] of [
      ['before', 0xe9],
      ['after', 0xe8],
    ] as const) {
      const file = join(directory(), side, 'gz', X);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(
        file,
        Buffer.concat([Buffer.from(`${configMap('x', '  a: caf')}`), Buffer.from([byte, 10])]),
      );
    }
    const sides = ['before', 'after'].map((side) => join(directory(), side));
    const { status, printed } = await commandLine(['diff', ...sides]);
    expect([status, printed]).toEqual([1, expect.stringContaining('caf\u00e9 \u2192 caf\u00e8')]);
  });
});

describeRequiring(LOCKED_ARCHIVES, 'the synth', () => {
  test('goes on where a merge conflict is left in dist/', async () => {
    const cluster = clusterWith('native');
    for (const { path, content } of filesOf(cluster)) {
      const file = join(directory(), 'dist', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `<<<<<<< HEAD\n${content}=======\n${content}>>>>>>> main\n`);
    }
    mkdirSync(join(directory(), 'clusters'));
    writeFileSync(join(directory(), 'clusters/gz.yaml'), JSON.stringify(cluster));
    const [clusters, dist] = ['clusters', 'dist'].map((name) => join(directory(), name));
    expect(
      await commandLine(['synth', '--clusters', String(clusters), '--output', String(dist)]),
    ).toMatchObject({ status: 0 });
  });
});
