import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadCluster } from '../../lib/cluster/read-clusters';
import { isObject, type JsonObject } from '../../lib/json';
import type { FileSpec } from '../../lib/layout/layout';
import { readFacts } from '../../lib/live/cluster-facts';
import { objectsInDist } from '../../lib/live/expectations';
import { KubectlReader } from '../../lib/live/kubectl-reader';
import { preflight } from '../../lib/live/preflight';
import { DIST_RULES } from '../../lib/live/preflight-dist';
import { acceptClusters } from '../../lib/rules/accept-clusters';
import { synthesize } from '../../lib/synth/synthesize';
import { writeManifest } from '../../lib/yaml/write';
import { testCharts } from '../../test/support/charts';
import { GATEWAY_API_CRDS } from '../../test/support/gateway-api';
import { ciliumDefinitions } from '../parts/cilium';
import { until } from '../testbed/process';
import { API_SERVER, KUBE_DNS_ADDRESS } from '../testbed/tke-cluster';
import { definitionsEstablished, succeed } from './applied-twice';
import type { ArgoBench } from './argo-bench';
import { createRoot } from './argo-whole';

const NAME = 'all-layers';

/** A cluster whose file has every field that adds layers before and after Cilium. */
function clusterFile(repoURL: string): JsonObject {
  return {
    name: NAME,
    kubernetes: '1.34.1',
    network: { mode: 'vpc-cni', routing: 'overlay', podCidrs: ['10.244.0.0/16'] },
    nodePools: [
      { name: 'general', type: 'regular', os: 'tencentos-4' },
      { name: 'egress', type: 'regular', os: 'tencentos-4', maxNodes: 1, labels: { 'egress-node': 'true' } },
    ],
    kubeProxy: { mode: 'iptables', replace: true },
    apiServer: { ...API_SERVER },
    apiPriority: { level: 'L500' },
    manifests: {
      before: ['../test/fixtures/own-manifests/namespace.yaml'],
      after: ['../test/fixtures/own-manifests/policies'],
    },
    gatewayAPI: {
      crds: '1.4.1',
      loadBalancer: { ports: [{ port: 80, listener: 8080 }], internalSubnet: 'subnet-3gmxxxxx' },
    },
    localDNS: {
      kubeDnsIP: KUBE_DNS_ADDRESS,
      image: `docker.io/k8smirror/k8s-dns-node-cache:1.26.4@sha256:${'0123456789abcdef'.repeat(4)}`,
    },
    egressGateway: {
      pool: 'egress',
      policies: [{ name: 'to-bank', from: [{ namespace: 'payments' }], to: ['203.0.113.0/24'] }],
    },
    images: { allowedRegistries: ['quay.io', 'quay.tencentcloudcr.com', 'docker.io/k8smirror'] },
    facts: { vpcCidrs: ['10.0.0.0/16'], serviceCidr: '172.16.252.0/22', webhooks: [] },
    acknowledged: [{ rule: 'eni-ip-webhook', reason: 'the bench has no such webhook' }],
    argoCD: { repoURL, destination: 'https://kubernetes.default.svc' },
    cilium: { version: '1.19.6' },
  };
}

function acceptedFor(repoURL: string): readonly ReadCluster[] {
  const content = Buffer.from(writeManifest(clusterFile(repoURL)));
  return acceptClusters([{ path: `clusters/${NAME}.yaml`, content }], testCharts).clusters;
}

function distFor(repoURL: string): FileSpec[] {
  return [...synthesize(acceptedFor(repoURL), { charts: testCharts }).files];
}

/** Applications in the order of their waves; those of one wave in any. */
const WAVES = [
  ['node-init'],
  ['kube-proxy', 'tke-cni-agent', 'ip-masq-agent', 'api-priority', 'gateway-api-crds', 'before-cilium'],
  ['cilium'],
  ['gateway-load-balancer', 'egress-gateway', 'local-dns'],
  ['after-cilium'],
];

/** Applications with objects of kinds that the operator of Cilium defines. */
const WAIT_FOR_CILIUM = ['egress-gateway', 'local-dns', 'after-cilium'];

/** Every layer that a cluster file can add, by one Application of Applications, from an empty cluster. */
export async function layersByArgoCd(argo: ArgoBench): Promise<void> {
  const { bench } = argo;
  const lack = GATEWAY_API_CRDS();
  if (lack !== undefined) {
    bench.leaveOut('every layer by Argo CD', lack);
    return;
  }
  const application = (layer: string) => `${NAME}-${layer}`;
  const api = bench.cluster.plane.api;

  await bench.try('layers before Cilium, Cilium, and those after it that need no CRD of its', async () => {
    await bench.cluster.makeKubeProxy('made by a controller');
    await bench.cluster.makeAgent('tke-cni-agent');
    await bench.cluster.makeAgent('ip-masq-agent');
    await bench.cluster.makeKubeDns();
    await succeed(bench, ['create', 'namespace', 'payments']);
    await bench.repository.commit(distFor(bench.repository.url));
    await createRoot(argo);
    const ready = WAVES.flat().filter((layer) => !WAIT_FOR_CILIUM.includes(layer));
    const balancer = loadBalancerOf(argo);
    for (const layer of ready) {
      await argo.synced(application(layer));
    }
    await balancer;
    return `${ready.length} Applications Synced and Healthy, without a CRD of Cilium`;
  });

  await bench.try("layers of Cilium's kinds, before its operator has made them", async () => {
    for (const layer of WAIT_FOR_CILIUM) {
      await argo.argo.reaches(
        application(layer),
        'waiting for the kinds',
        ({ sync, message }) => sync !== 'Synced' && /cilium\.io\/Cilium|no matches for kind/i.test(message),
      );
    }
    return 'not Synced, they say which kind is missing, and retry';
  });

  await bench.try("layers of Cilium's kinds, once they are there", async () => {
    await succeed(bench, ['apply', '--server-side', '-R', '-f', ciliumDefinitions('1.19.6')]);
    await definitionsEstablished(bench);
    for (const layer of WAIT_FOR_CILIUM) {
      await argo.argo.reaches(
        application(layer),
        'Synced and Healthy',
        ({ sync, health, operation }) =>
          sync === 'Synced' && health === 'Healthy' && operation === 'Succeeded',
        300,
      );
    }
    return 'Synced and Healthy by the retry alone, nobody touched them';
  });

  await bench.try('order of the Applications', async () => {
    const created = async (layer: string) => {
      const found = await api.get(
        `/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/${application(layer)}`,
      );
      return isObject(found?.metadata) ? String(found.metadata.creationTimestamp) : '';
    };
    const times = await Promise.all(WAVES.map((wave) => Promise.all(wave.map(created))));
    for (const [index, wave] of times.entries()) {
      const next = times[index + 1] ?? [];
      assert.ok(
        next.every((later) => wave.every((earlier) => earlier < later)),
        JSON.stringify(times),
      );
    }
    return `${WAVES.length} waves, each created after the one before`;
  });

  await bench.try('tke-cilium preflight --installed, of what Argo CD applied', async () => {
    const { plane } = bench.cluster;
    const reader = new KubectlReader({
      program: plane.kubernetes.kubectl.path,
      kubeconfig: plane.kubeconfig,
    });
    const [read] = acceptedFor(bench.repository.url);
    assert.ok(read);
    const dist = objectsInDist(join(bench.repository.directory, 'dist'), NAME);
    const findings = preflight(readFacts(reader), { declared: read.declared, installed: true, dist });
    const bad = findings.filter(({ verdict }) => verdict === 'wrong' || verdict === 'unknown');
    // The server is newer than any that Cilium 1.19 is tested on.
    assert.deepEqual(
      bad.map(({ rule, remedy }) => [rule, remedy]).filter(([rule]) => rule !== 'Kubernetes version'),
      [],
    );
    const rows = DIST_RULES.map(({ rule }) => findings.find((one) => one.rule === rule)).filter((row) => row);
    return `nothing drifted: ${rows.map((row) => `${row?.rule} ${row?.found}`).join(', ')}`;
  });

  await bench.try('a policy that leaves the repository, and one that was never in it', async () => {
    const stranger = `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: by-hand, namespace: flow-logs}
spec: {endpointSelector: {}, ingress: [{fromEntities: [cluster]}]}
`;
    const { status, stderr } = await bench.cluster.plane.kubectl(['apply', '-f', '-'], { input: stranger });
    assert.equal(status, 0, stderr);
    const files = distFor(bench.repository.url).filter(
      ({ path }) => !path.endsWith('NetworkPolicy.from-nobody.yaml'),
    );
    await bench.repository.commit(files);
    await argo.argo.refresh(application('after-cilium'));
    await argo.argo.reaches(application('after-cilium'), 'OutOfSync', ({ sync }) => sync === 'OutOfSync');
    // That nothing is deleted shows in time alone: longer than a resync takes.
    await sleep(20_000);
    await succeed(bench, ['-n', 'flow-logs', 'get', 'networkpolicy', 'from-nobody']);
    await succeed(bench, ['-n', 'flow-logs', 'get', 'ciliumnetworkpolicy', 'by-hand']);
    const after = await argo.argo.state(application('after-cilium'));
    assert.match(after?.resources['NetworkPolicy/from-nobody'] ?? '', /^OutOfSync/);
    for (const layer of WAVES.flat().filter((one) => one !== 'after-cilium')) {
      await argo.synced(application(layer));
    }
    return 'both stay; the Application is OutOfSync and names the first, the others are Synced';
  });
}

/** Plays the controller of TKE that gives a Service of type LoadBalancer its address. */
async function loadBalancerOf({ bench }: ArgoBench): Promise<void> {
  const { api } = bench.cluster.plane;
  const services = '/api/v1/namespaces/kube-system/services';
  const service = await until(
    'a Service of type LoadBalancer',
    async () => (await api.list(services)).find(({ spec }) => isObject(spec) && spec.type === 'LoadBalancer'),
    { seconds: 300 },
  );
  const { name } = isObject(service.metadata) ? service.metadata : {};
  await api.patch(`${services}/${name}/status`, {
    status: { loadBalancer: { ingress: [{ ip: '10.0.7.12' }] } },
  });
}
