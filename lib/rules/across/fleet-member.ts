import type { SourcePosition } from '../../cluster/layered-settings';
import type { ReadCluster } from '../../cluster/read-clusters';
import { isObject, type JsonValue } from '../../json';

/** A value and where it is set. */
interface Located<T> {
  readonly value: T;
  readonly at: SourcePosition;
}

/** What of a cluster may clash with another. Plain data: it is kept with the proof of a synth. */
export interface FleetMember {
  readonly file: string;
  readonly name: string;
  /** Rules of this file whose warnings it acknowledges. */
  readonly acknowledged: readonly Located<string>[];
  /** Absent when it is in no cluster mesh. */
  readonly mesh?: MeshMember;
  readonly argoCD?: Destination;
}

/** The same with the field, as messages name it. */
interface AtField<T> extends Located<T> {
  readonly field: string;
}

interface Destination extends Located<string> {
  /** Whether the cluster's own file says it. */
  readonly own: boolean;
}

interface MeshMember {
  readonly id: AtField<number>;
  readonly name: AtField<string>;
  /** Names of the clusters that it connects to, as far as its values say. */
  readonly peers: AtField<readonly string[]>;
  /** What pods have addresses from: pod CIDRs with overlay routing, else the VPC. */
  readonly podCidrs: readonly Located<string>[];
  readonly overlay: boolean;
}

/** A cluster of a cluster mesh. */
export type InMesh = FleetMember & { readonly mesh: MeshMember };

const RULES = [
  'mesh-shared-id',
  'mesh-shared-name',
  'mesh-shared-pod-cidr',
  'mesh-peer-self',
  'mesh-mixed-routing',
  'argocd-shared-destination',
];

/** Whether warnings of that id come from a comparison of clusters, and not from one of them alone. */
export function isRuleAcrossClusters(rule: string): boolean {
  return RULES.includes(rule);
}

/** What of a cluster has to be compared with all others. */
export function fleetMember({ file, cluster, declared, position, settings }: ReadCluster): FleetMember {
  const at = (...path: string[]) => position(path);
  const inValues = (...path: string[]) => at('cilium', 'values', ...path);
  /** Of a mesh that is a field the values follow from it. */
  const ofMesh = (field: readonly string[], ...values: string[]) =>
    cluster.mesh
      ? { at: position(field), field: field.join('.') }
      : { at: inValues(...values), field: ['cilium.values', ...values].join('.') };
  const { network, facts, argoCD } = cluster;
  const overlay = network.routing === 'overlay';
  const podCidrs = overlay
    ? network.podCidrs.map((value, index) => ({ value, at: position(['network', 'podCidrs', index]) }))
    : facts.vpcCidrs.map((value, index) => ({ value, at: position(['facts', 'vpcCidrs', index]) }));
  return {
    file,
    name: cluster.name,
    acknowledged: cluster.acknowledged.flatMap(({ rule }, index) =>
      isRuleAcrossClusters(rule) ? [{ value: rule, at: position(['acknowledged', index]) }] : [],
    ),
    ...(declared.inMesh && {
      mesh: {
        id: {
          value: Number(declared.value('cluster.id')),
          ...ofMesh(['mesh', 'members', cluster.name, 'id'], 'cluster', 'id'),
        },
        name: { value: String(declared.value('cluster.name')), ...ofMesh(['name'], 'cluster', 'name') },
        peers: {
          value: peersOf(declared),
          ...ofMesh(['mesh', 'members'], 'clustermesh', 'config', 'clusters'),
        },
        podCidrs,
        overlay,
      },
    }),
    ...(argoCD && {
      argoCD: {
        value: argoCD.destination,
        at: at('argoCD', 'destination'),
        own: settings.settings(['argoCD', 'destination'])[0]?.at.file === file,
      },
    }),
  };
}

/** Members of the mesh count before they are connected; else whom the values connect to. */
function peersOf(declared: ReadCluster['declared']): string[] {
  const { name, mesh } = declared.cluster;
  if (mesh) {
    return Object.keys(mesh.members).filter((member) => member !== name);
  }
  return declared.on('clustermesh.config.enabled')
    ? peerNames(declared.value('clustermesh.config.clusters'))
    : [];
}

/** The chart takes a list of clusters, each with its name, or a map of them by name. */
function peerNames(clusters: JsonValue | undefined): string[] {
  if (Array.isArray(clusters)) {
    return clusters.flatMap((peer) => (isObject(peer) && typeof peer.name === 'string' ? [peer.name] : []));
  }
  return isObject(clusters)
    ? Object.entries(clusters).flatMap(([name, peer]) =>
        isObject(peer) && peer.enabled === false ? [] : [name],
      )
    : [];
}
