import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { InProcessRenderer, ReleaseRequest } from '../lib/engine';
import { compare, measured, measuredEach, print, time, timeText, WORK } from './measure';
import { CHART, HELM, valuesOf } from './projects';

/** The engine as it is published. Sources that tsx compiles as they load take nearly twice the time. */
const engine: typeof import('../lib/engine') = require(resolve('build/lib/engine'));

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
  const renderer = `new InProcessRenderer({ dialect: 'v4.2', cacheDirectory: () => ${JSON.stringify(WORK)} })`;
  return bundled('cold', `${renderer}.render(${JSON.stringify(request(1))});`, ['--packages=external']);
}

/**
 * The same from a start-up snapshot of V8: a heap that a process wrote after some renders of other clusters. A snapshot
 * holds no packages outside of its script.
 *
 * @returns the snapshot
 */
function snapshot(): string {
  const warm = [101, 102, 103].map((index) => `renderer.render(${JSON.stringify(request(index))});`);
  const script = bundled(
    'snapshot',
    `import { startupSnapshot } from 'node:v8';
const renderer = new InProcessRenderer({ dialect: 'v4.2' });
${warm.join('\n')}
startupSnapshot.setDeserializeMainFunction(() => renderer.render(${JSON.stringify(request(1))}));`,
  );
  const blob = resolve('.build/snapshot.blob');
  execFileSync(process.execPath, ['--snapshot-blob', blob, '--build-snapshot', script], { stdio: 'ignore' });
  return blob;
}

/** A script that uses the renderer, made into one file. */
function bundled(name: string, text: string, options: readonly string[] = []): string {
  const [source, script] = [join(WORK, `${name}.ts`), resolve(`.build/${name}.js`)];
  const renderer = resolve('lib/engine/in-process-renderer');
  writeFileSync(source, `import { InProcessRenderer } from ${JSON.stringify(renderer)};\n${text}\n`);
  execFileSync(resolve('node_modules/.bin/esbuild'), [
    ...[source, '--bundle', '--platform=node', '--target=node20', ...options],
    ...['--log-level=warning', `--outfile=${script}`],
  ]);
  return script;
}

function benchCold(): void {
  const script = coldScript();
  const env = { ...process.env, NODE_COMPILE_CACHE: resolve('.build/v8') };
  const own = () => execFileSync(process.execPath, [script], { env });
  own();
  const theirs = measured(15, () => helm(1));
  compare(
    'one render, in a fresh process',
    theirs,
    measured(15, own),
    'median of 15, the parsed chart cached',
  );
  const blob = snapshot();
  compare(
    'the same, from a start-up snapshot',
    theirs,
    measured(15, () => execFileSync(process.execPath, ['--snapshot-blob', blob])),
    'median of 15, the chart in the snapshot',
  );
  const node = measured(15, () => execFileSync(process.execPath, ['-e', '0']));
  print(`of which Node ${process.version} itself, with a script that does nothing: ${timeText(node)}`);
}

function benchWarm(renderer: InProcessRenderer): void {
  for (let index = 0; index < 100; index++) {
    renderer.renderDocuments(request(index));
  }
  let index = 0;
  compare(
    'one render into objects, in a running process',
    measuredEach(9, () => helm(1)),
    measuredEach(101, () => renderer.renderDocuments(request(1000 + index++))),
    'each of 9 and of 101, each another cluster',
  );
}

function benchClusters(): void {
  const theirs = time(() => {
    for (let index = 0; index < 100; index++) {
      helm(index);
    }
  });
  const ours = time(() => {
    const renderer = new engine.InProcessRenderer({ dialect: 'v4.2' });
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

/** The built-in renderer beside `helm template`: a fresh process each, renders in a running process, a hundred clusters of one chart. */
export function benchRenderer(): void {
  const renderer = new engine.InProcessRenderer({ dialect: 'v4.2' });
  benchCold();
  benchWarm(renderer);
  benchClusters();
  benchMemory(renderer);
}
