import assert from 'node:assert/strict';
import type { JsonObject } from '../../../lib/json';
import { type Bench, CLUSTER, nodeSelectorOf } from '../bench';
import { applied, follow, rulesBetween, stepsOf } from './safe-way';

/** kube-proxy when its override only leaves the repository, and by the way that the synth asks for. */
export async function overrideAbandoned(bench: Bench): Promise<void> {
  const { cluster } = bench;
  const coexist: JsonObject = { kubeProxy: { mode: 'iptables', replace: false } };
  const [parked, gone, returning] = [
    bench.dist(),
    bench.dist(coexist),
    bench.dist({ ...coexist, returning: ['kube-proxy'] }),
  ];
  await bench.try(
    'the override leaves the repository, and then kube-proxy returns by the steps of the synth',
    async () => {
      assert.deepEqual(rulesBetween(parked, gone), ['parked-agent-abandoned']);
      assert.deepEqual(rulesBetween(parked, returning), []);
      assert.deepEqual(rulesBetween(returning, gone), []);
      await cluster.makeKubeProxy('made by a controller');
      await applied(bench, parked, 'kube-proxy');
      await cluster.kubeProxyPods(0);
      await bench.repository.commit(gone);
      assert.equal(
        gone.some(({ path }) => path.startsWith(`${CLUSTER}/kube-proxy/`)),
        false,
      );
      assert.notDeepEqual(nodeSelectorOf(await cluster.kubeProxy()), {});
      await cluster.kubeProxyPods(0);
      await follow(bench, stepsOf('parked-agent-abandoned', parked, gone), [
        { says: /into returning of the cluster file/, by: () => bench.repository.commit(returning) },
        { says: /^Apply it, and wait/, by: () => applied(bench, returning, 'kube-proxy') },
        { says: /^Reboot or rebuild the nodes/, by: () => cluster.rebuildNodes() },
        { says: /^Remove it from returning/, by: () => bench.repository.commit(gone) },
      ]);
      await cluster.kubeProxyPods(3);
      assert.deepEqual(nodeSelectorOf(await cluster.kubeProxy()), {});
      return 'gone from the repository: still parked, 0 pods; by the steps: 3 pods back, on rebuilt nodes too';
    },
  );
}
