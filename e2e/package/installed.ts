import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { localDisk } from '../../lib/publish/disk';
import { readManifests } from '../../lib/yaml/read';
import { chartDirectories, type Workplace } from './workplace';

/** The versions that are locked, and the example that gets each. */
const VERSIONS = { replace: '1.18.3', overlay: '1.19.5', coexist: '1.20.0' } as const;
/** Kubernetes that each is tested on. */
const KUBERNETES = { replace: '1.32.2', overlay: '1.34.1', coexist: '1.34.1' } as const;

/** Somebody else's cdk8s app, in plain JavaScript, over the constructs of the package. */
const APP = `
const { App } = require('cdk8s');
const { CiliumChart, KubeProxyOverrideChart, NodeInitChart } = require('tke-cilium');
const app = new App();
new KubeProxyOverrideChart(app, 'kube-proxy');
new NodeInitChart(app, 'node-init');
new CiliumChart(app, 'cilium', {
  version: '1.18.3',
  kubernetesVersion: '1.32.2',
  replaceKubeProxy: { host: '169.254.128.27' },
});
app.synth();
`;

/** The packed package in an empty directory, with nothing else but the npm registry and chart archives. */
export function installedPackage(workplace: Workplace, passed: (step: string) => void): void {
  const archive = packed(workplace);
  const empty = workplace.path('empty');
  mkdirSync(empty);
  copyFileSync(archive, join(empty, 'tke-cilium.tgz'));
  workplace.run(empty, ['npm', 'install', '--silent', './tke-cilium.tgz']);
  workplace.run(empty, ['npx', 'tke-cilium', 'init', 'fleet', '--mode', ...Object.keys(VERSIONS)]);
  const fleet = join(empty, 'fleet');
  workplace.run(fleet, ['npm', 'ci', '--silent']);
  passed('npm install of the archive, init, npm ci');

  const again = workplace.try(empty, ['npx', 'tke-cilium', 'init', 'fleet']);
  assert.equal(again.status, 1);
  assert.match(again.stderr, /fleet\/package\.json: error: this file exists, and is not overwritten/);
  passed('a second init overwrites nothing');

  const charts = directoryWith(Object.values(VERSIONS));
  for (const version of Object.values(VERSIONS)) {
    workplace.run(fleet, ['npx', 'tke-cilium', 'lock', version, '--from', charts]);
  }
  for (const [mode, version] of Object.entries(VERSIONS) as [keyof typeof VERSIONS, string][]) {
    edit(join(fleet, 'clusters', `example-${mode}.yaml`), (text) =>
      text
        .replace(/^kubernetes: \S+/m, `kubernetes: ${KUBERNETES[mode]}`)
        .replace(/^ {2}version: \S+/m, `  version: ${version}`),
    );
  }
  passed(`lock ${Object.values(VERSIONS).join(', ')} from a directory`);

  const environment = { TKE_CILIUM_CHARTS: charts };
  const first = workplace.run(fleet, ['npx', 'tke-cilium', 'synth'], environment);
  assert.match(first.stderr, /^dist\/: 3 clusters, \d+ added, 0 changed, 0 removed, 0 unchanged$/m);
  const written = treeOf(join(fleet, 'dist'));
  rmSync(join(fleet, 'dist'), { recursive: true });
  workplace.run(fleet, ['npx', 'cdk8s', 'synth'], environment);
  assert.deepEqual(treeOf(join(fleet, 'dist')), written);
  passed(`tke-cilium synth and cdk8s synth write the same ${written.size} files`);

  fromSources(workplace, fleet, environment);
  assert.deepEqual(treeOf(join(fleet, 'from-sources')), written);
  rmSync(join(fleet, 'from-sources'), { recursive: true });
  passed('the sources of this checkout write the same');

  checksOfCi(workplace, fleet, environment);
  passed('npm test, and the steps of both CI files, in a committed repository');

  alteredArchive(workplace, fleet, charts);
  assert.deepEqual(treeOf(join(fleet, 'dist')), written);
  passed('one byte changed in an archive is refused, and dist/ is as it was');

  otherProjects(workplace, empty, environment);
  passed('runSynth from a CommonJS and from an ESM project, and the constructs from an app of its own');
}

/** npm builds the package, as it does before it is published. */
function packed(workplace: Workplace): string {
  workplace.run(resolve('.'), ['npm', 'pack', '--silent', '--pack-destination', workplace.root]);
  const [name = ''] = readdirSync(workplace.root).filter((file) => file.endsWith('.tgz'));
  return workplace.path(name);
}

function directoryWith(versions: readonly string[]): string {
  const directory = chartDirectories().find((path) =>
    versions.every((version) => existsSync(join(path, `cilium-${version}.tgz`))),
  );
  assert(directory, `no directory of charts has cilium ${versions.join(', ')}`);
  return directory;
}

function fromSources(workplace: Workplace, fleet: string, environment: NodeJS.ProcessEnv): void {
  const command = [
    process.execPath,
    '--import',
    resolve('node_modules/tsx/dist/loader.mjs'),
    resolve('lib/cli/start.ts'),
  ];
  workplace.run(fleet, [...command, 'synth', '--output', 'from-sources'], environment);
}

/** What GitHub and GitLab would run after their checkout, `npm ci` once; all but the comment, which needs a forge. */
function checksOfCi(workplace: Workplace, fleet: string, environment: NodeJS.ProcessEnv): void {
  workplace.run(fleet, ['npm', 'test', '--silent'], environment);
  const author = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
  workplace.run(fleet, ['git', 'init', '--quiet']);
  workplace.run(fleet, ['git', 'add', '--all']);
  workplace.run(fleet, ['git', ...author, 'commit', '--quiet', '--message', 'all']);
  const github = parse(readFileSync(join(fleet, '.github/workflows/dist.yaml'), 'utf8')) as {
    jobs: { dist: { steps: readonly { run?: string }[] } };
  };
  const gitlab = parse(readFileSync(join(fleet, '.gitlab-ci.yml'), 'utf8')) as {
    dist: { script: readonly string[] };
  };
  const ofGitHub = github.jobs.dist.steps
    .flatMap(({ run }) => run ?? [])
    .filter((script) => !script.includes('gh api'));
  const ofGitLab = gitlab.dist.script;
  assert(ofGitHub.length >= 4 && ofGitLab.length >= 4);
  for (const script of [...ofGitHub, ...ofGitLab.filter((line) => line !== 'npm ci')]) {
    workplace.run(fleet, ['bash', '-e', '-c', script], {
      ...environment,
      CI: 'true',
      GITHUB_STEP_SUMMARY: workplace.path('summary.md'),
    });
  }
  assert.match(readFileSync(workplace.path('summary.md'), 'utf8'), /\S/);
  // The same check fails where dist/ was not committed as it is.
  const [file = ''] = localDisk.list(join(fleet, 'dist')).filter((path) => path.endsWith('.yaml'));
  edit(join(fleet, 'dist', file), (text) => `${text}# by hand\n`);
  workplace.run(fleet, ['git', ...author, 'commit', '--quiet', '--all', '--message', 'by hand']);
  workplace.run(fleet, ['npx', 'tke-cilium', 'synth'], environment);
  const check = ofGitHub.find((script) => script.includes('git diff')) ?? '';
  assert.notEqual(workplace.try(fleet, ['bash', '-e', '-c', check]).status, 0);
  workplace.run(fleet, ['git', 'reset', '--quiet', '--hard', 'HEAD~1']);
}

function alteredArchive(workplace: Workplace, fleet: string, charts: string): void {
  const altered = workplace.path('altered');
  mkdirSync(altered);
  for (const version of Object.values(VERSIONS)) {
    copyFileSync(join(charts, `cilium-${version}.tgz`), join(altered, `cilium-${version}.tgz`));
  }
  const path = join(altered, `cilium-${VERSIONS.replace}.tgz`);
  const bytes = readFileSync(path);
  bytes.writeUInt8(bytes.readUInt8(1000) ^ 1, 1000);
  rmSync(path);
  writeFileSync(path, bytes);
  const refused = workplace.try(fleet, ['npx', 'tke-cilium', 'synth', '--no-cache'], {
    TKE_CILIUM_CHARTS: altered,
  });
  assert.equal(refused.status, 1, refused.stderr);
  assert.match(
    refused.stderr,
    /cilium-1\.18\.3\.tgz has the SHA-256 [0-9a-f]{64}, .*\n1 error; dist\/ is as it was\n$/,
  );
  assert.doesNotMatch(refused.stderr, /^\s+at /m);
}

/** Projects that have no TypeScript, beside the one that init made. */
function otherProjects(workplace: Workplace, empty: string, environment: NodeJS.ProcessEnv): void {
  for (const directory of ['clusters', 'charts.lock.yaml']) {
    renameSync(join(empty, 'fleet', directory), join(empty, directory));
  }
  const call =
    "runSynth({ clusters: 'clusters', dist: DIST }).then((status) => { process.exitCode = status; });\n";
  const scripts = {
    'common.cjs': `const { runSynth } = require('tke-cilium');\nrequire('tke-cilium/engine').InProcessRenderer.name;\n${call.replace('DIST', "'common'")}`,
    'module.mjs': `import { runSynth } from 'tke-cilium';\nimport { InProcessRenderer } from 'tke-cilium/engine';\nInProcessRenderer.name;\n${call.replace('DIST', "'module'")}`,
  };
  for (const [name, text] of Object.entries(scripts)) {
    writeFileSync(join(empty, name), text);
    workplace.run(empty, [process.execPath, name], environment);
  }
  assert.deepEqual(treeOf(join(empty, 'common')), treeOf(join(empty, 'module')));
  writeFileSync(join(empty, 'constructs.cjs'), APP);
  workplace.run(empty, [process.execPath, 'constructs.cjs'], environment);
  const written = readdirSync(join(empty, 'dist')).sort();
  assert.deepEqual(written, ['cilium.k8s.yaml', 'kube-proxy.k8s.yaml', 'node-init.k8s.yaml']);
  const objects = readManifests(readFileSync(join(empty, 'dist/cilium.k8s.yaml'), 'utf8'));
  assert.equal(objects.length, 26);
  assert.deepEqual(treeOf(join(empty, 'common')), treeOf(join(empty, 'fleet', 'dist')));
}

function treeOf(directory: string): Map<string, string> {
  return new Map(localDisk.list(directory).map((path) => [path, localDisk.read(join(directory, path))]));
}

function edit(path: string, change: (text: string) => string): void {
  const before = readFileSync(path, 'utf8');
  assert.notEqual(change(before), before, `${path} has nothing to edit`);
  writeFileSync(path, change(before));
}
