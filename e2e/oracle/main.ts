import { parseArgs } from 'node:util';
import { lockedChart, readLockFile } from '../../lib/charts/lock';
import { chartArchives } from './chart-archives';
import { compareChart, type Tally } from './compare-charts';
import { compareHostile } from './hostile/compare';
import { recordDigests } from './record';
import { compareTemplates, recordAnswers } from './templates/compare-templates';

const { values: options } = parseArgs({
  options: {
    charts: { type: 'string', default: '' },
    sets: { type: 'string', default: '8' },
    templates: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    every: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
    hostile: { type: 'boolean', default: false },
    inputs: { type: 'string', default: '20000' },
    only: { type: 'string' },
  },
});

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A chart gets the same values whichever others are looked at. */
function seedOf(version: string): number {
  return version.split('.').reduce((seed, part) => seed * 1000 + Number(part), 0);
}

async function hostile(): Promise<number> {
  const started = Date.now();
  const { verdicts, declined, differences } = await compareHostile(
    Number(options.inputs),
    Number(options.seed),
    options.only === undefined ? undefined : Number(options.only),
  );
  differences.forEach(print);
  for (const [asked, times] of [...declined].sort(([, a], [, b]) => b - a)) {
    print(`outside the profile, ${times} times: ${asked}`);
  }
  const listed = [...verdicts].map(([verdict, times]) => `${verdict} ${times}`).join(', ');
  const seconds = Math.round((Date.now() - started) / 1000);
  print(`${options.inputs} hostile inputs in ${seconds} s: ${listed}; ${differences.length} differences`);
  return differences.length > 0 ? 1 : 0;
}

async function main(): Promise<number> {
  if (options.hostile) {
    return hostile();
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
      sets: Number(options.sets),
      every: options.every && lockedChart(readLockFile(), chart.name, chart.version) !== undefined,
      seed: Number(options.seed) + seedOf(chart.version),
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
  const templates = compareTemplates(Number(options.templates), Number(options.seed));
  templates.differences.forEach(print);
  print(templates.summary);
  return tally.differences.length + templates.differences.length > 0 ? 1 : 0;
}

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  },
);
