import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import type { JsonObject } from '../../../lib/json';
import type { FileSpec } from '../../../lib/layout/layout';
import { readManifests } from '../../../lib/yaml/read';
import { type Bench, CLUSTER } from '../bench';
import { applied, cleaned, follow, rulesBetween, stepsOf } from './safe-way';

/** Pod addresses: what is added by hand, and what only an empty cluster may change. */
export async function podAddresses(bench: Bench): Promise<void> {
  const overlay = (podCidrs: readonly string[], more: JsonObject = {}) =>
    bench.dist({
      network: { mode: 'vpc-cni', routing: 'overlay', podCidrs: [...podCidrs], ...more },
      tkeAgents: { ipMasqAgent: { present: true } },
    });
  const one = overlay(['10.244.0.0/16']);
  const two = overlay(['10.244.0.0/16', '10.245.0.0/16']);
  await bench.try('a pod CIDR is appended by the command of the report', async () => {
    await cleaned(bench);
    await accepts(bench, POOLS);
    assert.equal((await bench.shell(ESTABLISHED)).status, 0);
    await applied(bench, one, 'cilium');
    await operatorStarts(bench, one);
    await follow(bench, stepsOf('pod-cidrs-appended', one, two), [{ says: /^Add it in the cluster too/ }]);
    assert.deepEqual(await poolOf(bench), { cidrs: ['10.244.0.0/16', '10.245.0.0/16'], maskSize: 24 });
    return 'the pool has both, the new one last';
  });
  await bench.try('another pod CIDR is wanted in the place of the first', async () => {
    const moved = overlay(['10.246.0.0/16', '10.245.0.0/16']);
    assert.deepEqual(rulesBetween(two, moved), ['pod-cidrs-changed']);
    await follow(bench, stepsOf('pod-cidrs-changed', two, moved), [
      { says: /^Leave the CIDRs that are there/ },
      { says: /^Add a new one at the end/, with: { '<CIDR>': '10.246.0.0/16' } },
      { says: /another cluster/, otherCase: true },
      { says: /runs nothing yet/, otherCase: true },
    ]);
    const { cidrs } = await poolOf(bench);
    const appended = overlay(cidrs);
    assert.deepEqual(rulesBetween(two, appended), []);
    await applied(bench, appended, 'cilium');
    await operatorStarts(bench, appended);
    assert.deepEqual(await poolOf(bench), { cidrs, maskSize: 24 });
    return `the pool and the file say ${cidrs.join(', ')}`;
  });
  await bench.try('another mask size, on a cluster that runs nothing', async () => {
    const wider = overlay(['10.244.0.0/16'], { podCidrMaskSize: 25 });
    assert.deepEqual(rulesBetween(one, wider), ['pod-cidr-mask-size-changed']);
    await applied(bench, wider, 'cilium');
    await operatorStarts(bench, wider);
    assert.equal((await poolOf(bench)).maskSize, 24);
    await applied(bench, one, 'cilium');
    await follow(bench, stepsOf('pod-cidr-mask-size-changed', one, wider), [
      { says: /^Leave network\.podCidrMaskSize at 24/, otherCase: true },
      { says: /new cluster/, otherCase: true },
      { says: /runs nothing yet/ },
    ]);
    await applied(bench, wider, 'cilium');
    await operatorStarts(bench, wider);
    await bench.cluster.rebuildNodes();
    assert.deepEqual(await poolOf(bench), { cidrs: ['10.244.0.0/16'], maskSize: 25 });
    await bench.shell(
      'kubectl delete ciliumpodippool default; kubectl delete crd ciliumpodippools.cilium.io',
    );
    return 'merged only, the pool stays as it was; by the steps it is made anew';
  });
}

/** Plays the operator, which makes a pool that is not there and leaves one that is (operator/watchers/cilium_podippool.go). */
async function operatorStarts(bench: Bench, files: readonly FileSpec[]): Promise<void> {
  const file = files.find(
    ({ path }) => path === `${CLUSTER}/cilium/kube-system/ConfigMap.cilium-config.yaml`,
  );
  const [config] = readManifests(file?.content ?? '');
  const text = String((config?.data as JsonObject | undefined)?.['auto-create-cilium-pod-ip-pools']);
  const [, cidrs = '', maskSize = ''] = /^default=ipv4-cidrs:([^;]+);ipv4-mask-size:(\d+)$/.exec(text) ?? [];
  assert.notEqual(cidrs, '', text);
  if ((await bench.shell('kubectl get ciliumpodippool default')).status !== 0) {
    const pool = { apiVersion: 'cilium.io/v2alpha1', kind: 'CiliumPodIPPool', metadata: { name: 'default' } };
    await accepts(bench, {
      ...pool,
      spec: { ipv4: { cidrs: cidrs.split(','), maskSize: Number(maskSize) } },
    });
  }
}

async function poolOf(bench: Bench): Promise<{ cidrs: string[]; maskSize: number }> {
  const { stdout } = await bench.shell("kubectl get ciliumpodippool default -o jsonpath='{.spec.ipv4}'");
  return JSON.parse(stdout);
}

/** Applies one object. */
export async function accepts(bench: Bench, object: JsonObject): Promise<void> {
  const { status, stderr } = await bench.cluster.plane.kubectl(
    ['apply', '--server-side', '--force-conflicts', '-f', '-'],
    { input: stringify(object) },
  );
  assert.equal(status, 0, stderr);
}

const ESTABLISHED =
  'for try in $(seq 50); do kubectl get ciliumpodippools >/dev/null 2>&1 && exit 0; sleep 0.2; done; exit 1';

/** The kind of `network.podCidrs`, as far as its steps need it. */
export const POOLS: JsonObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'ciliumpodippools.cilium.io' },
  spec: {
    group: 'cilium.io',
    scope: 'Cluster',
    names: { plural: 'ciliumpodippools', kind: 'CiliumPodIPPool' },
    versions: [
      {
        name: 'v2alpha1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};
