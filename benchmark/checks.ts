import { execFileSync } from 'node:child_process';

// npm run bench:checks
//
// What the checks add to a synth of one cluster, measured in a fresh process each time, as a synth is one, and in one
// file that esbuild made, as cdk8s.yaml has it: loading their code and data, the cluster file against its definition,
// the values against the chart, the rules, and every object of the cluster's dist/ against the API.

const RUNS = 15;
const SCRIPT = '.build/checks-once.js';

execFileSync('node_modules/.bin/esbuild', [
  ...['benchmark/checks-once.ts', '--bundle', '--platform=node', '--target=node20', '--packages=external'],
  ...['--log-level=warning', `--outfile=${SCRIPT}`],
]);
const runs = Array.from({ length: RUNS }, () =>
  JSON.parse(execFileSync(process.execPath, [SCRIPT], { encoding: 'utf8' })),
) as Record<string, number>[];
for (const part of Object.keys(runs[0] ?? {})) {
  const sorted = runs.map((run) => run[part] ?? 0).sort((a, b) => a - b);
  const [least, middle, most] = [sorted[0], sorted[Math.floor(RUNS / 2)], sorted.at(-1)].map((ms = 0) =>
    ms.toFixed(1),
  );
  process.stdout.write(`${part.padEnd(38)} median ${middle} ms (${least} to ${most}, ${RUNS} processes)\n`);
}
