import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { cacheDirectory } from '../lib/cache';
import { ChartStore } from '../lib/charts/chart-store';
import { InProcessRenderer } from '../lib/engine/in-process-renderer';
import type { ReleaseRequest } from '../lib/engine/renderer';
import { findHelm } from '../lib/helm/helm-binary';
import type { JsonObject } from '../lib/json';

// npm run bench
//
// The built-in renderer beside `helm template`, in one run on one machine: a fresh process each, renders in a running
// process, a hundred clusters of one chart, and the whole `cdk8s synth` beside a stock cdk8s app with ts-node and the
// Helm construct. Every number is the median of the runs told.

const CHART = new ChartStore().locate('cilium', '1.18.2');
const HELM = findHelm('v4.2');
const WORK = cacheDirectory('bench');

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function milliseconds(action: () => void): number {
  const start = performance.now();
  action();
  return performance.now() - start;
}

function median(runs: number, action: () => void): number {
  const sorted = Array.from({ length: runs }, () => milliseconds(action)).sort((a, b) => a - b);
  return sorted[Math.floor(runs / 2)] ?? Number.NaN;
}

function compare(name: string, helm: number, own: number, runs: string): void {
  const [theirs, ours] = [helm, own].map((ms) => `${ms.toFixed(ms < 100 ? 1 : 0)} ms`);
  print(
    `${name.padEnd(46)} ${theirs?.padStart(10)} ${ours?.padStart(10)} ${(helm / own).toFixed(1).padStart(7)}x  ${runs}`,
  );
}

/** The values of cluster number `index`: what differs between clusters is their names and addresses. */
function valuesOf(index: number): JsonObject {
  return {
    cluster: { name: `cluster-${index}`, id: (index % 255) + 1 },
    hubble: { tls: { auto: { method: 'cronJob' } } },
    routingMode: 'native',
    endpointRoutes: { enabled: true },
    enableIPv4Masquerade: false,
    cni: { chainingMode: 'generic-veth', chainingTarget: 'multus-cni' },
    ipam: { mode: 'delegated-plugin' },
    kubeProxyReplacement: true,
    k8sServiceHost: `169.254.${index % 250}.${Math.floor(index / 250) + 1}`,
    k8sServicePort: 60002,
    extraConfig: { 'local-router-ipv4': '169.254.32.16' },
  };
}

function request(index: number): ReleaseRequest {
  return {
    chart: CHART,
    values: valuesOf(index),
    releaseName: 'cilium',
    namespace: 'kube-system',
    kubeVersion: '1.32.2',
    apiVersions: [],
  };
}

function helm(index: number): void {
  const args = ['template', 'cilium', CHART.path, '-n', 'kube-system', '--kube-version', '1.32.2', '-f', '-'];
  execFileSync(HELM, args, { input: JSON.stringify(valuesOf(index)), maxBuffer: 1e9 });
}

/** One cold render: a script of its own, made into one file as cdk8s.yaml makes the app. */
function coldScript(): string {
  const source = join(WORK, 'cold.ts');
  const script = resolve('.build/cold.js');
  const renderer = resolve('lib/engine/in-process-renderer');
  writeFileSync(
    source,
    `import { InProcessRenderer } from ${JSON.stringify(renderer)};
new InProcessRenderer({ dialect: 'v4.2' }).render(${JSON.stringify(request(1))});
`,
  );
  execFileSync(resolve('node_modules/.bin/esbuild'), [
    ...[source, '--bundle', '--platform=node', '--target=node20', '--packages=external'],
    ...['--log-level=warning', `--outfile=${script}`],
  ]);
  return script;
}

function benchCold(): void {
  const script = coldScript();
  const env = { ...process.env, NODE_COMPILE_CACHE: resolve('.build/v8') };
  const own = () => execFileSync(process.execPath, [script], { env });
  own();
  compare(
    'one render, in a fresh process',
    median(15, () => helm(1)),
    median(15, own),
    'median of 15, the parsed chart cached',
  );
  const node = median(15, () => execFileSync(process.execPath, ['-e', '0']));
  print(`of which Node ${process.version} itself, with a script that does nothing: ${node.toFixed(0)} ms`);
}

function benchWarm(renderer: InProcessRenderer): void {
  for (let index = 0; index < 100; index++) {
    renderer.renderDocuments(request(index));
  }
  let index = 0;
  compare(
    'one render into objects, in a running process',
    median(9, () => helm(1)),
    median(101, () => renderer.renderDocuments(request(1000 + index++))),
    'median of 9 and of 101, each another cluster',
  );
}

function benchClusters(): void {
  const theirs = milliseconds(() => {
    for (let index = 0; index < 100; index++) {
      helm(index);
    }
  });
  const ours = milliseconds(() => {
    const renderer = new InProcessRenderer({ dialect: 'v4.2' });
    for (let index = 0; index < 100; index++) {
      renderer.renderDocuments(request(index));
    }
  });
  compare('100 clusters, the chart read once', theirs, ours, 'one run');
}

function benchMemory(renderer: InProcessRenderer): void {
  const used = () => {
    global.gc?.();
    return process.memoryUsage().heapUsed / 2 ** 20;
  };
  const start = used();
  const after = [250, 500, 750, 1000].map((end) => {
    for (let index = end - 250; index < end; index++) {
      renderer.renderDocuments(request(index));
    }
    return used();
  });
  print(
    `heap after 0, 250, 500, 750, 1000 renders: ${[start, ...after].map((mib) => mib.toFixed(0)).join(', ')} MiB`,
  );
}

/** What `cdk8s init` gives, with the Helm construct on the same chart, once for every cluster. */
function stockApp(clusters: number): string {
  const directory = join(WORK, 'stock');
  mkdirSync(directory, { recursive: true });
  const files = {
    'package.json': JSON.stringify({
      private: true,
      dependencies: { cdk8s: '2.70.106', constructs: '10.8.1' },
      devDependencies: {
        'cdk8s-cli': '2.207.60',
        'ts-node': '10.9.2',
        typescript: '5.9.3',
        '@types/node': '20.19.43',
      },
    }),
    'cdk8s.yaml': 'language: typescript\napp: npx ts-node main.ts\n',
    'tsconfig.json': JSON.stringify({
      compilerOptions: { target: 'es2022', module: 'commonjs', strict: true, esModuleInterop: true },
    }),
    'main.ts': `import { App, Chart, Helm } from 'cdk8s';
const app = new App();
const values = ${JSON.stringify(Array.from({ length: clusters }, (_, index) => valuesOf(index)))};
values.forEach((each, index) => {
  new Helm(new Chart(app, 'cluster-' + index), 'cilium', {
    chart: ${JSON.stringify(CHART.path)},
    helmExecutable: ${JSON.stringify(HELM)},
    releaseName: 'cilium',
    namespace: 'kube-system',
    helmFlags: ['--kube-version', '1.32.2'],
    values: each,
  });
});
app.synth();
`,
  };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(directory, name), text);
  }
  if (!existsSync(join(directory, 'node_modules'))) {
    execFileSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: directory, stdio: 'ignore' });
  }
  return directory;
}

/** A checkout of this project with that many clusters, which do the same and more: checks, node script, Argo CD. */
function ownProject(clusters: number): string {
  const directory = join(WORK, `own-${clusters}`);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(join(directory, 'clusters'), { recursive: true });
  for (const name of [
    'cdk8s.yaml',
    'main.ts',
    'package.json',
    'tsconfig.json',
    'lib',
    'imports',
    'node_modules',
  ]) {
    symlinkSync(resolve(name), join(directory, name));
  }
  const example = readFileSync('clusters/gz-replace.yaml', 'utf8');
  for (let index = 1; index <= clusters; index++) {
    const text = example
      .replace('name: gz-replace', `name: cluster-${index}`)
      .replace('169.254.128.27', `169.254.128.${index}`)
      .replace('kubernetes.default.svc', `cluster-${index}.example.com`);
    writeFileSync(join(directory, 'clusters', `cluster-${index}.yaml`), text);
  }
  return directory;
}

function benchSynth(clusters: number): void {
  const environment = {
    ...process.env,
    CDK8S_CHECK_UPGRADE: 'false',
    TKE_CILIUM_CHARTS: dirname(CHART.path),
  };
  const runs = clusters < 100 ? 5 : 3;
  const timed = (cwd: string) =>
    median(runs, () =>
      execFileSync(resolve('node_modules/.bin/cdk8s'), ['synth'], { cwd, env: environment, stdio: 'ignore' }),
    );
  const stock = stockApp(clusters);
  const theirs = timed(stock);
  const ours = timed(ownProject(clusters));
  rmSync(join(stock, 'dist'), { recursive: true, force: true });
  compare(`cdk8s synth of ${clusters} clusters, all of it`, theirs, ours, `median of ${runs}`);
}

/** What both sides of the whole synth have in common, and nobody can make faster here: the command around the app. */
function benchCommand(): void {
  const directory = join(WORK, 'nothing');
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'cdk8s.yaml'), 'language: typescript\napp: mkdir -p dist\n');
  const alone = median(5, () =>
    execFileSync(resolve('node_modules/.bin/cdk8s'), ['synth'], {
      cwd: directory,
      env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' },
      stdio: 'ignore',
    }),
  );
  print(`of which the command cdk8s itself, with an app that does nothing: ${alone.toFixed(0)} ms`);
}

print(
  `${cpus()[0]?.model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
);
print(`cilium ${CHART.version}, Helm 4.2.4`);
print(`${''.padEnd(46)} ${'helm'.padStart(10)} ${'in-process'.padStart(10)} ${'ratio'.padStart(8)}`);
const renderer = new InProcessRenderer({ dialect: 'v4.2' });
benchCold();
benchWarm(renderer);
benchClusters();
benchSynth(2);
benchSynth(20);
benchSynth(100);
benchCommand();
benchMemory(renderer);
