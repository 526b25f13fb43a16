import { execFileSync } from 'node:child_process';
import { build } from 'esbuild';
import { formChecksCode } from '../scripts/form-checks-code';

// npm run bench:checks
//
// What the checks add to a synth of one cluster, measured in a fresh process each time, as a synth is one, and in one
// file that esbuild made, as cdk8s.yaml has it: loading their code and data, the cluster file against its definition,
// the values against the chart, the rules, and every object of the cluster's dist/ against the API. Side by side with the
// same checks without the tables of rules (lib/rules): the difference is what all rules cost.

const RUNS = 15;
const SCRIPT = '.build/checks-once.js';

const KINDS = ['base', 'all'] as const;
type Run = Record<string, number>;

/** The script of one run, with the form checks made beforehand, as the package has them. */
async function bundle(): Promise<void> {
  await build({
    entryPoints: ['benchmark/checks-once.ts'],
    outfile: SCRIPT,
    bundle: true,
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
    plugins: [
      {
        name: 'form checks made beforehand',
        setup: ({ onResolve, onLoad }) => {
          onResolve({ filter: /\/form-checks$/ }, ({ path }) => ({ path, namespace: 'made' }));
          onLoad({ filter: /.*/, namespace: 'made' }, () => ({
            contents: formChecksCode(),
            resolveDir: process.cwd(),
          }));
        },
      },
    ],
  });
}

/** What a part took, from the quickest process to the slowest. Milliseconds. */
function sorted(runs: readonly Run[], part: string): number[] {
  return runs.map((run) => run[part] ?? 0).sort((a, b) => a - b);
}

const median = (times: readonly number[]) => times[Math.floor(times.length / 2)] ?? 0;

function measure(): void {
  const runs: Record<(typeof KINDS)[number], Run[]> = { base: [], all: [] };
  for (let run = 0; run < RUNS; run += 1) {
    // One after the other, so that what else the machine does falls on both.
    for (const kind of KINDS) {
      const said = execFileSync(process.execPath, [SCRIPT, kind], { encoding: 'utf8' });
      runs[kind].push(JSON.parse(said) as Run);
    }
  }
  for (const part of Object.keys(runs.all[0] ?? {})) {
    const [without, all] = [sorted(runs.base, part), sorted(runs.all, part)];
    const times = [without, all].map(
      (one) =>
        `${median(one).toFixed(1).padStart(6)} ms (${one[0]?.toFixed(1)} to ${one.at(-1)?.toFixed(1)})`,
    );
    process.stdout.write(`${part.padEnd(38)} without the rules ${times[0]}, with all ${times[1]}\n`);
  }
}

void bundle().then(measure);
