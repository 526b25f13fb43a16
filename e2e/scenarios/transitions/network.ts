import assert from 'node:assert/strict';
import { until } from '../../testbed/process';
import { type Bench, CLUSTER } from '../bench';
import { between, inventory, NOTHING } from './inventory';
import { applied, cleaned, follow, layersIn, rulesBetween, stepsOf } from './safe-way';

const AGENTS = ['tke-cni-agent', 'ip-masq-agent'] as const;

/** How packets travel, the CNI configuration, the identity in a mesh, and the mirror: the objects of their steps. */
export async function networkTransitions(bench: Bench): Promise<void> {
  const { cluster } = bench;
  const native = bench.dist();
  await bench.try('routing switches to an overlay, on a cluster that runs nothing', async () => {
    const overlay = bench.dist({
      network: { mode: 'vpc-cni', routing: 'overlay', podCidrs: ['10.244.0.0/16'] },
      tkeAgents: { ipMasqAgent: { present: true } },
    });
    assert.deepEqual(rulesBetween(native, overlay).sort(), ['ipam-mode-changed', 'routing-changed']);
    await cleaned(bench);
    await cluster.makeKubeProxy('made by a controller');
    for (const name of AGENTS) {
      await cluster.removeAgent(name);
      await cluster.makeAgent(name);
    }
    await applied(bench, native, ...layersIn(native));
    const start = await inventory(bench);
    for (const rule of ['routing-changed', 'ipam-mode-changed']) {
      await follow(bench, stepsOf(rule, native, overlay), [
        { says: /^Leave this cluster as it is/, otherCase: true },
        { says: /^Make another cluster/, otherCase: true },
        {
          says: /rebuild every node after the merge/,
          by: async () => {
            await applied(bench, overlay, ...layersIn(overlay));
            await cluster.rebuildNodes();
          },
        },
      ]);
    }
    for (const name of ['kube-proxy', ...AGENTS]) {
      await cluster.podsOf(name, 0);
    }
    await cluster.podsOf('cilium', 3);
    assert.deepEqual(between(start, await inventory(bench)), NOTHING);
    await bench.kubectl(['-n', 'kube-system', 'delete', 'daemonset', 'ip-masq-agent']);
    return 'no object goes, comes or is made anew; the agents run on the rebuilt nodes, those of TKE on none';
  });
  await bench.try('a CNI configuration of its own, by a new node pool', async () => {
    const own = bench.dist({ network: { mode: 'vpc-cni', cniConfig: 'own' } });
    assert.deepEqual(rulesBetween(native, own), ['cni-configuration-switched']);
    await bench.kubectl(['-n', 'kube-system', 'delete', 'daemonset', 'tke-cni-agent']);
    await cluster.makeAgent('tke-cni-agent');
    await applied(bench, native, ...layersIn(native));
    const start = await inventory(bench);
    const [oldest, ...others] = cluster.nodeNames();
    await follow(bench, stepsOf('cni-configuration-switched', native, own), [
      {
        says: /^Make a new node pool, tainted/,
        by: () => cluster.addNodes(['10.0.1.11', '10.0.1.12'], [{ key: 'new', effect: 'NoSchedule' }]),
      },
      { says: /^Merge this, and wait until the agents run/, by: () => applied(bench, own, ...layersIn(own)) },
      {
        says: /^Take the taint off the new nodes/,
        by: () => bench.shell('kubectl taint node 10.0.1.11 10.0.1.12 new:NoSchedule-'),
        with: { '<node>': oldest ?? '' },
      },
    ]);
    for (const node of others) {
      const { status, stderr } = await bench.shell(`kubectl drain ${node} --ignore-daemonsets`);
      assert.equal(status, 0, stderr);
    }
    await cluster.removeNodes([oldest ?? '', ...others]);
    const { stdout } = await bench.shell(
      "kubectl -n shop rollout status deployment/shop >&2 && kubectl -n shop get pods -o jsonpath='{.items[*].spec.nodeName}'",
    );
    assert.deepEqual([...new Set(stdout.split(' '))].sort(), ['10.0.1.11']);
    const { gone, come, remade } = between(start, await inventory(bench));
    assert.deepEqual({ gone, come, remade }, { ...NOTHING, come: ['ConfigMap cni-config'] });
    await cluster.podsOf('tke-cni-agent', 0);
    await cluster.podsOf('cilium', 2);
    await cluster.addNodes(['10.0.0.11', '10.0.0.12', '10.0.0.13']);
    await cluster.removeNodes(['10.0.1.11', '10.0.1.12']);
    await bench.shell(
      'kubectl -n kube-system delete daemonset tke-cni-agent; kubectl -n kube-system delete configmap cni-config',
    );
    return "the user's pods run on the new nodes, cni-config is the one object that came";
  });
  await bench.try('another id in the mesh', async () => {
    const mesh = (id: number) =>
      bench.dist({ cilium: { version: '1.19.6', values: { cluster: { name: 'gz', id } } } });
    const [before, after] = [mesh(1), mesh(2)];
    assert.deepEqual(rulesBetween(before, after), ['mesh-identity-changed']);
    await cleaned(bench);
    await applied(bench, before, 'cilium');
    const start = await inventory(bench);
    const [pods, agents] = [
      await podsIn(bench, 'shop'),
      await podsIn(bench, 'kube-system', 'k8s-app=cilium'),
    ];
    await follow(bench, stepsOf('mesh-identity-changed', before, after), [
      { says: /^Merge it in a maintenance window/, by: () => applied(bench, after, 'cilium') },
      { says: /^Wait until every agent and the operator run/ },
      { says: /^Restart every workload/, with: { '<namespace>': 'shop' } },
    ]);
    await until('other pods and other agents', async () => {
      const now = [
        ...(await podsIn(bench, 'shop')),
        ...(await podsIn(bench, 'kube-system', 'k8s-app=cilium')),
      ];
      return [...pods, ...agents].some((pod) => now.includes(pod)) ? undefined : true;
    });
    assert.deepEqual(between(start, await inventory(bench)), NOTHING);
    return 'agents and pods are others afterwards, no object goes';
  });
  await bench.try('the mirror leaves in its three steps', async () => {
    const mirror = (mode: string) => bench.dist({ containerdMirror: { mode } });
    const [added, removing, none] = [mirror('add'), mirror('remove'), mirror('none')];
    assert.deepEqual(rulesBetween(added, removing), ['mirror-removed']);
    assert.deepEqual(rulesBetween(removing, none), []);
    assert.deepEqual(
      none.filter(({ path }) => path.startsWith(`${CLUSTER}/node-init/`)),
      [],
    );
    await applied(bench, added, 'node-init');
    const ready = async () => {
      const { status, stderr } = await bench.shell(
        'kubectl -n kube-system rollout status daemonset/tke-cilium-node-init --timeout=60s',
      );
      assert.equal(status, 0, stderr);
    };
    await ready();
    await follow(bench, stepsOf('mirror-removed', added, removing), [
      // Images of another registry are the subject of the trials of images.registry.
      { says: /^Set every image\.repository/, otherCase: true },
      {
        says: /containerdMirror\.mode: remove/,
        by: async () => {
          await applied(bench, removing, 'node-init');
          await ready();
        },
      },
      { says: /containerdMirror\.mode: none/, by: () => bench.repository.commit(none) },
    ]);
    assert.equal(await cluster.daemonSet('tke-cilium-node-init'), undefined);
    return 'add, remove, then gone: the DaemonSet was ready each time';
  });
}

/** The uids of the pods of a namespace. */
async function podsIn(bench: Bench, namespace: string, selector = ''): Promise<string[]> {
  const { stdout } = await bench.shell(
    `kubectl -n ${namespace} get pods -l '${selector}' -o jsonpath='{.items[*].metadata.uid}'`,
  );
  const uids = stdout.split(' ').filter((uid) => uid !== '');
  assert.ok(uids.length > 0);
  return uids;
}
