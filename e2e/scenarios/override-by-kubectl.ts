import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Provenance } from '../testbed/tke-cluster';
import { type Bench, CLUSTER, containersOf, nodeSelectorOf, OVERRIDE_FILE } from './bench';

const APPLY = ['apply', '--server-side', '--force-conflicts', '-R', '-f'];
const OVERRIDE = `dist/${CLUSTER}/kube-proxy`;
const UNDO = `dist/_undo/${CLUSTER}`;
const SELECTOR = { 'kubernetes.io/os': 'linux' };

export const PROVENANCES: readonly Provenance[] = [
  'made by a controller',
  'made by kubectl apply',
  'made by server-side apply',
];

/** The override over every kube-proxy there may be, and the way back. */
export async function overrideByKubectl(bench: Bench): Promise<void> {
  const { cluster } = bench;
  await bench.repository.commit(bench.dist({ kubeProxy: { nodeSelector: SELECTOR } }));
  await bench.try('override, kube-proxy absent', async () => {
    await cluster.makeKubeProxy('absent');
    const { status, stderr } = await bench.kubectl([...APPLY, OVERRIDE]);
    assert.equal(status, 1);
    assert.match(stderr, /DaemonSet "kube-proxy" is invalid[\s\S]*containers: Required value/);
    assert.equal(await cluster.kubeProxy(), undefined);
    return 'refused (spec.template.spec.containers: Required value), nothing created';
  });
  for (const provenance of PROVENANCES) {
    await bench.try(`override and undo, kube-proxy ${provenance}`, async () => {
      await cluster.makeKubeProxy(provenance, SELECTOR);
      const containers = containersOf(await cluster.kubeProxy());
      assert.equal(containers.length, 1);
      for (const time of ['first', 'second', 'third']) {
        await quiet(bench, OVERRIDE, `${time} apply`);
      }
      await cluster.kubeProxyPods(0);
      assert.deepEqual(containersOf(await cluster.kubeProxy()), containers);
      await quiet(bench, UNDO, 'undo');
      await cluster.kubeProxyPods(3);
      assert.deepEqual(nodeSelectorOf(await cluster.kubeProxy()), SELECTOR);
      assert.deepEqual(containersOf(await cluster.kubeProxy()), containers);
      await quiet(bench, OVERRIDE, 'apply after the undo');
      await cluster.kubeProxyPods(0);
      return 'three applies without a warning, 0 pods, containers kept; undo: nodeSelector and 3 pods back; and again';
    });
  }
}

/** Why the override is as it is: what happens without its annotation, and without --force-conflicts. */
export async function overrideDoneWrong(bench: Bench): Promise<void> {
  const { cluster } = bench;
  await bench.try('override without its annotation, kube-proxy made by kubectl apply', async () => {
    await cluster.makeKubeProxy('made by kubectl apply');
    const bare = join(cluster.plane.directory, 'bare.yaml');
    writeFileSync(
      bare,
      withoutLastApplied(readFileSync(join(bench.repository.directory, OVERRIDE_FILE), 'utf8')),
    );
    const first = await bench.kubectl([...APPLY, bare]);
    assert.equal(first.status, 0, first.stderr);
    assert.match(
      first.stderr,
      /failed to re-apply configuration after performing Server-Side Apply migration/,
    );
    const second = await bench.kubectl([...APPLY, bare]);
    assert.equal(second.status, 1);
    assert.match(second.stderr, /is invalid/);
    return 'lands once with a warning, then every apply is refused: this is what the annotation is for';
  });
  await bench.try('override without --force-conflicts, kube-proxy made by a controller', async () => {
    await cluster.makeKubeProxy('made by a controller', SELECTOR);
    const { status, stderr } = await bench.kubectl(['apply', '--server-side', '-R', '-f', OVERRIDE]);
    assert.equal(status, 1);
    assert.match(stderr, /conflict with "tke-addon-controller"/);
    assert.deepEqual(nodeSelectorOf(await cluster.kubeProxy()), SELECTOR);
    return 'refused as a conflict that names the owner, nothing changed';
  });
}

/** The override's text without the annotation that keeps kubectl and Argo CD from migrating ownership. */
export function withoutLastApplied(override: string): string {
  const bare = override.replace(/^ *kubectl\.kubernetes\.io\/last-applied-configuration: .*\n/m, '');
  assert.notEqual(bare, override, 'the override carries no last-applied-configuration');
  return bare;
}

async function quiet(bench: Bench, path: string, what: string): Promise<void> {
  const { status, stderr } = await bench.kubectl([...APPLY, path]);
  assert.equal(status, 0, `${what}: ${stderr}`);
  assert.equal(stderr, '', what);
}
