import type { ChartStore } from '../../lib/charts/chart-store';
import type { JsonObject } from '../../lib/json';
import type { CiliumParts, CniPlugins } from '../parts/cilium';
import { until } from '../testbed/process';
import type { CiliumProcess } from './cilium';
import { API_SERVER } from './clusters';
import { addToNetwork, on, type PodNetwork } from './cni';
import { Installation } from './installation';
import type { Machine } from './machine';
import { ip } from './network';
import { type Rendered, synthesizeCluster } from './synth';
import type { Testbed } from './testbed';

const POLICIES = '/apis/cilium.io/v2/namespaces/default/ciliumnetworkpolicies';

/** A pod that runs nothing until it is asked to. */
export interface Pod extends PodNetwork {
  readonly name: string;
  readonly uid: string;
  readonly machine: Machine;
}

/** A version of Cilium, as a synth of a cluster file has it run. */
export interface Install {
  readonly parts: CiliumParts;
  readonly rendered: Rendered;
  /**
   * What else a kubelet does before it starts the agent of a node.
   * @default - nothing
   */
  readonly beforeAgent?: (machine: Machine) => Promise<void>;
}

/** Nodes with Cilium at work, and pods on them. */
export class Cluster {
  private readonly running = new Map<Machine, CiliumProcess>();
  private operator: CiliumProcess | undefined;

  private constructor(
    private readonly testbed: Testbed,
    readonly machines: readonly Machine[],
  ) {}

  static async start(
    testbed: Testbed,
    plugins: CniPlugins,
    install: Install,
    nodes: 1 | 2 = 2,
  ): Promise<Cluster> {
    const machines: Machine[] = [];
    while (machines.length < nodes) {
      machines.push(await testbed.machine(install.parts));
    }
    const cluster = new Cluster(testbed, machines);
    for (const [index, machine] of machines.entries()) {
      await testbed.join(machine, index + 1);
      await on(machine, ['sysctl', '-qw', 'net.ipv4.ip_forward=1']);
      for (const [name, { path }] of Object.entries({ ptp: plugins.ptp, 'host-local': plugins.hostLocal })) {
        await on(machine, ['ln', '-s', path, `/host/opt/cni/bin/${name}`]);
      }
    }
    await cluster.routePods();
    await cluster.run(install);
    return cluster;
  }

  /** The first node, or another one by its number. */
  node(number = 1): Machine {
    const machine = this.machines[number - 1];
    if (machine === undefined) {
      throw new Error(`there is no node ${number}`);
    }
    return machine;
  }

  /** Starts the agents and the operator of a version, in the place of those that run. */
  async run({ parts, rendered, beforeAgent }: Install): Promise<void> {
    await this.testbed.apply(rendered.objects);
    await this.operator?.stop();
    const first = this.node();
    for (const [index, machine] of this.machines.entries()) {
      await this.running.get(machine)?.stop();
      await on(machine, ['mount', '--bind', parts.bpfSources, '/var/lib/cilium/bpf']);
      await on(machine, ['ln', '-sfn', parts.cni.path, '/host/opt/cni/bin/cilium-cni']);
      const installed = await Installation.on(
        machine,
        this.testbed,
        rendered,
        standIn(this.testbed.podSubnet(index + 1)),
      );
      if (machine === first && parts.operator) {
        this.operator = installed.start('operator', parts.operator, rendered.operator);
      }
      await beforeAgent?.(machine);
      const agent = installed.start('agent', parts.agent, rendered.agent);
      this.running.set(machine, agent);
      const { kind, words } = await agent.verdict(120);
      if (kind !== 'up') {
        throw new Error(`the agent of ${machine.name} ${kind}: ${words}`);
      }
      await installed.health();
    }
  }

  /** A pod with labels, known to the API server and connected by the node's own CNI configuration. */
  async pod(
    name: string,
    machine: Machine,
    labels: Readonly<Record<string, string>>,
    {
      namespace = 'default',
      containers = [{ name: 'main', image: 'example.com/none' }],
    }: { readonly namespace?: string; readonly containers?: JsonObject[] } = {},
  ): Promise<Pod> {
    const { api } = this.testbed;
    const { metadata } = await api.create(`/api/v1/namespaces/${namespace}/pods`, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, labels },
      spec: {
        nodeName: machine.name,
        containers,
        terminationGracePeriodSeconds: 0,
      },
    });
    const network = await addToNetwork(machine, name, namespace);
    await api.send('PATCH', `/api/v1/namespaces/${namespace}/pods/${name}/status`, {
      status: {
        phase: 'Running',
        hostIP: machine.address,
        podIP: network.address,
        podIPs: [{ ip: network.address }],
        conditions: [{ type: 'Ready', status: 'True' }],
      },
    });
    return { ...network, name, machine, uid: String((metadata as JsonObject).uid) };
  }

  /** A Service of type NodePort with an endpoint, as the controllers of a cluster make it. */
  async service(name: string, pod: Pod, port: number, nodePort: number): Promise<string> {
    const service = await this.testbed.api.create('/api/v1/namespaces/default/services', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec: { type: 'NodePort', ports: [{ port: 80, targetPort: port, nodePort }] },
    });
    await this.endpoint(name, pod, port);
    return String((service.spec as JsonObject).clusterIP);
  }

  /** Makes a pod the only endpoint of a Service. */
  async endpoint(
    service: string,
    { address, machine }: Pod,
    port: number,
    namespace = 'default',
  ): Promise<void> {
    await this.testbed.apply([
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name: service, namespace, labels: { 'kubernetes.io/service-name': service } },
        addressType: 'IPv4',
        ports: [{ port, protocol: 'TCP' }],
        endpoints: [{ addresses: [address], nodeName: machine.name, conditions: { ready: true } }],
      },
    ]);
  }

  /** The endpoint of the API server's own Service, which TKE makes with an address that the API refuses from others. */
  async apiServerService(): Promise<string> {
    await this.testbed.plane.plant('/registry/endpointslices/default/kubernetes', {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: 'kubernetes',
        namespace: 'default',
        uid: '00000000-0000-4000-8000-000000000001',
        creationTimestamp: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
        labels: { 'kubernetes.io/service-name': 'kubernetes' },
      },
      addressType: 'IPv4',
      ports: [{ name: 'https', port: API_SERVER.port, protocol: 'TCP' }],
      endpoints: [{ addresses: [this.testbed.host], conditions: { ready: true } }],
    });
    const service = await until('the Service kubernetes', () =>
      this.testbed.api.get('/api/v1/namespaces/default/services/kubernetes'),
    );
    return String((service.spec as JsonObject).clusterIP);
  }

  /** A policy under which pods of one label accept connections from those with others alone. */
  async allowOnly(app: string, from: Readonly<Record<string, string>>): Promise<void> {
    // One that was there is changed: an agent takes one that is deleted and made anew at once for the old one.
    await this.testbed.apply([
      {
        apiVersion: 'cilium.io/v2',
        kind: 'CiliumNetworkPolicy',
        metadata: { name: app, namespace: 'default' },
        spec: {
          endpointSelector: { matchLabels: { app } },
          ingress: [{ fromEndpoints: [{ matchLabels: from }] }],
        },
      },
    ]);
  }

  async allowAll(app: string): Promise<void> {
    await this.testbed.api.delete(`${POLICIES}/${app}`);
  }

  async stop(): Promise<void> {
    for (const machine of this.machines) {
      await this.testbed.remove(machine);
      await this.testbed.forget(machine);
    }
    const { api } = this.testbed;
    for (const path of [
      '/api/v1/namespaces/default/pods',
      POLICIES,
      '/apis/cilium.io/v2/namespaces/default/ciliumendpoints',
      '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices',
      '/api/v1/namespaces/default/services/server',
    ]) {
      await api.delete(path);
    }
  }

  /** What a VPC does for the addresses of pods: everybody knows on which node they are. */
  private async routePods(): Promise<void> {
    for (const machine of this.machines) {
      for (const [index, other] of this.machines.entries()) {
        if (other !== machine) {
          await on(machine, ['ip', 'route', 'add', this.testbed.podSubnet(index + 1), 'via', other.address]);
        }
      }
    }
    ip(
      this.machines.map(
        ({ address }, index) => `route replace ${this.testbed.podSubnet(index + 1)} via ${address}`,
      ),
    );
  }
}

/** A stand-in for the CNI configuration of TKE, with the reference plugins; the name is the one that counts. */
function standIn(subnet: string): string {
  return JSON.stringify({
    cniVersion: '0.3.1',
    name: 'multus-cni',
    type: 'ptp',
    ipam: {
      type: 'host-local',
      subnet,
      routes: [{ dst: '0.0.0.0/0' }],
      dataDir: '/run/host-local',
    },
  });
}

/** What a synth makes of a cluster file that it must accept, together with those of other clusters. */
export function renderedOf(
  file: JsonObject,
  charts: ChartStore,
  others: readonly JsonObject[] = [],
): Rendered {
  const synthesized = synthesizeCluster(file, charts, others);
  if ('refused' in synthesized) {
    throw new Error(`the synth refuses it: ${synthesized.refused.map(({ problem }) => problem).join('; ')}`);
  }
  return synthesized.rendered;
}
