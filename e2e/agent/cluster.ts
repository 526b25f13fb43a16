import type { ChartStore } from '../../lib/charts/chart-store';
import type { JsonObject } from '../../lib/json';
import type { Base } from '../../lib/rules/agent/agent-rule';
import type { CiliumParts, CniPlugins } from '../parts/cilium';
import { until } from '../testbed/process';
import type { CiliumProcess } from './cilium';
import { API_SERVER, clusterFile } from './clusters';
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
  readonly machine: Machine;
}

/** Two nodes with Cilium at work, and pods on them. */
export class Cluster {
  private readonly running = new Map<Machine, CiliumProcess>();
  private operator: CiliumProcess | undefined;

  private constructor(
    private readonly testbed: Testbed,
    readonly machines: readonly [Machine, Machine],
  ) {}

  static async start(
    testbed: Testbed,
    parts: CiliumParts,
    charts: ChartStore,
    base: Base,
    plugins: CniPlugins,
  ): Promise<Cluster> {
    const machines: [Machine, Machine] = [await testbed.machine(parts), await testbed.machine(parts)];
    const cluster = new Cluster(testbed, machines);
    for (const [index, machine] of machines.entries()) {
      await testbed.join(machine, index + 1);
      await on(machine, ['sysctl', '-qw', 'net.ipv4.ip_forward=1']);
      for (const [name, { path }] of Object.entries({ ptp: plugins.ptp, 'host-local': plugins.hostLocal })) {
        await on(machine, ['ln', '-s', path, `/host/opt/cni/bin/${name}`]);
      }
    }
    await cluster.routePods();
    await cluster.run(parts, charts, base);
    return cluster;
  }

  /** Starts the agents and the operator of a version, in the place of those that run. */
  async run(parts: CiliumParts, charts: ChartStore, base: Base): Promise<void> {
    const rendered = renderedOf(base, parts, charts);
    await this.testbed.apply(rendered.objects);
    await this.operator?.stop();
    const [first] = this.machines;
    for (const [index, machine] of this.machines.entries()) {
      await this.running.get(machine)?.stop();
      await on(machine, ['mount', '--bind', parts.bpfSources, '/var/lib/cilium/bpf']);
      await on(machine, ['ln', '-sfn', parts.cni.path, '/host/opt/cni/bin/cilium-cni']);
      const installed = await Installation.on(machine, this.testbed, rendered, standIn(index + 1));
      if (machine === first && parts.operator) {
        this.operator = installed.start('operator', parts.operator, rendered.operator);
      }
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
  async pod(name: string, machine: Machine, labels: Readonly<Record<string, string>>): Promise<Pod> {
    const { api } = this.testbed;
    await api.create('/api/v1/namespaces/default/pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, labels },
      spec: {
        nodeName: machine.name,
        containers: [{ name: 'main', image: 'example.com/none' }],
        terminationGracePeriodSeconds: 0,
      },
    });
    const network = await addToNetwork(machine, name);
    await api.send('PATCH', `/api/v1/namespaces/default/pods/${name}/status`, {
      status: {
        phase: 'Running',
        hostIP: machine.address,
        podIP: network.address,
        podIPs: [{ ip: network.address }],
      },
    });
    return { ...network, name, machine };
  }

  /** A Service of type NodePort with an endpoint, as the controllers of a cluster make it. */
  async service(name: string, { address, machine }: Pod, port: number, nodePort: number): Promise<string> {
    const { api } = this.testbed;
    const service = await api.create('/api/v1/namespaces/default/services', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec: { type: 'NodePort', ports: [{ port: 80, targetPort: port, nodePort }] },
    });
    await api.create('/apis/discovery.k8s.io/v1/namespaces/default/endpointslices', {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name, labels: { 'kubernetes.io/service-name': name } },
      addressType: 'IPv4',
      ports: [{ port, protocol: 'TCP' }],
      endpoints: [{ addresses: [address], nodeName: machine.name, conditions: { ready: true } }],
    });
    return String((service.spec as JsonObject).clusterIP);
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
      endpoints: [{ addresses: [API_SERVER.host], conditions: { ready: true } }],
    });
    const service = await until('the Service kubernetes', () =>
      this.testbed.api.get('/api/v1/namespaces/default/services/kubernetes'),
    );
    return String((service.spec as JsonObject).clusterIP);
  }

  /** A policy under which pods of one label accept connections from those of another alone. */
  async allowOnly(app: string, from: string): Promise<void> {
    await this.testbed.api.create(POLICIES, {
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: { name: app },
      spec: {
        endpointSelector: { matchLabels: { app } },
        ingress: [{ fromEndpoints: [{ matchLabels: { app: from } }] }],
      },
    });
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
    const [one, other] = this.machines;
    await on(one, ['ip', 'route', 'add', subnet(2), 'via', other.address]);
    await on(other, ['ip', 'route', 'add', subnet(1), 'via', one.address]);
    ip(this.machines.map(({ address }, index) => `route replace ${subnet(index + 1)} via ${address}`));
  }
}

function subnet(node: number): string {
  return `10.99.${100 + node}.0/24`;
}

/** A stand-in for the CNI configuration of TKE, with the reference plugins; the name is the one that counts. */
function standIn(node: number): string {
  return JSON.stringify({
    cniVersion: '0.3.1',
    name: 'multus-cni',
    type: 'ptp',
    ipam: {
      type: 'host-local',
      subnet: subnet(node),
      routes: [{ dst: '0.0.0.0/0' }],
      dataDir: '/run/host-local',
    },
  });
}

function renderedOf(base: Base, { version }: CiliumParts, charts: ChartStore): Rendered {
  const synthesized = synthesizeCluster(clusterFile(base, version), charts);
  if ('refused' in synthesized) {
    throw new Error(`the synth refuses it: ${synthesized.refused.map(({ problem }) => problem).join('; ')}`);
  }
  return synthesized.rendered;
}
