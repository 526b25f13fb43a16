import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { isObject, type JsonObject } from '../../lib/json';
import type { CiliumParts, NodeTools } from '../parts/cilium';
import type { KubernetesParts } from '../parts/parts';
import type { ApiClient } from '../testbed/api-client';
import { ControlPlane } from '../testbed/control-plane';
import { type HubbleCertificates, makeHubbleCertificates } from './certificates';
import { API_SERVER } from './clusters';
import { Machine } from './machine';
import { makeNetwork } from './network';
import { makeTools } from './tools';

/** The API server, the network that nodes are on, and what all nodes have alike. */
export class Testbed {
  private machines = 0;
  private readonly running = new Set<Machine>();

  private constructor(
    readonly plane: ControlPlane,
    readonly certificates: HubbleCertificates,
    private readonly tools: string,
    private readonly cgroup: string,
  ) {}

  /** Must run in network, mount and process namespaces of the test's own. */
  static async start(kubernetes: KubernetesParts, tools: NodeTools, cgroup: string): Promise<Testbed> {
    makeNetwork([API_SERVER.host]);
    const plane = await ControlPlane.start(kubernetes, {
      address: API_SERVER.host,
      port: API_SERVER.port,
      controllers: false,
    });
    return new Testbed(
      plane,
      makeHubbleCertificates(join(plane.directory, 'hubble'), 'default'),
      makeTools(join(plane.directory, 'tools'), tools),
      cgroup,
    );
  }

  get api(): ApiClient {
    return this.plane.api;
  }

  /** A node with an address that no other has had. */
  async machine({ bpfSources }: CiliumParts): Promise<Machine> {
    this.machines += 1;
    const number = this.machines;
    const machine = await Machine.start({
      name: `node-${number}`,
      address: `10.99.${1 + Math.floor(number / 250)}.${1 + (number % 250)}`,
      directory: join(this.plane.directory, 'nodes'),
      cgroup: this.cgroup,
      bpfSources,
      tools: this.tools,
    });
    this.running.add(machine);
    return machine;
  }

  async remove(machine: Machine): Promise<void> {
    this.running.delete(machine);
    await machine.stop();
  }

  /** Lets the cluster know a machine, as a kubelet does. */
  async register({ name, address }: Machine): Promise<void> {
    await this.api.create('/api/v1/nodes', {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels: { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux' } },
      spec: { providerID: `qcloud:///100001/${name}` },
    });
    await this.api.send('PATCH', `/api/v1/nodes/${name}/status`, {
      status: {
        addresses: [
          { type: 'InternalIP', address },
          { type: 'Hostname', address: name },
        ],
        capacity: { cpu: '2', memory: '4Gi', pods: '61' },
        allocatable: { cpu: '2', memory: '4Gi', pods: '61' },
      },
    });
  }

  /** Puts the token of a ServiceAccount, and the CA, on a machine; the path of their directory there comes back. */
  async mountToken(machine: Machine, serviceAccount: string): Promise<string> {
    const path = `/api/v1/namespaces/kube-system/serviceaccounts/${serviceAccount}/token`;
    const { status } = await this.api.create(path, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: 86400 },
    });
    const ca = readFileSync(join(this.plane.directory, 'certs/apiserver.crt'), 'utf8');
    const token = isObject(status ?? null) ? String((status as JsonObject).token) : '';
    machine.write(`${serviceAccount}/token`, token);
    machine.write(`${serviceAccount}/namespace`, 'kube-system');
    return join(machine.write(`${serviceAccount}/ca.crt`, ca), '..');
  }

  /** Applies objects as the page of a cluster says. */
  async apply(objects: readonly JsonObject[]): Promise<void> {
    const input = objects.map((object) => JSON.stringify(object)).join('\n---\n');
    const { status, stderr } = await this.plane.kubectl(
      ['apply', '--server-side', '--force-conflicts', '-f', '-'],
      { input },
    );
    if (status !== 0) {
      throw new Error(`kubectl apply: ${stderr}`);
    }
  }

  /** Takes a machine, and what Cilium wrote down for it, out of the cluster. */
  async forget({ name }: Machine): Promise<void> {
    const cilium = '/apis/cilium.io/v2';
    for (const path of [
      `${cilium}/ciliumnodes/${name}`,
      `/api/v1/nodes/${name}`,
      `${cilium}/ciliumendpoints`,
      `${cilium}/ciliumidentities`,
      '/apis/cilium.io/v2alpha1/ciliumpodippools',
      '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases',
    ]) {
      await this.api.delete(path);
    }
  }

  /** The definitions of Cilium's kinds, which the operator makes in a cluster. */
  async makeCrds({ crds }: CiliumParts): Promise<void> {
    const files = ['v2', 'v2alpha1'].flatMap((version) =>
      readdirSync(join(crds, version)).map((file) => join(crds, version, file)),
    );
    for (const file of files) {
      const crd = parse(readFileSync(file, 'utf8')) as JsonObject;
      await this.api.send('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', crd);
    }
  }

  async stop(): Promise<void> {
    for (const machine of [...this.running]) {
      await this.remove(machine);
    }
    await this.plane.stop();
  }
}
