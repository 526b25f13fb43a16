import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validateCluster } from '../lib/cluster/validate';
import { isObject } from '../lib/json';
import { readDocuments } from '../lib/yaml/read';

// npm run bench:checks
//
// What the checks add to a synth of one cluster, measured in a fresh process each time, as a synth is one: loading
// their code and data, the values against the chart, the rules, and every object of the cluster's dist/ against the
// API. Reading the cluster file and rendering are no part of it.

const RUNS = 15;

if (process.argv[2] === 'once') {
  once();
} else {
  const runs = Array.from({ length: RUNS }, () =>
    JSON.parse(execFileSync(process.execPath, ['--import', 'tsx', __filename, 'once'], { encoding: 'utf8' })),
  ) as Record<string, number>[];
  for (const part of Object.keys(runs[0] ?? {})) {
    const sorted = runs.map((run) => run[part] ?? 0).sort((a, b) => a - b);
    const [least, middle, most] = [sorted[0], sorted[Math.floor(RUNS / 2)], sorted.at(-1)].map((ms = 0) =>
      ms.toFixed(1),
    );
    process.stdout.write(`${part.padEnd(34)} median ${middle} ms (${least} to ${most}, ${RUNS} processes)\n`);
  }
}

function once(): void {
  const { cluster } = validateCluster(
    readDocuments(readFileSync('clusters/gz-replace.yaml', 'utf8'))[0] ?? null,
  );
  const objects = objectsOf('dist/gz-replace');
  // Reading the cluster file loaded the checks. They are forgotten, so that loading them counts.
  for (const path of Object.keys(require.cache).filter((path) =>
    /lib\/(values|rules|schemas)\//.test(path),
  )) {
    delete require.cache[path];
  }
  const start = performance.now();
  const { checkCluster } = require('../lib/rules/table') as typeof import('../lib/rules/table');
  const { checkObjects } =
    require('../lib/schemas/check-objects') as typeof import('../lib/schemas/check-objects');
  const loaded = performance.now();
  const findings = cluster ? checkCluster(cluster) : [];
  const judged = performance.now();
  const diagnostics = [
    ...checkObjects(objects.whole, { kubernetesVersion: '1.35.0' }),
    ...checkObjects(objects.partial, { kubernetesVersion: '1.35.0', partial: true }),
  ];
  const end = performance.now();
  if (!cluster || findings.length + diagnostics.length > 0 || objects.whole.length < 20) {
    throw new Error(`not the measurement that was meant: ${JSON.stringify([...findings, ...diagnostics])}`);
  }
  const measured = {
    'code loaded': loaded - start,
    'values and rules': judged - loaded,
    [`${objects.whole.length + objects.partial.length} objects against Kubernetes 1.35`]: end - judged,
    'all of it': end - start,
  };
  process.stdout.write(JSON.stringify(measured));
}

function objectsOf(directory: string) {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.yaml'),
  );
  const read = (partial: boolean) =>
    files
      .filter((file) => file.startsWith('kube-proxy') === partial)
      .flatMap((file) => readDocuments(readFileSync(join(directory, file), 'utf8')))
      .filter(isObject);
  return { whole: read(false), partial: read(true) };
}
