import assert from 'node:assert/strict';
import { treeOfFiles } from '../../../lib/review/trees/tree';
import type { Bench } from '../bench';
import { accepts, POOLS } from './addresses';
import { between, inventory, NOTHING, USER_OBJECTS } from './inventory';
import { OTHER, renamed } from './renamed';
import { applied, cleaned, follow, layersIn, reportedSteps } from './safe-way';

/** A cluster under another name, and a cluster that leaves, both without Argo CD. */
export async function clustersComeAndGo(bench: Bench): Promise<void> {
  const { cluster } = bench;
  await bench.try('a cluster gets another name, without Argo CD', async () => {
    const before = bench.dist().filter(({ path }) => !path.startsWith('_argocd/'));
    const after = renamed(before);
    await cleaned(bench);
    await cluster.makeKubeProxy('made by a controller');
    await applied(bench, before, ...layersIn(before));
    const start = await inventory(bench);
    await follow(bench, reportedSteps('cluster-renamed', treeOfFiles('', before), treeOfFiles('', after)), [
      { says: /^Change the path in everything that applies/ },
      { says: /^Merge this, and look/, by: () => bench.repository.commit(after) },
    ]);
    const { status, stderr } = await bench.kubectl([
      ...['apply', '--server-side', '--force-conflicts', '-R', '-f', `dist/${OTHER}`],
    ]);
    assert.equal(status, 0, stderr);
    assert.deepEqual(between(start, await inventory(bench)), NOTHING);
    return 'kubectl diff of the new directory prints nothing, and its apply changes no object';
  });
  await bench.try('a cluster leaves, and Cilium with it', async () => {
    const parked = bench.dist();
    await cluster.makeKubeProxy('made by a controller');
    await cleaned(bench);
    const start = await inventory(bench);
    await applied(bench, parked, ...layersIn(parked));
    await accepts(bench, POOLS);
    await follow(bench, reportedSteps('cluster-removed', treeOfFiles('', parked), treeOfFiles('', [])), [
      { says: /^If its file only moved/, otherCase: true },
      { says: /goes on without this tool/, otherCase: true },
      { says: /^If Cilium is to leave the cluster.*bring kube-proxy back/ },
      { says: /^Then delete what was applied, but for dist\/gz-replace\/kube-proxy/ },
      { says: /^Then delete the kinds of Cilium/ },
      { says: /^Rebuild the nodes/, by: () => cluster.rebuildNodes() },
    ]);
    await bench.repository.commit([]);
    await cluster.kubeProxyPods(3);
    const { gone, come, remade } = between(start, await inventory(bench));
    assert.deepEqual({ gone, come, remade }, NOTHING);
    const left = [...(await inventory(bench)).keys()];
    assert.deepEqual(
      USER_OBJECTS.filter((name) => !left.includes(name)),
      [],
    );
    return `kube-proxy is back, nothing of Cilium is left, and the user's objects are`;
  });
}
