import { containerdMirrorScript } from '../../lib/node-init/script';
import { CASES } from './cases';
import { killScenarios } from './kills';
import { TestNode } from './node';
import { obtainContainerd, obtainCriClient } from './obtain';
import { play } from './play';
import { type Registries, serveRegistries } from './registries';
import { formatTable, type Row } from './row';
import { SCENARIOS, type Scenario } from './scenarios';
import { CONTAINERD_VERSIONS } from './versions';

/** Rows at a time; a row waits more than it computes. */
const AT_ONCE = 3;

/** The script as nodes get it, but for how long it waits for a CRI that never comes. */
const SCRIPT = containerdMirrorScript({ criWaitSeconds: 6 });

interface Job {
  readonly version: string;
  readonly name: string;
  readonly play: Scenario['play'];
}

/** @param filters parts of a version or of a starting file; a row runs when all fit */
function chooseJobs(filters: readonly string[]): Job[] {
  const states = CONTAINERD_VERSIONS.flatMap(({ version }) => {
    const cases = CASES.filter(({ on }) => on?.(version) ?? true).map((played) => ({
      name: played.name,
      play: (_version: string, node: TestNode, script: string) => play(version, played, node, script),
    }));
    return [...cases, ...SCENARIOS].map((job) => ({ ...job, version }));
  });
  const kills = CONTAINERD_VERSIONS.flatMap(({ version }) =>
    killScenarios(version).map((job) => ({ ...job, version })),
  );
  return [...states, ...kills].filter(({ version, name }) =>
    filters.every((filter) => `${version} ${name}`.includes(filter)),
  );
}

async function playAll(jobs: readonly Job[], registries: Registries): Promise<Row[]> {
  const cri = obtainCriClient();
  const wanted = CONTAINERD_VERSIONS.filter(({ version }) => jobs.some((job) => job.version === version));
  const binaries = new Map(wanted.map((each) => [each.version, obtainContainerd(each)]));
  const rows: Row[] = [];
  let next = jobs.length - 1;
  const worker = async () => {
    // From the end: the rows with kills take longest, and nobody waits for the last one alone.
    for (let index = next--; index >= 0; index = next--) {
      const job = jobs[index];
      if (job === undefined) {
        return;
      }
      const { version, name } = job;
      const node = await TestNode.boot({ binaries: binaries.get(version) ?? '', cri }, registries);
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

async function main(filters: readonly string[]): Promise<number> {
  if (process.getuid?.() !== 0) {
    process.stderr.write('containerd runs here in namespaces of its own, which only root can make\n');
    return 2;
  }
  const started = Date.now();
  const registries = await serveRegistries();
  const rows = await playAll(chooseJobs(filters), registries).finally(() => registries.close());

  process.stdout.write(`${formatTable(rows)}\n\n`);
  const failed = rows.filter(({ faults }) => faults.length > 0);
  for (const { version, start, faults } of failed) {
    process.stdout.write(`FAILED ${version}, ${start}\n  ${faults.join('\n  ')}\n`);
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  process.stdout.write(`${seconds} s\n${rows.length - failed.length} passed, ${failed.length} failed\n`);
  return failed.length === 0 && rows.length > 0 ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => TestNode.shutDownAll().finally(() => process.exit(130)));
}

main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
