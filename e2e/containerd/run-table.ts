import { containerdMirrorScript } from '../../lib/node-init/script';
import { TestNode } from './node';
import { obtainContainerd, obtainCriClient, obtainNvidiaCtk } from './obtain';
import { type Registries, serveRegistries } from './registries';
import { formatTable, type Row } from './row';
import type { Scenario } from './scenario';
import { containerdVersion } from './versions';

/** Rows at a time; a row waits more than it computes. */
const AT_ONCE = 6;

/** The script as nodes get it, but for how long it waits for a CRI that never comes. */
const SCRIPT = containerdMirrorScript({ criWaitSeconds: 6 });

/** One row that is to be played, and the containerd it starts with. */
export interface Job {
  readonly version: string;
  readonly name: string;
  readonly init?: Scenario['init'];
  readonly play: Scenario['play'];
}

/** The rows that all filters fit: a filter is the beginning of a version, or a part of a row's name. */
function fitting(jobs: readonly Job[], filters: readonly string[]): Job[] {
  return jobs.filter(({ version, name }) =>
    filters.every((filter) => version.startsWith(filter) || name.includes(filter)),
  );
}

async function playAll(jobs: readonly Job[], registries: Registries): Promise<Row[]> {
  const cri = obtainCriClient();
  const others = (version: string) => obtainContainerd(containerdVersion(version));
  const parts = { cri, others, nvidiaCtk: obtainNvidiaCtk };
  for (const version of new Set(jobs.map((job) => job.version))) {
    others(version);
  }
  const rows: Row[] = [];
  let next = jobs.length - 1;
  const worker = async () => {
    // From the end: the longest rows are there, and nobody waits for the last one alone.
    for (let index = next--; index >= 0; index = next--) {
      const job = jobs[index];
      if (job === undefined) {
        return;
      }
      const { version, name } = job;
      const node = await TestNode.boot({ ...parts, binaries: others(version) }, registries, job.init);
      try {
        const row = await job.play(version, node, SCRIPT, name);
        rows[index] = row;
        process.stderr.write(
          `${row.faults.length === 0 ? 'ok    ' : 'FAILED'} ${version} ${name}: ${row.decision}\n`,
        );
      } finally {
        await node.shutDown();
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return rows;
}

async function table(jobs: readonly Job[]): Promise<number> {
  if (process.getuid?.() !== 0) {
    process.stderr.write('containerd runs here in namespaces of its own, which only root can make\n');
    return 2;
  }
  const started = Date.now();
  const registries = await serveRegistries();
  const rows = await playAll(jobs, registries).finally(() => registries.close());

  process.stdout.write(`${formatTable(rows)}\n\n`);
  const failed = rows.filter(({ faults }) => faults.length > 0);
  for (const { version, start, faults } of failed) {
    process.stdout.write(`FAILED ${version}, ${start}\n  ${faults.join('\n  ')}\n`);
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  process.stdout.write(`${seconds} s\n${rows.length - failed.length} passed, ${failed.length} failed\n`);
  return failed.length === 0 && rows.length > 0 ? 0 : 1;
}

/** A command that plays these rows, or those of them that its arguments name, and exits 1 when a cell is not as expected. */
export function runTable(jobs: readonly Job[]): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => TestNode.shutDownAll().finally(() => process.exit(130)));
  }
  table(fitting(jobs, process.argv.slice(2))).then((status) => {
    process.exitCode = status;
  });
}
