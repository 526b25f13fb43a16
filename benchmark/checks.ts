import { execFileSync } from 'node:child_process';

// npm run bench:checks
//
// What the checks add to a synth of one cluster, measured in a fresh process each time, as a synth is one, and in one
// file that esbuild made, as cdk8s.yaml has it: loading their code and data, the cluster file against its definition,
// the values against the chart, the rules, and every object of the cluster's dist/ against the API. Side by side with the
// same checks without the tables of rules (lib/rules): the difference is what all rules cost.

const RUNS = 15;
const SCRIPT = '.build/checks-once.js';

execFileSync('node_modules/.bin/esbuild', [
  ...['benchmark/checks-once.ts', '--bundle', '--platform=node', '--target=node20', '--packages=external'],
  ...['--log-level=warning', `--outfile=${SCRIPT}`],
]);
const KINDS = ['base', 'all'] as const;
type Run = Record<string, number>;

// One after the other, so that what else the machine does falls on both.
const runs: Record<(typeof KINDS)[number], Run[]> = { base: [], all: [] };
for (let run = 0; run < RUNS; run += 1) {
  for (const kind of KINDS) {
    const said = execFileSync(process.execPath, [SCRIPT, kind], { encoding: 'utf8' });
    runs[kind].push(JSON.parse(said) as Run);
  }
}

function sorted(kind: keyof typeof runs, part: string): number[] {
  return runs[kind].map((run) => run[part] ?? 0).sort((a, b) => a - b);
}

const median = (kind: keyof typeof runs, part: string) => sorted(kind, part)[Math.floor(RUNS / 2)] ?? 0;

for (const part of Object.keys(runs.all[0] ?? {})) {
  const [least = 0, most = 0] = [sorted('all', part)[0], sorted('all', part).at(-1)];
  const [without, withRules] = [median('base', part), median('all', part)];
  process.stdout.write(
    `${part.padEnd(38)} without the rules ${without.toFixed(1).padStart(5)} ms, with all ${withRules.toFixed(1).padStart(5)} ms (${least.toFixed(1)} to ${most.toFixed(1)}, ${RUNS} processes each)\n`,
  );
}
