import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { lockedChart, readLockFile } from '../../lib/charts/lock';
import { chartArchives } from './chart-archives';
import { type Chosen, chosen, USAGE } from './chosen';
import { compareChart, type Tally } from './compare-charts';
import { compareHostile } from './hostile/compare';
import { recordDigests } from './record';
import { compareTemplates, recordAnswers } from './templates/compare-templates';

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A chart gets the same values whichever others are looked at. */
function seedOf(version: string): number {
  return version.split('.').reduce((seed, part) => seed * 1000 + Number(part), 0);
}

/** What the comparison itself rests on. */
function ownTests(): number {
  const jest = ['--config', join(__dirname, 'jest.config.js')];
  return spawnSync('npx', ['jest', ...jest], { stdio: 'inherit' }).status ?? 1;
}

async function hostile({ inputs, seed, only }: Chosen): Promise<number> {
  const started = Date.now();
  const { verdicts, declined, differences } = await compareHostile(inputs, seed, only);
  differences.forEach(print);
  for (const [asked, times] of [...declined].sort(([, a], [, b]) => b - a)) {
    print(`outside the profile, ${times} times: ${asked}`);
  }
  const listed = [...verdicts].map(([verdict, times]) => `${verdict} ${times}`).join(', ');
  const seconds = Math.round((Date.now() - started) / 1000);
  print(`${inputs} hostile inputs in ${seconds} s: ${listed}; ${differences.length} differences`);
  return differences.length > 0 ? 1 : 0;
}

async function main(options: Chosen): Promise<number> {
  const status = ownTests();
  if (status !== 0) {
    return status;
  }
  if (options.hostile) {
    return hostile(options);
  }
  const charts = chartArchives().filter(({ version }) => version.startsWith(options.charts));
  if (charts.length === 0) {
    print('no chart archives in the chart directories');
    return 1;
  }
  if (options.record) {
    print(`recorded ${recordAnswers()} answers of Go's text/template`);
    print(`recorded ${await recordDigests(charts)} digests of Helm's output`);
    return 0;
  }
  const tally: Tally = { verdicts: new Map(), declined: new Map(), differences: [] };
  for (const chart of charts) {
    const known = tally.differences.length;
    const questions = {
      sets: options.sets,
      every: options.every && lockedChart(readLockFile(), chart.name, chart.version) !== undefined,
      seed: options.seed + seedOf(chart.version),
    };
    await compareChart(chart, questions, tally);
    for (const difference of tally.differences.slice(known)) {
      print(JSON.stringify(difference, undefined, 2));
    }
    print(
      `${chart.name} ${chart.version}: ${[...tally.verdicts].map(([verdict, n]) => `${verdict} ${n}`).join(', ')}`,
    );
  }
  for (const [asked, times] of tally.declined) {
    print(`outside the profile, ${times} times: ${asked}`);
  }
  const renders = [...tally.verdicts.values()].reduce((sum, n) => sum + n, 0);
  print(
    `${renders} renders by Helm 4.2.4 and 3.21.4 of ${charts.length} charts, ${tally.differences.length} differences`,
  );
  const templates = compareTemplates(options.templates, options.seed);
  templates.differences.forEach(print);
  print(templates.summary);
  return tally.differences.length + templates.differences.length > 0 ? 1 : 0;
}

/** What is asked for; `--help` and words that mean nothing end the program. */
function asked(): Chosen {
  try {
    const options = chosen(process.argv.slice(2));
    if (options !== undefined) {
      return options;
    }
    print(USAGE);
    return process.exit(0);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}\n`);
    return process.exit(2);
  }
}

main(asked()).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  },
);
