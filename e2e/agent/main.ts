import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { GATEWAY_API_CRDS } from '../../test/support/gateway-api';
import { type Chosen, chosen } from './chosen';
import { madeParts } from './parts';

/**
 * Makes the parts with the machine's network at hand, then runs the test where that network is not: in namespaces of
 * its own, all of whose processes end with the first one.
 */
async function main(asked: Chosen): Promise<number> {
  if (process.getuid?.() !== 0) {
    process.stdout.write('left out: everything. Network and mount namespaces need root\n');
    return process.env.CI === 'true' ? 1 : 0;
  }
  if (asked.trials.includes('fields')) {
    // Into the cache; what it says is said again where it is used.
    GATEWAY_API_CRDS();
  }
  const directory = mkdtempSync(join(tmpdir(), 'tke-cilium-agent-'));
  try {
    const task = join(directory, 'task.json');
    writeFileSync(task, JSON.stringify({ asked, parts: madeParts(asked), directory }));
    return await runInside(task, directory);
  } finally {
    removeCgroups(directory);
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Those of the nodes, and the one above them. Processes that were killed take a moment to leave them. */
function removeCgroups(directory: string): void {
  const script = `
    mkdir -p "$0/cgroup" && mount -t cgroup2 cgroup2 "$0/cgroup" || exit
    for attempt in $(seq 100); do
      find "$0/cgroup/$1" -depth -type d -delete
      [ -d "$0/cgroup/$1" ] || exit 0
      sleep 0.1
    done`;
  spawnSync('unshare', ['--mount', 'sh', '-c', script, directory, basename(directory)], { stdio: 'ignore' });
}

function runInside(task: string, directory: string): Promise<number> {
  const namespaces = [
    '--net',
    '--mount',
    '--pid',
    '--ipc',
    '--uts',
    '--fork',
    '--kill-child',
    '--mount-proc',
  ];
  const child = spawn(
    'setpriv',
    // Should this process be killed, the one below must not go on alone.
    [
      '--pdeathsig',
      'KILL',
      'unshare',
      ...namespaces,
      process.execPath,
      '--import',
      'tsx',
      join(__dirname, 'inside.ts'),
      task,
    ],
    { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, TMPDIR: directory } },
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => child.kill('SIGKILL'));
  }
  return new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
}

void main(chosen(process.argv.slice(2))).then((status) => {
  process.exitCode = status;
});
