import assert from 'node:assert/strict';
import { APPLICATION, type ArgoBench } from './argo-bench';
import { CLUSTER, containersOf } from './bench';
import { PROVENANCES, withoutLastApplied } from './override-by-kubectl';

/** Cilium is at the version that the upgrades ended with. */
const LATEST = { cilium: { version: '1.19.6' } };

const OVERRIDE = `${CLUSTER}/kube-proxy/kube-system/DaemonSet.kube-proxy.yaml`;

/** The override's own Application over every kube-proxy there may be, with Cilium's beside it. */
export async function overrideByArgoCd(argo: ArgoBench): Promise<void> {
  const { bench } = argo;
  await bench.repository.commit(argo.dist(LATEST));
  await bench.try('override, kube-proxy absent', async () => {
    await argo.argo.delete(APPLICATION.kubeProxy);
    await bench.cluster.makeKubeProxy('absent');
    await argo.create(APPLICATION.kubeProxy);
    await argo.argo.reaches(
      APPLICATION.kubeProxy,
      'refused',
      ({ message, health }) =>
        /DaemonSet\.apps "kube-proxy" is invalid/.test(message) && health === 'Missing',
    );
    assert.equal(await bench.cluster.kubeProxy(), undefined);
    await ciliumIsUntouched(argo);
    return 'sync fails (DaemonSet.apps "kube-proxy" is invalid), nothing created, Cilium stays Synced and Healthy';
  });
  for (const provenance of PROVENANCES) {
    await bench.try(`override, kube-proxy ${provenance}; then its Application deleted`, async () => {
      await argo.argo.delete(APPLICATION.kubeProxy);
      await bench.cluster.makeKubeProxy(provenance);
      const containers = containersOf(await bench.cluster.kubeProxy());
      await argo.create(APPLICATION.kubeProxy);
      await argo.synced(APPLICATION.kubeProxy);
      await bench.cluster.kubeProxyPods(0);
      await argo.argo.refresh(APPLICATION.kubeProxy);
      await argo.synced(APPLICATION.kubeProxy);
      assert.deepEqual(containersOf(await bench.cluster.kubeProxy()), containers);
      await argo.argo.delete(APPLICATION.kubeProxy);
      await stays(argo);
      return 'Synced, also when compared again; 0 pods, containers kept; deleting the Application leaves the DaemonSet';
    });
  }
}

/** kube-proxy's file leaves the repository: what prunes must not take kube-proxy with it. */
export async function overrideLeavesRepository(argo: ArgoBench): Promise<void> {
  await argo.bench.try('override removed from the repository, then a sync that prunes', async () => {
    await argo.bench.cluster.makeKubeProxy('made by kubectl apply');
    await argo.create(APPLICATION.kubeProxy);
    await argo.synced(APPLICATION.kubeProxy);
    const others = argo.dist(LATEST).filter(({ path }) => path !== OVERRIDE);
    const placeholder = {
      path: `${CLUSTER}/kube-proxy/kube-system/ConfigMap.left.yaml`,
      content: CONFIG_MAP,
    };
    await argo.bench.repository.commit([...others, placeholder]);
    await argo.argo.refresh(APPLICATION.kubeProxy);
    await argo.argo.reaches(APPLICATION.kubeProxy, 'OutOfSync', ({ sync }) => sync === 'OutOfSync');
    await argo.argo.sync(APPLICATION.kubeProxy, { prune: true });
    await argo.argo.reaches(
      APPLICATION.kubeProxy,
      'through with a sync that prunes',
      ({ operation, resources }) =>
        operation === 'Succeeded' && /PruneSkipped/.test(JSON.stringify(resources)),
    );
    await stays(argo);
    await argo.bench.kubectl(['-n', 'kube-system', 'delete', 'configmap', 'left']);
    return 'kube-proxy stays (PruneSkipped)';
  });
}

/** Why the override carries an annotation, and why it has an Application of its own. */
export async function bareOverrideByArgoCd(argo: ArgoBench): Promise<void> {
  await argo.bench.try('override without its annotation, kube-proxy made by kubectl apply', async () => {
    await argo.argo.delete(APPLICATION.kubeProxy);
    await argo.bench.cluster.makeKubeProxy('made by kubectl apply');
    const bare = argo
      .dist(LATEST)
      .map((file) =>
        file.path === OVERRIDE ? { ...file, content: withoutLastApplied(file.content) } : file,
      );
    await argo.bench.repository.commit(bare);
    await argo.create(APPLICATION.kubeProxy);
    await argo.argo.reaches(
      APPLICATION.kubeProxy,
      'Unknown',
      ({ sync, message }) => sync === 'Unknown' && /ComparisonError/.test(message),
    );
    await ciliumIsUntouched(argo);
    await argo.argo.delete(APPLICATION.kubeProxy);
    return 'its Application turns Unknown (ComparisonError); Cilium, in one of its own, stays Synced';
  });
}

async function ciliumIsUntouched(argo: ArgoBench): Promise<void> {
  await argo.argo.refresh(APPLICATION.cilium);
  await argo.synced(APPLICATION.cilium);
}

async function stays(argo: ArgoBench): Promise<void> {
  // Longer than Argo CD and the garbage collector take to delete what they mean to delete.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const kubeProxy = await argo.bench.cluster.kubeProxy();
  assert.ok(kubeProxy, 'kube-proxy is gone');
  assert.equal((kubeProxy.metadata as { deletionTimestamp?: string }).deletionTimestamp, undefined);
}

const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: left\n  namespace: kube-system\n';
