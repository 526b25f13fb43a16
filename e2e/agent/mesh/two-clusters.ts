import type { ChartStore } from '../../../lib/charts/chart-store';
import type { JsonObject } from '../../../lib/json';
import { renderedOf } from '../cluster';
import { clusterFile } from '../clusters';
import type { Rendered } from '../synth';
import type { Site, Testbed } from '../testbed';
import { type DocumentedMesh, documentedMesh } from './documented';
import { Member, type MeshParts, type RemoteCluster } from './member';

/** The two clusters of docs/cluster-mesh.md, on one network. */
export class TwoClusters {
  readonly documented: DocumentedMesh = documentedMesh();

  private constructor(
    readonly a: Member,
    readonly b: Member,
    private readonly charts: ChartStore,
    private readonly parts: MeshParts,
  ) {}

  static async start(testbed: Testbed, charts: ChartStore, parts: MeshParts): Promise<TwoClusters> {
    const { names } = documentedMesh();
    const a = new Member(names[0], await testbed.beside(SITES.a), parts);
    try {
      const b = new Member(names[1], await testbed.beside(SITES.b), parts);
      return new TwoClusters(a, b, charts, parts);
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
    const podCidrs = (mesh.members as Record<string, JsonObject>)[name]?.podCidrs ?? [];
    return clusterFile(
      'overlay',
      this.parts.cilium.version,
      {},
      {
        name,
        network: { mode: 'vpc-cni', routing: 'overlay', podCidrs },
        apiServer: { host: testbed.host },
        mesh,
      },
    );
  }

  /** What a synth of both files writes for one of them. */
  rendered(of: Member, mesh: JsonObject): Rendered {
    const other = of === this.a ? this.b : this.a;
    return renderedOf(this.file(of, mesh), this.charts, [this.file(other, mesh)]);
  }

  /** The same where the file of the other is not compared with it. */
  alone(of: Member, mesh: JsonObject): Rendered {
    return renderedOf(this.file(of, mesh), this.charts);
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
  a: { host: '169.254.128.28', nodes: '10.99.2', prefix: 'a-' },
  b: { host: '169.254.128.29', nodes: '10.99.3', prefix: 'b-' },
};

/** The etcd that the agent is connected to: its own API server of the mesh, by an id that each new pod has of its own. */
function etcdOf({ status }: RemoteCluster): string | undefined {
  return /ID: (\w+)/.exec(status)?.[1];
}

function isReady({ ready, connected, synced, ...counts }: RemoteCluster): boolean {
  // Services are exported with the API of multi-cluster Services alone.
  const { 'service-exports': _, ...needed } = synced;
  return ready && connected && Object.values(needed).every(Boolean) && counts['num-nodes'] === 1;
}
