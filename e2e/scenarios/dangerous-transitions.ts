import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import type { JsonObject } from '../../lib/json';
import type { FileSpec } from '../../lib/layout/layout';
import { review } from '../../lib/review/review';
import { plainText } from '../../lib/review/text';
import { transitionsBetween } from '../../lib/review/transitions/published-transitions';
import { treeOfFiles } from '../../lib/review/trees/tree';
import { writeManifest } from '../../lib/yaml/write';
import { APPLICATION, type ArgoBench } from './argo-bench';
import { ROOT } from './argo-whole';
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

/** What the operator makes of `network.podCidrs`, as far as the step that adds a CIDR needs it. */
const POOLS: JsonObject = {
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

/** The safe ways that are commands and files, one after another on a cluster that has nothing yet. */
export async function safeWays(bench: Bench): Promise<void> {
  await bench.try('a pod CIDR is appended by the command of the report', async () => {
    const overlay = (...podCidrs: string[]): JsonObject => ({
      network: { mode: 'vpc-cni', routing: 'overlay', podCidrs },
      tkeAgents: { ipMasqAgent: { present: true } },
    });
    const [step] = transitionsOf(
      bench.dist(overlay('10.244.0.0/16')),
      bench.dist(overlay('10.244.0.0/16', '10.245.0.0/16')),
    ).flatMap(({ rule, steps }) => (rule === 'pod-cidrs-appended' ? steps.map(plainText) : []));
    assert.ok(step);
    await accepts(bench, POOLS);
    const pool = { apiVersion: 'cilium.io/v2alpha1', kind: 'CiliumPodIPPool', metadata: { name: 'default' } };
    assert.equal((await bench.shell(ESTABLISHED)).status, 0);
    await accepts(bench, { ...pool, spec: { ipv4: { cidrs: ['10.244.0.0/16'], maskSize: 24 } } });
    const patched = await bench.shell(step.slice(step.indexOf('kubectl')));
    assert.equal(patched.status, 0, patched.stderr);
    const { stdout } = await bench.shell(
      "kubectl get ciliumpodippool default -o jsonpath='{.spec.ipv4.cidrs}'",
    );
    assert.equal(stdout, '["10.244.0.0/16","10.245.0.0/16"]');
    return 'the pool has both, the new one last';
  });
  await bench.try('Cilium goes back a minor version', async () => {
    const [newer, older] = [
      bench.dist({ cilium: { version: '1.19.6' } }),
      bench.dist({ cilium: { version: '1.18.2' } }),
    ];
    assert.deepEqual(rulesBetween(newer, older), ['cilium-downgraded']);
    for (const files of [newer, older]) {
      await applied(bench, files, 'cilium');
    }
    const { status, stderr } = await bench.shell(
      'kubectl -n kube-system rollout status daemonset/cilium --timeout=60s',
    );
    assert.equal(status, 0, stderr);
    return 'applied over 1.19.6 without a refusal; the agents are replaced';
  });
  await bench.try('the mirror leaves in its three steps', async () => {
    const mirror = (mode: string) => bench.dist({ containerdMirror: { mode } });
    assert.deepEqual(rulesBetween(mirror('add'), mirror('remove')), ['mirror-removed']);
    assert.deepEqual(rulesBetween(mirror('remove'), mirror('none')), []);
    const [, , last = ''] = transitionsOf(mirror('add'), mirror('remove')).flatMap(({ rule, steps }) =>
      rule === 'mirror-removed' ? steps.map(plainText) : [],
    );
    for (const mode of ['add', 'remove']) {
      await applied(bench, mirror(mode), 'node-init');
      const { status, stderr } = await bench.shell(
        'kubectl -n kube-system rollout status daemonset/tke-cilium-node-init --timeout=60s',
      );
      assert.equal(status, 0, stderr);
    }
    const files = mirror('none').filter(({ path }) => path.startsWith(`${CLUSTER}/node-init/`));
    assert.deepEqual(files, []);
    const removed = await bench.shell(last.slice(last.indexOf('kubectl')));
    assert.equal(removed.status, 0, removed.stderr);
    return 'add, remove, then gone: the DaemonSet was ready each time';
  });
}

/** A cluster and a project under another name: Applications deleted without cascade, and made anew. */
export async function applicationsRenamed(argo: ArgoBench): Promise<void> {
  const { bench } = argo;
  await bench.try(
    'the Applications of a cluster that gets another name, by the steps of the synth',
    async () => {
      const before = await objectsOf(bench);
      const commit = await bench.repository.commit(renamed(argo.dist(LATEST)));
      await argo.apply(['-R', '-f', `dist/_argocd/${OTHER}`]);
      await argo.argo.refresh(ROOT);
      await argo.argo.reaches(ROOT, 'at the merge', ({ revision }) => revision === commit);
      for (const name of Object.values(APPLICATION)) {
        const { status, stderr } = await bench.kubectl(['-n', 'argocd', 'delete', 'application', name]);
        assert.ok(status === 0 || stderr.includes('not found'), stderr);
      }
      assert.deepEqual(await objectsOf(bench), before);
      const application = APPLICATION.cilium.replace(CLUSTER, OTHER);
      const unmarked = await bench.shell(
        `kubectl annotate -R -f dist/${OTHER} argocd.argoproj.io/tracking-id-`,
      );
      assert.equal(unmarked.status, 0, unmarked.stderr);
      await argo.argo.refresh(application);
      await argo.synced(application, commit);
      assert.deepEqual(await objectsOf(bench), before);
      return 'no object went, none was made anew; the new Applications are Synced';
    },
  );
}

const OTHER = 'gz-renamed';
const LATEST = { cilium: { version: '1.19.6' } };
const ESTABLISHED =
  'for try in $(seq 50); do kubectl get ciliumpodippools >/dev/null 2>&1 && exit 0; sleep 0.2; done; exit 1';

/** The files as of a cluster of the other name. */
function renamed(files: readonly FileSpec[]): FileSpec[] {
  return files.map(({ path, content }) => ({
    path: path.replaceAll(CLUSTER, OTHER),
    content: content.replaceAll(CLUSTER, OTHER),
  }));
}

/** Names and identities of what Cilium's Application has made. */
async function objectsOf(bench: Bench): Promise<string[]> {
  const { stdout } = await bench.kubectl([
    ...['-n', 'kube-system', 'get', 'daemonset,deployment,configmap,serviceaccount', '-o'],
    'jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.uid}{"\\n"}{end}',
  ]);
  return stdout.split('\n').sort();
}

async function accepts(bench: Bench, object: JsonObject): Promise<void> {
  const { status, stderr } = await apply(bench, object);
  assert.equal(status, 0, stderr);
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

function transitionsOf(before: readonly FileSpec[], after: readonly FileSpec[]) {
  return transitionsBetween(treeOfFiles('', before), treeOfFiles('', after));
}

function rulesBetween(before: readonly FileSpec[], after: readonly FileSpec[]): string[] {
  return transitionsOf(before, after)
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
