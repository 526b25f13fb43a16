import assert from 'node:assert/strict';
import { Testing } from 'cdk8s';
import { ArgoAppOfAppsChart } from '../../lib/constructs/argo-applications';
import { isObject, type JsonObject } from '../../lib/json';
import { writeManifest } from '../../lib/yaml/write';
import { APPLICATION, type ArgoBench } from './argo-bench';
import { CLUSTER, containersOf } from './bench';

/** From an empty cluster to Cilium in place of kube-proxy, by one Application of Applications. */
export async function firstInstall(argo: ArgoBench): Promise<void> {
  const { bench } = argo;
  await bench.try('one Application for the Applications of all clusters', async () => {
    await bench.cluster.makeKubeProxy('made by kubectl apply');
    await bench.repository.commit(argo.dist());
    await createRoot(argo);
    await argo.synced(ROOT);
    await argo.synced(APPLICATION.nodeInit);
    await argo.synced(APPLICATION.kubeProxy);
    const { resources } = await argo.synced(APPLICATION.cilium);
    await bench.cluster.kubeProxyPods(0);
    return `Synced and Healthy, ${Object.keys(resources).length} objects of Cilium, kube-proxy at 0 pods`;
  });
  await bench.try('order of the first install', async () => {
    const layers = [APPLICATION.nodeInit, APPLICATION.kubeProxy, APPLICATION.cilium];
    const created = await Promise.all(layers.map((name) => createdAt(argo, `${APPLICATIONS}/${name}`)));
    assert.equal(new Set(created).size, layers.length, created.join(', '));
    assert.deepEqual([...created].sort(), created);
    const namespace = await createdAt(argo, '/api/v1/namespaces/cilium-secrets');
    const daemonSet = await createdAt(argo, '/apis/apps/v1/namespaces/kube-system/daemonsets/cilium');
    assert.ok(namespace <= daemonSet);
    return `${layers.map((name) => name.slice(CLUSTER.length + 1)).join(', ')}, at least 1 s apart`;
  });
  await bench.try('certificate Job of Cilium 1.18', async () => {
    const job = await bench.cluster.plane.api.get(CERT_JOB);
    assert.equal(isObject(job?.status) && job.status.succeeded, 1);
    return 'ran as a Sync hook and ended; no PostSync deadlock';
  });
}

/** A later chart merged into the repository, over what runs. */
export async function upgradeByArgoCd(argo: ArgoBench): Promise<void> {
  const { bench } = argo;
  for (const version of ['1.18.12', '1.19.6']) {
    await bench.try(`Cilium ${version} over what runs`, async () => {
      await argo.merge(APPLICATION.cilium, argo.dist({ cilium: { version } }));
      const cilium = await bench.cluster.plane.api.get(
        '/apis/apps/v1/namespaces/kube-system/daemonsets/cilium',
      );
      assert.match(String(containersOf(cilium)[0]?.image), new RegExp(`:v${version}@`));
      return `Synced and Healthy, agents run ${version}`;
    });
  }
}

/** Argo CD lost in the middle of a sync, and another one started in its place. */
export async function killedInMidSync(argo: ArgoBench): Promise<void> {
  await argo.bench.try('Argo CD killed in mid-sync', async () => {
    const commit = await argo.bench.repository.commit(
      argo.dist({ cilium: { version: LAST_VERSION, values: { debug: { enabled: true } } } }),
    );
    await argo.argo.refresh(APPLICATION.cilium);
    await argo.argo.reaches(APPLICATION.cilium, 'syncing', ({ operation }) => operation === 'Running');
    await argo.argo.kill();
    const left = await argo.argo.state(APPLICATION.cilium);
    assert.equal(left?.operation, 'Running');
    await argo.argo.restart();
    await argo.synced(APPLICATION.cilium, commit);
    return 'its operation was left Running; the next one took it up and ended Synced and Healthy';
  });
}

/** Two Applications that both hold the same objects. */
export async function fightOverObjects(argo: ArgoBench): Promise<void> {
  await argo.bench.try('a second Application over the same objects', async () => {
    const intruder = `${CLUSTER}-intruder`;
    const file = argo.dist().find(({ path }) => path.endsWith(`Application.${APPLICATION.cilium}.yaml`));
    await create(argo, String(file?.content).replace(`name: ${APPLICATION.cilium}`, `name: ${intruder}`));
    await argo.argo.reaches(intruder, 'refused', ({ message }) => /^Shared resource found/.test(message));
    await argo.argo.delete(intruder);
    await argo.argo.refresh(APPLICATION.cilium);
    await argo.synced(APPLICATION.cilium);
    return 'its sync fails and names the shared objects; the first stays Synced';
  });
}

/** The Application of Applications. */
export const ROOT = 'clusters';

/** The chart that the last upgrade ends with. */
const LAST_VERSION = '1.19.6';

const APPLICATIONS = '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications';

const CERT_JOB = '/apis/batch/v1/namespaces/kube-system/jobs/hubble-generate-certs';

export async function createRoot(argo: ArgoBench): Promise<void> {
  const argoCD = {
    repoURL: argo.bench.repository.url,
    targetRevision: 'main',
    path: 'dist',
    namespace: 'argocd',
    project: 'default',
    destination: 'https://kubernetes.default.svc',
  };
  const [root] = Testing.synth(
    new ArgoAppOfAppsChart(Testing.app(), 'root', { name: ROOT, argoCD }),
  ) as JsonObject[];
  assert.ok(root);
  await create(argo, writeManifest(root));
}

async function create(argo: ArgoBench, input: string): Promise<void> {
  const { status, stderr } = await argo.bench.cluster.plane.kubectl(['apply', '-f', '-'], { input });
  assert.equal(status, 0, stderr);
}

async function createdAt(argo: ArgoBench, path: string): Promise<string> {
  const object = await argo.bench.cluster.plane.api.get(path);
  return isObject(object?.metadata) ? String(object.metadata.creationTimestamp) : '';
}
