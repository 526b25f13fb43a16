import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import type { JsonObject } from '../../../lib/json';
import { review } from '../../../lib/review/review';
import { treeOfFiles } from '../../../lib/review/trees/tree';
import { writeManifest } from '../../../lib/yaml/write';
import type { Bench } from '../bench';
import { commandsIn } from './safe-way';

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
      const [command = 'false'] = line.steps.flatMap(commandsIn);
      const done = await bench.shell(command);
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
