import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type Bench, containersOf, nodeSelectorOf, CLUSTER as SAMPLE } from './bench';

const CLUSTER = 'cd-overlay';
const AGENTS = ['tke-cni-agent', 'ip-masq-agent'];

/** The agents of TKE that make way for overlay routing, by the `dist/` that is committed here, and the way back. */
export async function parkedByKubectl(bench: Bench): Promise<void> {
  const { cluster } = bench;
  const parked = ['kube-proxy', ...AGENTS];
  await bench.try(`${parked.join(', ')} parked and back`, async () => {
    await cluster.makeKubeProxy('made by a controller');
    for (const name of AGENTS) {
      await cluster.makeAgent(name);
    }
    const containers = await Promise.all(
      parked.map(async (name) => containersOf(await cluster.daemonSet(name))),
    );
    for (const time of ['first', 'second']) {
      for (const name of parked) {
        await applied(bench, join(CLUSTER, name), `${time} apply`);
      }
    }
    for (const name of parked) {
      await cluster.podsOf(name, 0);
    }
    await applied(bench, join('_undo', CLUSTER), 'undo');
    for (const [index, name] of parked.entries()) {
      await cluster.podsOf(name, 3);
      assert.deepEqual(nodeSelectorOf(await cluster.daemonSet(name)), {});
      assert.deepEqual(containersOf(await cluster.daemonSet(name)), containers[index]);
    }
    for (const name of AGENTS) {
      await cluster.removeAgent(name);
    }
    return 'two applies without a warning, 0 pods of each, containers kept; undo: 3 pods of each back';
  });
  await bench.try(`${AGENTS.join(', ')} parked, and the cluster has none`, async () => {
    for (const name of AGENTS) {
      const { status, stderr } = await apply(bench, join(CLUSTER, name));
      assert.equal(status, 1);
      assert.match(stderr, /is invalid[\s\S]*containers: Required value/);
      assert.equal(await cluster.daemonSet(name), undefined);
    }
    return 'refused (spec.template.spec.containers: Required value), nothing created';
  });
}

/** The CNI configuration that takes the place of TKE's: there before the agents, and the one that they mount. */
export async function ownCniConfig(bench: Bench): Promise<void> {
  await bench.try('cni-config and then Cilium, with a CNI configuration of its own', async () => {
    await bench.repository.commit(bench.dist({ network: { mode: 'vpc-cni', cniConfig: 'own' } }));
    const layers = ['cni-config', 'cilium'].map((layer) =>
      join(bench.repository.directory, 'dist', SAMPLE, layer),
    );
    for (const time of ['first', 'second']) {
      for (const directory of layers) {
        const { status, stderr } = await applyDirectory(bench, directory);
        assert.equal(status, 0, `${time} apply: ${stderr}`);
      }
    }
    const get = async (...args: readonly string[]) =>
      (await bench.kubectl(['-n', 'kube-system', 'get', ...args])).stdout;
    const mounted = await get(
      ...['daemonset', 'cilium'],
      ...['-o', 'jsonpath={.spec.template.spec.volumes[?(@.name=="cni-configuration")].configMap.name}'],
    );
    assert.equal(mounted, 'cni-config');
    const configuration = await get('configmap', mounted, '-o', 'jsonpath={.data.cni-config}');
    const { plugins } = JSON.parse(configuration) as { plugins: { type: string }[] };
    assert.deepEqual(
      plugins.map(({ type }) => type),
      ['tke-route-eni', 'cilium-cni'],
    );
    for (const directory of layers) {
      await bench.kubectl(['delete', '--timeout=60s', '-R', '-f', directory]);
    }
    return 'two applies; the agents mount the ConfigMap that is there: tke-route-eni, then cilium-cni';
  });
}

async function applied(bench: Bench, path: string, what: string): Promise<void> {
  const { status, stderr } = await apply(bench, path);
  assert.equal(status, 0, `${what} of ${path}: ${stderr}`);
  assert.equal(stderr, '', `${what} of ${path}`);
}

function apply(bench: Bench, path: string) {
  return applyDirectory(bench, join(process.cwd(), 'dist', path));
}

function applyDirectory(bench: Bench, directory: string) {
  return bench.kubectl(['apply', '--server-side', '--force-conflicts', '-R', '-f', directory]);
}
