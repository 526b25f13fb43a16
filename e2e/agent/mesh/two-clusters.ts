import type { ChartStore } from '../../../lib/charts/chart-store';
import type { JsonObject } from '../../../lib/json';
import { renderedOf } from '../cluster';
import { clusterFile, VPC_CIDR } from '../clusters';
import { on } from '../cni';
import type { Rendered } from '../synth';
import type { Site, Testbed } from '../testbed';
import { documentedMesh } from './documented';
import { Member, type MeshParts, type RemoteCluster } from './member';

/** The routings of a mesh. */
export type MeshBase = 'overlay' | 'native';

/** The two clusters of docs/cluster-mesh.md, on one network. */
export class TwoClusters {
  private constructor(
    /** The mesh of the page. With native routing its pods have addresses of the VPC instead. */
    readonly mesh: JsonObject,
    readonly a: Member,
    readonly b: Member,
    private readonly base: MeshBase,
    private readonly charts: ChartStore,
    private readonly parts: MeshParts,
  ) {}

  static async start(
    testbed: Testbed,
    charts: ChartStore,
    parts: MeshParts,
    base: MeshBase,
  ): Promise<TwoClusters> {
    const { mesh, names } = documentedMesh();
    const a = new Member(names[0], await testbed.beside(SITES.a), parts);
    try {
      const b = new Member(names[1], await testbed.beside(SITES.b), parts);
      const used = base === 'overlay' ? mesh : withPodCidrs(mesh, [a, b]);
      return new TwoClusters(used, a, b, base, charts, parts);
    } catch (error) {
      await a.stop();
      throw error;
    }
  }

  get members(): readonly [Member, Member] {
    return [this.a, this.b];
  }

  /** The cluster file of one of them, in a mesh. */
  file({ name, testbed }: Member, mesh: JsonObject): JsonObject {
    const members = mesh.members as Record<string, { readonly podCidrs: string[] }>;
    const podCidrs = members[name]?.podCidrs ?? [];
    const network = { mode: 'vpc-cni', routing: 'overlay', podCidrs };
    // Of what pods send to the other cluster, the list of exceptions is then all that keeps it from being masqueraded.
    const masqueraded = { masquerade: {}, facts: { vpcCidrs: [VPC_CIDR, ...podCidrs], webhooks: [] } };
    const fields = {
      name,
      ...(this.base === 'overlay' ? { network } : masqueraded),
      apiServer: { host: testbed.host },
      mesh,
    };
    return clusterFile(this.base, this.parts.cilium.version, {}, fields);
  }

  /** What a synth of both files writes for one of them. */
  rendered(of: Member, mesh: JsonObject): Rendered {
    const other = of === this.a ? this.b : this.a;
    return renderedOf(this.file(of, mesh), this.charts, [this.file(other, mesh)]);
  }

  /** What the network between two VPCs does for the addresses of pods: everybody knows on which node they are. */
  async joinNetworks(): Promise<void> {
    for (const [member, other] of [
      [this.a, this.b],
      [this.b, this.a],
    ] as const) {
      const route = ['ip', 'route', 'add', other.testbed.podSubnet(1), 'via', other.nodes.node().address];
      await on(member.nodes.node(), route);
    }
  }

  /**
   * Waits until the agent of each says that it has all of the other: what they say.
   *
   * @param before what they said earlier; they must have connected anew since
   */
  async bothReady(before: readonly RemoteCluster[] = []): Promise<readonly RemoteCluster[]> {
    const said: RemoteCluster[] = [];
    for (const [member, other] of [
      [this.a, this.b],
      [this.b, this.a],
    ] as const) {
      const old = before.find(({ name }) => name === other.name);
      const again = (now: RemoteCluster) => old === undefined || etcdOf(old) !== etcdOf(now);
      said.push(await member.remote(other.name, (now) => isReady(now) && again(now)));
    }
    return said;
  }

  async stop(): Promise<void> {
    await this.a.stop();
    await this.b.stop();
  }
}

const SITES: Readonly<Record<'a' | 'b', Site>> = {
  a: { host: '169.254.128.28', nodes: '10.99.2', pods: [10, 97, 120], prefix: 'a-' },
  b: { host: '169.254.128.29', nodes: '10.99.3', pods: [10, 98, 130], prefix: 'b-' },
};

function withPodCidrs(mesh: JsonObject, clusters: readonly Member[]): JsonObject {
  const members = mesh.members as Record<string, JsonObject>;
  const changed = clusters.map(
    ({ name, testbed }) =>
      [name, { ...members[name], podCidrs: [testbed.podSubnet(1)] }] as [string, JsonObject],
  );
  return { ...mesh, members: Object.fromEntries(changed) };
}

/** The etcd that the agent is connected to: its own API server of the mesh, by an id that each new pod has of its own. */
function etcdOf({ status }: RemoteCluster): string | undefined {
  return /ID: (\w+)/.exec(status)?.[1];
}

function isReady({ ready, connected, synced, ...counts }: RemoteCluster): boolean {
  // Services are exported with the API of multi-cluster Services alone.
  const { 'service-exports': _, ...needed } = synced;
  return ready && connected && Object.values(needed).every(Boolean) && counts['num-nodes'] === 1;
}
