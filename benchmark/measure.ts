import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '../lib/cache';

/** Where projects are made and run: `BENCH_DIRECTORY`, such as one in memory, or a directory of the cache. */
export const WORK = process.env.BENCH_DIRECTORY ?? cacheDirectory('bench');

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** How long something takes: by the clock, and of the processors, which a busy machine does not stretch. In milliseconds. */
export interface Time {
  readonly clock: number;
  readonly cpu: number;
}

/** Measures something, the processes that it starts included. */
export function time(action: () => void): Time {
  const [cpu, clock] = [cpuTime(), performance.now()];
  action();
  return { clock: performance.now() - clock, cpu: cpuTime() - cpu };
}

/** Clock ticks of this process and of all its processes that have ended (proc(5)): 100 a second on Linux. */
function cpuTime(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return ticks * 10;
}

/** The medians of some runs; what comes before each is not measured. */
export function measured(runs: number, action: () => void, before: () => void = () => undefined): Time {
  const times = Array.from({ length: runs }, () => {
    before();
    return time(action);
  });
  const middle = (part: keyof Time) =>
    times.map((one) => one[part]).sort((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN;
  return { clock: middle('clock'), cpu: middle('cpu') };
}

/** So many times one after the other, and what one of them takes: for what takes less than the clock of the processors ticks. */
export function measuredEach(times: number, action: () => void): Time {
  const all = time(() => {
    for (let index = 0; index < times; index++) {
      action();
    }
  });
  return { clock: all.clock / times, cpu: all.cpu / times };
}

/** A line with both sides and how many times as fast the second one is, by the clock and of the processors. */
export function compare(name: string, theirs: Time, ours: Time, runs: string): void {
  const ratio = (part: keyof Time) => `${(theirs[part] / ours[part]).toFixed(1)}x`.padStart(7);
  print(
    `${name.padEnd(38)}${timeText(theirs).padStart(24)}${timeText(ours).padStart(24)}${ratio('clock')}${ratio('cpu')}  ${runs}`,
  );
}

/** `120 ms (cpu 95)` */
export function timeText({ clock, cpu }: Time): string {
  const text = (value: number) => value.toFixed(value < 100 ? 1 : 0);
  return `${text(clock)} ms (cpu ${text(cpu)})`;
}

/** Runs a Node script to its end. @returns the most memory that it had, in MiB */
export function run(
  script: string,
  args: readonly string[],
  cwd: string,
  environment: NodeJS.ProcessEnv,
): number {
  mkdirSync(WORK, { recursive: true });
  const [preload, peak] = [join(WORK, 'peak.cjs'), join(WORK, 'peak')];
  writeFileSync(
    preload,
    `const { writeFileSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');
if (isMainThread) process.on('exit', () => writeFileSync(${JSON.stringify(peak)}, String(process.resourceUsage().maxRSS)));
`,
  );
  const { status, stderr } = spawnSync(process.execPath, ['--require', preload, script, ...args], {
    cwd,
    env: environment,
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new Error(`${script} ${args.join(' ')} ended with status ${status}: ${stderr}`);
  }
  return Number(readFileSync(peak, 'utf8')) / 1024;
}
