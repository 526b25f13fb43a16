import { stringify } from 'yaml';
import type { JsonObject } from '../../lib/json';
import { kubernetesParts } from '../parts/parts';
import { ControlPlane } from './control-plane';
import { Nodes, tkeNode } from './nodes';
import { until } from './process';

/** The address of TKE's API server as its endpoint says it (the guide's own example). */
export const API_SERVER = { host: '169.254.128.27', port: 60002 } as const;

/** How kube-proxy came into the cluster: whoever made it owns its fields, and that decides what an apply may do. */
export type Provenance =
  | 'absent'
  | 'made by a controller'
  | 'made by kubectl apply'
  | 'made by server-side apply';

const NODES = ['10.0.0.11', '10.0.0.12', '10.0.0.13'];

/** The container network that the cluster was made with. */
export type TkeNetwork = 'vpc-cni' | 'global-router';

/** The DaemonSet by which each network is known. */
const NETWORK_AGENTS: Readonly<Record<TkeNetwork, JsonObject>> = {
  'vpc-cni': agent('tke-eni-agent', 'v3.8.3'),
  'global-router': agent('tke-bridge-agent', 'v1.0.0'),
};

/** A control plane that looks like a TKE cluster: what TKE puts there, as far as the product depends on it. */
export class TkeCluster {
  private constructor(
    readonly plane: ControlPlane,
    private readonly nodes: Nodes,
    private readonly names: Set<string>,
  ) {}

  static async start(kubernetesVersion: string, network: TkeNetwork = 'vpc-cni'): Promise<TkeCluster> {
    const plane = await ControlPlane.start(kubernetesParts(kubernetesVersion));
    const { api } = plane;
    await until('the namespace kube-system', () =>
      api.get('/api/v1/namespaces/kube-system').then(kindOf('Namespace')),
    );
    await until('the namespace default', () =>
      api.get('/api/v1/namespaces/default').then(kindOf('Namespace')),
    );
    await plantEndpoint(plane);
    for (const object of tkeObjects(network)) {
      await api.create(object.path, object.manifest);
    }
    const cluster = new TkeCluster(plane, new Nodes(api), new Set());
    await cluster.addNodes(NODES);
    return cluster;
  }

  nodeNames(): string[] {
    return [...this.names].sort();
  }

  /** Nodes of a pool, named by their addresses. */
  async addNodes(addresses: readonly string[], taints: readonly JsonObject[] = []): Promise<void> {
    const { api } = this.plane;
    for (const address of addresses) {
      const node = tkeNode(address, address, taints);
      await api.create('/api/v1/nodes', node);
      await api.patch(`/api/v1/nodes/${address}/status`, { status: node.status ?? null });
      this.names.add(address);
    }
  }

  /** Nodes that are deleted, and what ran on them with them. */
  async removeNodes(addresses: readonly string[]): Promise<void> {
    const { api } = this.plane;
    for (const address of addresses) {
      await api.delete(`/api/v1/nodes/${address}`);
      this.names.delete(address);
      for (const { metadata } of (await api.list(
        `/api/v1/pods?fieldSelector=spec.nodeName%3D${address}`,
      )) as unknown as Pod[]) {
        await api.delete(`/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`, {
          gracePeriodSeconds: 0,
        });
      }
    }
  }

  /** Every node goes and comes back under its name, as when the instances of a pool are set up again. */
  async rebuildNodes(): Promise<void> {
    for (const name of this.nodeNames()) {
      await this.removeNodes([name]);
      await this.addNodes([name]);
    }
  }

  async stop(): Promise<void> {
    await this.nodes.stop();
    await this.plane.stop();
  }

  /** Takes away the kube-proxy there is, and makes one as said, with its pods running. */
  async makeKubeProxy(provenance: Provenance, nodeSelector: JsonObject = {}): Promise<void> {
    const { api } = this.plane;
    await api.delete(KUBE_PROXY);
    await until('the old kube-proxy to go', async () => ((await api.get(KUBE_PROXY)) ? undefined : true));
    const manifest = kubeProxy(nodeSelector);
    const input = stringify(manifest);
    if (provenance === 'absent') {
      return;
    }
    if (provenance === 'made by a controller') {
      await api.create(`${DAEMON_SETS}?fieldManager=tke-addon-controller`, manifest);
    } else {
      const serverSide =
        provenance === 'made by server-side apply' ? ['--server-side', '--field-manager=tke'] : [];
      const { status, stderr } = await this.plane.kubectl(['apply', ...serverSide, '-f', '-'], { input });
      if (status !== 0) {
        throw new Error(stderr);
      }
    }
    await this.kubeProxyPods(this.names.size);
  }

  /** Makes another DaemonSet of TKE, by a controller as TKE does, with its pods running. */
  async makeAgent(name: string): Promise<void> {
    const { api } = this.plane;
    await api.create(`${DAEMON_SETS}?fieldManager=tke-addon-controller`, agent(name, 'v1.0.0'));
    await this.podsOf(name, this.names.size);
  }

  /** Makes the Service of the cluster's DNS, with {@link KUBE_DNS_ADDRESS}. */
  async makeKubeDns(): Promise<void> {
    await this.plane.api.create(
      '/api/v1/namespaces/kube-system/services?fieldManager=tke-addon-controller',
      KUBE_DNS,
    );
  }

  async removeAgent(name: string): Promise<void> {
    await this.plane.api.delete(`${DAEMON_SETS}/${name}`);
  }

  daemonSet(name: string): Promise<JsonObject | undefined> {
    return this.plane.api.get(`${DAEMON_SETS}/${name}`);
  }

  kubeProxyPods(count: number): Promise<void> {
    return this.podsOf('kube-proxy', count);
  }

  /** Waits until a DaemonSet has so many pods, by its own count and by counting them. */
  async podsOf(name: string, count: number): Promise<void> {
    const { api } = this.plane;
    let seen = '';
    await until(
      `${count} pods of ${name}`,
      async () => {
        const { status, metadata } = ((await this.daemonSet(name)) ?? {}) as unknown as Partial<DaemonSet>;
        const pods = await api.list(`/api/v1/namespaces/kube-system/pods?labelSelector=k8s-app%3D${name}`);
        seen = `${pods.length} pods, status ${JSON.stringify(status)}`;
        const current = status?.observedGeneration === metadata?.generation;
        return (current && status?.desiredNumberScheduled === count && pods.length === count) || undefined;
      },
      { seen: () => seen },
    );
  }

  kubeProxy(): Promise<JsonObject | undefined> {
    return this.plane.api.get(KUBE_PROXY);
  }
}

interface Pod {
  readonly metadata: { readonly namespace: string; readonly name: string };
}

/** Of the range of Services that the bench's API server has. */
export const KUBE_DNS_ADDRESS = '172.16.252.10';

const KUBE_DNS: JsonObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'kube-dns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
  spec: {
    clusterIP: KUBE_DNS_ADDRESS,
    selector: { 'k8s-app': 'kube-dns' },
    ports: [
      { name: 'dns', port: 53, protocol: 'UDP' },
      { name: 'dns-tcp', port: 53, protocol: 'TCP' },
    ],
  },
};

interface DaemonSet {
  readonly metadata: { readonly generation: number };
  readonly status: { readonly observedGeneration?: number; readonly desiredNumberScheduled: number };
}

const DAEMON_SETS = '/apis/apps/v1/namespaces/kube-system/daemonsets';

const KUBE_PROXY = `${DAEMON_SETS}/kube-proxy`;

function kindOf(kind: string): (object: JsonObject | undefined) => true | undefined {
  return (object) => object?.kind === kind || undefined;
}

/** kube-proxy as TKE ships it, as far as an apply can tell. */
function kubeProxy(nodeSelector: JsonObject): JsonObject {
  const labels = { 'k8s-app': 'kube-proxy' };
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'kube-proxy', namespace: 'kube-system', labels },
    spec: {
      selector: { matchLabels: labels },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } },
      template: {
        metadata: { labels },
        spec: {
          hostNetwork: true,
          priorityClassName: 'system-node-critical',
          tolerations: [{ operator: 'Exists' }],
          ...(Object.keys(nodeSelector).length > 0 && { nodeSelector }),
          containers: [
            {
              name: 'kube-proxy',
              image: 'ccr.ccs.tencentyun.com/tkeimages/kube-proxy:v1.32.2-tke.1',
              command: [
                'kube-proxy',
                '--config=/var/lib/kube-proxy/config',
                '--hostname-override=$(NODE_NAME)',
                '--proxy-mode=iptables',
              ],
              env: [
                {
                  name: 'NODE_NAME',
                  valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'spec.nodeName' } },
                },
              ],
              securityContext: { privileged: true },
            },
          ],
        },
      },
    },
  };
}

function tkeObjects(network: TkeNetwork): { path: string; manifest: JsonObject }[] {
  return [
    {
      path: '/api/v1/namespaces/kube-system/configmaps',
      manifest: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'ip-masq-agent-config', namespace: 'kube-system' },
        data: {
          config: '{"NonMasqueradeCIDRs":["10.0.0.0/16"],"MasqLinkLocal":true,"ResyncInterval":"1m0s"}',
        },
      },
    },
    { path: DAEMON_SETS, manifest: NETWORK_AGENTS[network] },
  ];
}

/** Another DaemonSet of TKE, as far as an apply can tell. */
function agent(name: string, tag: string): JsonObject {
  const labels = { 'k8s-app': name };
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace: 'kube-system', labels },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          tolerations: [{ operator: 'Exists' }],
          containers: [{ name, image: `ccr.ccs.tencentyun.com/tkeimages/${name}:${tag}` }],
        },
      },
    },
  };
}

async function plantEndpoint(plane: ControlPlane): Promise<void> {
  const metadata = (extra: JsonObject = {}): JsonObject => ({
    name: 'kubernetes',
    namespace: 'default',
    uid: '5f0c1d0e-0000-4000-8000-000000000001',
    creationTimestamp: '2026-01-01T00:00:00Z',
    ...extra,
  });
  const ports = [{ name: 'https', port: API_SERVER.port, protocol: 'TCP' }];
  await plane.plant('/registry/services/endpoints/default/kubernetes', {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: metadata(),
    subsets: [{ addresses: [{ ip: API_SERVER.host }], ports }],
  });
  await plane.plant('/registry/endpointslices/default/kubernetes', {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: metadata({ labels: { 'kubernetes.io/service-name': 'kubernetes' } }),
    addressType: 'IPv4',
    endpoints: [{ addresses: [API_SERVER.host], conditions: { ready: true } }],
    ports,
  });
}
