import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, CLUSTER, containersOf } from './bench';
import { documentedSteps } from './documented-steps';

/** Every command of docs/apply.md, as a shell runs it, on a cluster that has never seen Cilium. */
export async function runDocumentedPage(bench: Bench): Promise<void> {
  await bench.repository.commit(bench.dist());
  await bench.cluster.makeKubeProxy('made by kubectl apply');
  for (const { heading, commands } of documentedSteps(CLUSTER)) {
    const trial = `docs/apply.md, ${heading}`;
    const missing = commands
      .flatMap((command) => /dist\/\S+/.exec(command) ?? [])
      .find((path) => !existsSync(join(bench.repository.directory, path)));
    if (missing) {
      bench.leaveOut(trial, `there is no ${missing}`);
      continue;
    }
    await bench.try(trial, async () => {
      let last = '';
      for (const command of commands) {
        last = await runDocumented(bench, command);
      }
      return `${commands.length === 1 ? '1 command' : `${commands.length} commands`}, the last says: ${last || 'nothing'}`;
    });
  }
}

async function runDocumented(bench: Bench, command: string): Promise<string> {
  const { status, stdout, stderr } = await bench.shell(command);
  if (command.includes('--dry-run=server')) {
    assert.deepEqual(complaints(stderr), [], `${command}: ${stderr}`);
  } else {
    assert.equal(status, 0, `${command}: ${stderr}`);
  }
  return stdout.trim().split('\n').at(-1) ?? '';
}

/** From one locked chart to a later one over what runs, by step 3 of docs/apply.md. */
export async function upgradeByKubectl(bench: Bench): Promise<void> {
  await bench.try('Cilium 1.18.2, then 1.18.12, then 1.19.6', async () => {
    const step3 = documentedSteps(CLUSTER).find(({ heading }) => heading.startsWith('3.'));
    for (const version of ['1.18.2', '1.18.12', '1.19.6']) {
      await bench.repository.commit(bench.dist({ cilium: { version } }));
      for (const command of step3?.commands ?? []) {
        await runDocumented(bench, command);
      }
      await certificatesMade(bench);
      const cilium = await bench.cluster.plane.api.get(
        '/apis/apps/v1/namespaces/kube-system/daemonsets/cilium',
      );
      assert.match(String(containersOf(cilium)[0]?.image), new RegExp(`:v${version}@`));
    }
    return 'step 3 of docs/apply.md for each; the agents run 1.19.6, the certificate Job ran each time';
  });
}

async function certificatesMade(bench: Bench): Promise<void> {
  const jobs = ['-n', 'kube-system', 'wait', 'job', '-l', 'k8s-app=hubble-generate-certs'];
  const { status, stdout, stderr } = await bench.kubectl([
    ...jobs,
    '--for=condition=Complete',
    '--timeout=60s',
  ]);
  assert.equal(status, 0, stdout + stderr);
}

/** What a dry run complains about, apart from the namespace that the same apply would create first. */
function complaints(stderr: string): string[] {
  return stderr
    .split('\n')
    .filter((line) => line !== '' && !/namespaces "cilium-secrets" not found/.test(line));
}
