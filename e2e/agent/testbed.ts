import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { isObject, type JsonObject } from '../../lib/json';
import type { CiliumParts, NodeTools } from '../parts/cilium';
import type { KubernetesParts } from '../parts/parts';
import type { ApiClient } from '../testbed/api-client';
import { ControlPlane } from '../testbed/control-plane';
import { type HubbleCertificates, makeHubbleCertificates } from './certificates';
import { API_SERVER, POD_CIDR } from './clusters';
import { Machine } from './machine';
import { addAddress, ipv6Of, makeNetwork } from './network';
import { makeTools } from './tools';

/** Where a cluster is on the network that all of them share. */
export interface Site {
  /** Address of its API server. */
  readonly host: string;
  /** The first three numbers of the addresses of its nodes. */
  readonly nodes: string;
  /** The first three numbers of the addresses of pods on its node 0, where they are those of the VPC. */
  readonly pods: readonly [number, number, number];
  /** What the names of its nodes begin with. */
  readonly prefix: string;
}

const FIRST: Site = { host: API_SERVER.host, nodes: '10.99.1', pods: [10, 99, 100], prefix: '' };

/** The API server, the network that nodes are on, and what all nodes have alike. */
export class Testbed {
  private machines = 0;
  private readonly running = new Set<Machine>();
  private readonly tokens = new Map<string, string>();

  private constructor(
    private readonly site: Site,
    readonly plane: ControlPlane,
    readonly certificates: HubbleCertificates,
    private readonly tools: NodeTools,
    private readonly cgroup: string,
    private readonly toolsDirectory: string,
  ) {}

  /** Must run in network, mount and process namespaces of the test's own. */
  static async start(kubernetes: KubernetesParts, tools: NodeTools, cgroup: string): Promise<Testbed> {
    makeNetwork();
    return Testbed.at(FIRST, kubernetes, tools, cgroup);
  }

  private static async at(
    site: Site,
    kubernetes: KubernetesParts,
    tools: NodeTools,
    cgroup: string,
  ): Promise<Testbed> {
    addAddress(site.host);
    const plane = await ControlPlane.start(kubernetes, {
      address: site.host,
      port: API_SERVER.port,
      controllers: false,
    });
    return new Testbed(
      site,
      plane,
      makeHubbleCertificates('default'),
      tools,
      cgroup,
      makeTools(join(plane.directory, 'tools'), tools),
    );
  }

  /** Another cluster on the same network, with an API server of its own. */
  beside(site: Site): Promise<Testbed> {
    return Testbed.at(site, this.plane.kubernetes, this.tools, this.cgroup);
  }

  /** Where the API server answers. */
  get host(): string {
    return this.site.host;
  }

  /** The subnet of the pods of a node, by the number of the node, where pods have addresses of the VPC. */
  podSubnet(node: number): string {
    const [first, second, third] = this.site.pods;
    return `${first}.${second}.${third + node}.0/24`;
  }

  get api(): ApiClient {
    return this.plane.api;
  }

  /** A node that is not on the network yet. */
  async machine({ bpfSources }: Pick<CiliumParts, 'bpfSources'>): Promise<Machine> {
    this.machines += 1;
    const machine = await Machine.start({
      name: `${this.site.prefix}node-${this.machines}`,
      directory: join(this.plane.directory, 'nodes'),
      cgroup: this.cgroup,
      bpfSources,
      tools: this.toolsDirectory,
    });
    this.running.add(machine);
    return machine;
  }

  async remove(machine: Machine): Promise<void> {
    this.running.delete(machine);
    await machine.stop();
  }

  /**
   * Puts a machine on the network, and lets the cluster know it, as a kubelet does.
   *
   * @param number its number on the network; no two machines have the same at the same time
   */
  async join(machine: Machine, number = 1): Promise<void> {
    machine.connect(`${this.site.nodes}.${number}`);
    const { name, address } = machine;
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
          { type: 'InternalIP', address: ipv6Of(address) },
          { type: 'Hostname', address: name },
        ],
        capacity: { cpu: '2', memory: '4Gi', pods: '61' },
        allocatable: { cpu: '2', memory: '4Gi', pods: '61' },
      },
    });
  }

  /** Puts the token of a ServiceAccount, and the CA, on a machine; the path of their directory there comes back. */
  async mountToken(machine: Machine, serviceAccount: string): Promise<string> {
    const ca = readFileSync(join(this.plane.directory, 'certs/apiserver.crt'), 'utf8');
    const token = this.tokens.get(serviceAccount) ?? (await this.tokenOf(serviceAccount));
    this.tokens.set(serviceAccount, token);
    machine.write(`${serviceAccount}/token`, token);
    machine.write(`${serviceAccount}/namespace`, 'kube-system');
    return join(machine.write(`${serviceAccount}/ca.crt`, ca), '..');
  }

  private async tokenOf(serviceAccount: string): Promise<string> {
    const path = `/api/v1/namespaces/kube-system/serviceaccounts/${serviceAccount}/token`;
    const { status } = await this.api.create(path, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: 86400 },
    });
    return isObject(status ?? null) ? String((status as JsonObject).token) : '';
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

  /** Applies definitions of kinds, and waits until objects of them are taken. */
  async define(definitions: readonly JsonObject[]): Promise<void> {
    await this.apply(definitions);
    const { status, stderr } = await this.plane.kubectl([
      ...['wait', 'crd', '--all', '--for=condition=Established', '--timeout=60s'],
    ]);
    if (status !== 0) {
      throw new Error(`kubectl wait: ${stderr}`);
    }
  }

  /** Takes a machine, and what Cilium wrote down for it, out of the cluster. */
  async forget({ name }: Machine): Promise<void> {
    await Promise.all(
      [
        `/api/v1/nodes/${name}`,
        '/apis/cilium.io/v2/ciliumnodes',
        '/apis/cilium.io/v2/ciliumidentities',
        '/apis/cilium.io/v2/namespaces/kube-system/ciliumendpoints',
        '/apis/cilium.io/v2alpha1/ciliumpodippools',
        '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases',
      ].map((path) => this.api.delete(path)),
    );
  }

  /** ServiceAccounts that may do everything, for configurations that are judged without the rest of their cluster. */
  async makeServiceAccounts(): Promise<void> {
    const subjects = ['cilium', 'cilium-operator'].map((name) => ({
      kind: 'ServiceAccount',
      name,
      namespace: 'kube-system',
    }));
    await this.apply([
      ...subjects.map(({ name, namespace }) => ({
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name, namespace },
      })),
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'cilium-secrets' } },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: { name: 'judged' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
        subjects,
      },
    ]);
  }

  /** What the operator does for a new node, which takes it ten seconds. */
  async giveSlice({ name, address }: Machine): Promise<void> {
    const cidr = POD_CIDR.replace(/\.0\.0\/16$/, '.1.0/24');
    await this.api.create('/apis/cilium.io/v2alpha1/ciliumpodippools', {
      apiVersion: 'cilium.io/v2alpha1',
      kind: 'CiliumPodIPPool',
      metadata: { name: 'default' },
      spec: { ipv4: { cidrs: [POD_CIDR], maskSize: 24 } },
    });
    await this.api.create('/apis/cilium.io/v2/ciliumnodes', {
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNode',
      metadata: { name },
      spec: {
        addresses: [{ type: 'InternalIP', ip: address }],
        ipam: { pools: { allocated: [{ pool: 'default', cidrs: [cidr] }] } },
      },
    });
  }

  /** The definitions of Cilium's kinds, which the operator makes in a cluster. */
  async makeCrds({ crds }: CiliumParts): Promise<void> {
    const files = ['v2', 'v2alpha1'].flatMap((version) =>
      readdirSync(join(crds, version))
        .filter((file) => file.endsWith('.yaml'))
        .map((file) => join(crds, version, file)),
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
