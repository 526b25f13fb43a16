import { isObject, type JsonObject } from '../../../lib/json';
import type { CiliumParts, ClusterMeshParts, CniPlugins } from '../../parts/cilium';
import { until } from '../../testbed/process';
import { Cluster, type Pod } from '../cluster';
import type { Machine } from '../machine';
import { named, type Rendered } from '../synth';
import type { Testbed } from '../testbed';
import { CertificateJobs } from './certificate-jobs';
import { LoadBalancer } from './load-balancer';
import { ServerPod } from './server-pod';
import { putVolume, volumeFiles } from './volumes';

const SERVICE = 'clustermesh-apiserver';
const NAMESPACE = 'kube-system';
const AGENTS = `/apis/apps/v1/namespaces/${NAMESPACE}/daemonsets/cilium`;
const DEPLOYMENT = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments/${SERVICE}`;
const SERVICE_PATH = `/api/v1/namespaces/${NAMESPACE}/services/${SERVICE}`;

/** What an agent's API says of another cluster. */
export interface RemoteCluster {
  readonly name: string;
  readonly ready: boolean;
  readonly connected: boolean;
  readonly status: string;
  readonly synced: Readonly<Record<string, boolean>>;
  readonly 'num-nodes'?: number;
}

/** What both members of the mesh run. */
export interface MeshParts {
  readonly cilium: CiliumParts;
  readonly clusterMesh: ClusterMeshParts;
  readonly plugins: CniPlugins;
}

/** A cluster of a mesh: an API server, a node with the agent, the operator, and the mesh's API server behind a load balancer. */
export class Member {
  readonly certificates: CertificateJobs;
  private cluster: Cluster | undefined;
  private server: ServerPod | undefined;
  private balancer: LoadBalancer | undefined;
  private applied: Rendered | undefined;
  private rollouts = 0;

  constructor(
    readonly name: string,
    readonly testbed: Testbed,
    private readonly parts: MeshParts,
  ) {
    this.certificates = new CertificateJobs(testbed.api);
  }

  /** The nodes and pods. */
  get nodes(): Cluster {
    if (this.cluster === undefined) {
      throw new Error(`${this.name} has no nodes yet`);
    }
    return this.cluster;
  }

  /** What was applied last. */
  private get rendered(): Rendered {
    if (this.applied === undefined) {
      throw new Error(`nothing was applied to ${this.name} yet`);
    }
    return this.applied;
  }

  /** Applies what the synth wrote, and runs the Jobs. */
  async apply(rendered: Rendered): Promise<void> {
    this.applied = rendered;
    await this.testbed.apply(rendered.objects);
    await this.certificates.run();
  }

  /** Starts a node with its agent, and the operator. */
  async startNode(): Promise<void> {
    const { cilium: parts, plugins } = this.parts;
    const { rendered, testbed } = this;
    const beforeAgent = (machine: Machine) => this.mountSecrets(machine);
    this.cluster = await Cluster.start(testbed, plugins, { parts, rendered, beforeAgent }, 1);
    await this.cluster.apiServerService();
  }

  /** Starts the agent and the operator again, with what was applied last. */
  async restartAgent(): Promise<void> {
    const { parts, rendered } = this;
    await this.nodes.run({
      parts: parts.cilium,
      rendered,
      beforeAgent: (machine) => this.mountSecrets(machine),
    });
  }

  /** Brings the Secrets that the agent mounts up to date, as its kubelet does, without a restart. */
  async refreshAgent(): Promise<void> {
    await this.mountSecrets(this.nodes.node());
  }

  private async mountSecrets(machine: Machine): Promise<void> {
    const { api } = this.testbed;
    const { template } = await this.specOf(AGENTS);
    const volumes = ((template as JsonObject).spec as JsonObject).volumes as JsonObject[];
    for (const [name, place] of [
      ['clustermesh-secrets', '/var/lib/cilium/clustermesh'],
      ['hubble-tls', '/var/lib/cilium/tls/hubble'],
    ] as const) {
      const volume = volumes.find((one) => one.name === name);
      if (volume === undefined) {
        throw new Error(`the agents mount no ${name}`);
      }
      const path = await putVolume(machine, name, await volumeFiles(api, NAMESPACE, volume));
      await machine.run(['ln', '-sfn', path, place]);
    }
  }

  /** Runs the mesh's API server as its Deployment is now, in a new pod, and ends the pod before. */
  async rollOutServer(): Promise<void> {
    const { template } = await this.specOf(DEPLOYMENT);
    await this.stopServer();
    this.rollouts += 1;
    const labels = { 'k8s-app': SERVICE };
    const name = `mesh-${this.rollouts}`;
    const pod = await this.nodes.pod(name, this.nodes.node(), labels, { namespace: NAMESPACE });
    const config = named(this.rendered.objects, 'ConfigMap', 'cilium-config').data as Record<string, string>;
    const server = await ServerPod.start(
      this.testbed,
      this.parts.clusterMesh,
      pod,
      template as JsonObject,
      config,
    );
    this.server = server;
    await server.ready();
    await this.nodes.endpoint(SERVICE, pod, 2379, NAMESPACE);
  }

  async stopServer(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server) {
      await server.stop();
      const { api } = this.testbed;
      await api.delete(`/api/v1/namespaces/${NAMESPACE}/pods/${server.pod.name}`);
      await api.delete(`/apis/discovery.k8s.io/v1/namespaces/${NAMESPACE}/endpointslices/${SERVICE}`);
    }
  }

  /** The template of the agents' pods; another one restarts them. */
  async agentTemplate(): Promise<string> {
    return JSON.stringify((await this.specOf(AGENTS)).template);
  }

  /** Plays the load balancer of the VPC, and writes its address into the Service as TKE does. */
  async startLoadBalancer(address: string): Promise<void> {
    const { ports } = await this.specOf(SERVICE_PATH);
    const [{ port, nodePort } = {}] = ports as JsonObject[];
    this.balancer = await LoadBalancer.start(
      address,
      Number(port),
      this.nodes.node().address,
      Number(nodePort),
    );
    await this.testbed.api.patch(`${SERVICE_PATH}/status`, {
      status: { loadBalancer: { ingress: [{ ip: address }] } },
    });
  }

  /** A Service that all clusters of the mesh have, with an endpoint here or none. */
  async globalService(name: string, port: number, pod?: Pod): Promise<string> {
    const { api } = this.testbed;
    const service = await api.create('/api/v1/namespaces/default/services', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, annotations: { 'service.cilium.io/global': 'true' } },
      spec: { ports: [{ port: 80, targetPort: port }] },
    });
    if (pod) {
      await this.nodes.endpoint(name, pod, port);
    }
    return String((service.spec as JsonObject).clusterIP);
  }

  /** What the agent's API says of a cluster, once it is as wanted. */
  async remote(
    name: string,
    wanted: (cluster: RemoteCluster) => boolean,
    seconds = 180,
  ): Promise<RemoteCluster> {
    let seen = '';
    return until(
      `the agent of ${this.name} to say of ${name} what it should`,
      async () => {
        const remote = (await this.remotes()).find((one) => one.name === name);
        seen = JSON.stringify(remote ?? null);
        return remote && wanted(remote) ? remote : undefined;
      },
      { seconds, seen: () => seen },
    );
  }

  private async remotes(): Promise<readonly RemoteCluster[]> {
    const curl = ['curl', '-s', '--max-time', '5', '--unix-socket', '/run/cilium/cilium.sock'];
    const { stdout } = await this.nodes.node().run([...curl, 'http://localhost/v1/healthz']);
    const answer = stdout.startsWith('{') ? (JSON.parse(stdout) as JsonObject) : {};
    const mesh = (answer['cluster-mesh'] ?? {}) as { clusters?: RemoteCluster[] };
    return mesh.clusters ?? [];
  }

  private async specOf(path: string): Promise<JsonObject> {
    const { spec } = (await this.testbed.api.get(path)) ?? {};
    if (!isObject(spec ?? null)) {
      throw new Error(`${this.name} has no ${path}`);
    }
    return spec as JsonObject;
  }

  async stop(): Promise<void> {
    this.balancer?.close();
    await this.server?.stop();
    await this.testbed.stop();
  }
}
