import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import type { JsonObject } from '../../lib/json';
import type { FileSpec } from '../../lib/layout/layout';
import { review } from '../../lib/review/review';
import { plainText } from '../../lib/review/text';
import { transitionsBetween } from '../../lib/review/transitions/published-transitions';
import { treeOfFiles } from '../../lib/review/trees/tree';
import { writeManifest } from '../../lib/yaml/write';
import { type Bench, CLUSTER, nodeSelectorOf } from './bench';

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
    'the override leaves the repository, and then kube-proxy returns as the synth asks',
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
      await applied(bench, returning, 'kube-proxy');
      await cluster.kubeProxyPods(3);
      assert.deepEqual(nodeSelectorOf(await cluster.kubeProxy()), {});
      return 'gone from the repository: still parked, 0 pods; returning: 3 pods back';
    },
  );
}

/** Changes that the API server refuses, each said by the report, with the step that makes them possible. */
export async function immutableFields(bench: Bench): Promise<void> {
  const metadata = (name: string) => ({ name, namespace: 'kube-system' });
  const pod = (image: string, labels: JsonObject = { app: 'immutable' }): JsonObject => ({
    metadata: { labels },
    spec: { restartPolicy: 'Never', containers: [{ name: 'main', image }] },
  });
  const role = (name: string): JsonObject => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: metadata('immutable'),
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name: 'cilium', namespace: 'kube-system' }],
  });
  const job = (image: string): JsonObject => ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: metadata('immutable'),
    spec: { template: pod(image) },
  });
  const deployment = (app: string): JsonObject => {
    const template = pod('quay.io/cilium/operator:v1', { app });
    delete (template.spec as JsonObject).restartPolicy;
    return {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadata('immutable'),
      spec: { replicas: 0, selector: { matchLabels: { app } }, template },
    };
  };
  const configMap = (value: string): JsonObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadata('immutable'),
    data: { value },
    immutable: true,
  });
  const pairs: readonly (readonly [JsonObject, JsonObject])[] = [
    [job('quay.io/cilium/certgen:v1'), job('quay.io/cilium/certgen:v2')],
    [role('one'), role('two')],
    [deployment('one'), deployment('two')],
    [configMap('one'), configMap('two')],
  ];
  for (const [before, after] of pairs) {
    await bench.try(`${before.kind}: an immutable field changes`, async () => {
      const { lines } = review({
        before: treeOf(before),
        after: treeOf(after),
        configKeys: () => undefined,
      });
      const line = lines.find(({ group }) => group === 'needs-hand');
      assert.ok(line, 'the report says nothing');
      assert.equal((await apply(bench, before)).status, 0);
      const refused = await apply(bench, after);
      assert.notEqual(refused.status, 0);
      const step = line.steps.map(plainText).find((text) => text.includes('kubectl'));
      const done = await bench.shell(step?.slice(step.indexOf('kubectl')) ?? 'false');
      assert.equal(done.status, 0, done.stderr);
      const accepted = await apply(bench, after);
      assert.equal(accepted.status, 0, accepted.stderr);
      await bench.shell(`kubectl -n kube-system delete ${before.kind} immutable`);
      return 'refused; accepted after the step that the report gives';
    });
  }
}

function treeOf(object: JsonObject) {
  return treeOfFiles('', [
    { path: `gz/a/kube-system/${object.kind}.immutable.yaml`, content: writeManifest(object) },
    {
      path: 'gz/a/_cluster/Namespace.a.yaml',
      content: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n',
    },
  ]);
}

function apply(bench: Bench, object: JsonObject) {
  return bench.cluster.plane.kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], {
    input: stringify(object),
  });
}

function rulesBetween(before: readonly FileSpec[], after: readonly FileSpec[]): string[] {
  return transitionsBetween(treeOfFiles('', before), treeOfFiles('', after))
    .filter(({ stops }) => stops)
    .map(({ rule }) => rule);
}

async function applied(bench: Bench, files: readonly FileSpec[], layer: string): Promise<void> {
  await bench.repository.commit(files);
  const { status, stderr } = await bench.kubectl([
    'apply',
    '--server-side',
    '--force-conflicts',
    '-R',
    '-f',
    `dist/${CLUSTER}/${layer}`,
  ]);
  assert.equal(status, 0, stderr);
}
