import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { ChartStore } from '../lib/charts/chart-store';
import { synthesizer } from '../lib/cli/diff-inputs';
import type { JsonObject } from '../lib/json';
import { asMarkdown } from '../lib/review/forms/markdown';
import { review } from '../lib/review/review';
import { directoryTree } from '../lib/review/trees/directory-tree';
import { measured, print, timeText, WORK } from './measure';

const FROM = '1.18.2';
const TO = '1.19.6';
const CLUSTERS = 200;
const RUNS = 5;

/** An upgrade of Cilium on one cluster and on two hundred: this tool's report, git's difference and, where it is there, dyff's. */
export function benchReview(): void {
  mkdirSync(WORK, { recursive: true });
  const directory = mkdtempSync(join(WORK, 'review-'));
  try {
    for (const clusters of [1, CLUSTERS]) {
      const [before, after] = [FROM, TO].map((version) => write(directory, version, clusters));
      if (before !== undefined && after !== undefined) {
        benchDirectories(before, after, clusters);
      }
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function benchDirectories(before: string, after: string, clusters: number): void {
  const name = `${FROM} to ${TO}, ${clusters === 1 ? '1 cluster' : `${clusters} clusters`}`;
  let text = '';
  const report = () => {
    text = asMarkdown(
      review({
        before: directoryTree(before),
        after: directoryTree(after),
        configKeys: () => undefined,
      }),
    );
  };
  report();
  global.gc?.();
  const start = process.memoryUsage().heapUsed;
  const ours = measured(RUNS, report);
  global.gc?.();
  const kept = Math.round((process.memoryUsage().heapUsed - start) / 2 ** 20);
  print(
    `${name.padEnd(38)}tke-cilium diff  ${timeText(ours)}, ${lines(text)} lines of Markdown, ${kept} MiB kept`,
  );
  const commands = [
    ['git', 'diff', '--no-index', before, after],
    ...(clusters === 1 ? [['dyff', 'between', '--omit-header', ...joined(before, after)]] : []),
  ];
  for (const [program = '', ...args] of commands) {
    let output = '';
    let isThere = true;
    const theirs = measured(RUNS, () => {
      const { stdout, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 30 });
      output = stdout ?? '';
      isThere = error === undefined;
    });
    print(
      isThere
        ? `${''.padEnd(38)}${program.padEnd(17)}${timeText(theirs)}, ${lines(output)} lines`
        : `${''.padEnd(38)}${program.padEnd(17)}left out: not on the PATH (go install github.com/homeport/dyff/cmd/dyff@latest)`,
    );
  }
}

/** dyff compares two files: all manifests of a side as one stream. */
function joined(...directories: readonly string[]): string[] {
  return directories.map((directory) => {
    const tree = directoryTree(directory);
    const paths = [...tree.files.keys()].filter((path) => path.endsWith('.yaml'));
    const path = `${directory}.yaml`;
    writeFileSync(path, [...tree.read(paths).values()].join('---\n'));
    return path;
  });
}

/** The clusters differ in name and API server, as those of a fleet do. */
function write(directory: string, version: string, clusters: number): string {
  const synthesize = synthesizer(new ChartStore());
  const base = parse(readFileSync('clusters/gz-replace.yaml', 'utf8')) as JsonObject;
  const target = join(directory, `${clusters}-${version}`);
  for (let index = 0; index < clusters; index++) {
    const name = `gz-${index}`;
    const files = synthesize(
      {
        ...base,
        name,
        kubernetes: '1.32.2',
        apiServer: { host: `169.254.128.${(index % 250) + 1}` },
        cilium: { version },
      },
      `clusters/${name}.yaml`,
    );
    for (const { path, content } of files ?? []) {
      mkdirSync(dirname(join(target, path)), { recursive: true });
      writeFileSync(join(target, path), content);
    }
  }
  return target;
}

function lines(text: string): number {
  return text.split('\n').length - 1;
}
