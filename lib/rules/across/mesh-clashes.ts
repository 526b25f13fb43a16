import { affecting } from '../../cluster/fleet-checks';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { overlaps } from '../ipv4';
import { type Clash, grouped, placeText } from './clash';
import type { InMesh } from './fleet-member';
import type { Relation } from './meshes';

const MESH = 'https://docs.cilium.io/en/stable/network/clustermesh/clustermesh/#prerequisites';

/** What each of these rules is about, and how it is reported. */
const CLASHES = {
  id: {
    rule: 'mesh-shared-id',
    problem: (value: unknown, others: string) => `${value} is also the id of ${others} in the cluster mesh`,
    remedy: 'Give each cluster of a mesh an id of its own',
  },
  name: {
    rule: 'mesh-shared-name',
    problem: (value: unknown, others: string) =>
      `"${value}" is also the name of ${others} in the cluster mesh`,
    remedy: 'Give each cluster of a mesh a name of its own',
  },
} as const;

const UNKNOWN_MESH =
  'or, if they are not in one mesh, name the clusters of each mesh in clustermesh.config.clusters or acknowledge this';

/** Clusters that share an id, or a name. */
export function sharedInMesh(what: 'id' | 'name', members: readonly InMesh[], relation: Relation): Clash[] {
  const { rule, problem, remedy } = CLASHES[what];
  return [...grouped(members, ({ mesh }) => mesh[what].value)].flatMap(([value, holders]) => {
    const [last, ...rest] = holders.toReversed();
    const others = last ? rest.filter((other) => relation(last, other) !== 'two').toReversed() : [];
    if (!last || others.length === 0) {
      return [];
    }
    const isKnown = others.some((other) => relation(last, other) === 'one');
    const named = others.map((other) => `${other.name} (${placeText(other.mesh[what].at)})`).join(', ');
    return [
      {
        members: [last, ...others],
        diagnostic: {
          severity: isKnown ? 'error' : 'warning',
          rule,
          place: last.mesh[what].at,
          field: last.mesh[what].field,
          problem: problem(value, named),
          remedy: isKnown ? remedy : `${remedy}, ${UNKNOWN_MESH}`,
          source: MESH,
        },
      },
    ];
  });
}

/** A cluster that connects to itself. */
export function peersWithItself({ file, mesh: { name, peers } }: InMesh): Diagnostic[] {
  return peers.value.includes(name.value)
    ? [
        affecting(file, {
          severity: 'error',
          rule: 'mesh-peer-self',
          place: peers.at,
          field: peers.field,
          problem: `the cluster "${name.value}" is named as a peer of itself`,
          remedy: 'Leave it out, or correct cluster.name',
          source: MESH,
        }),
      ]
    : [];
}

/** All clusters of a mesh must use the same datapath mode. */
export function mixedRouting(members: readonly InMesh[], relation: Relation): Clash[] {
  return members.flatMap((member, index): Clash[] => {
    const other = members
      .slice(0, index)
      .find((one) => one.mesh.overlay !== member.mesh.overlay && relation(member, one) !== 'two');
    if (!other) {
      return [];
    }
    const isKnown = relation(member, other) === 'one';
    const remedy = 'Use one routing in all clusters of a mesh';
    const words = (one: InMesh) => (one.mesh.overlay ? 'overlay' : 'native');
    return [
      {
        members: [member, other],
        diagnostic: {
          severity: isKnown ? 'error' : 'warning',
          rule: 'mesh-mixed-routing',
          place: member.mesh.name.at,
          field: 'network.routing',
          problem: `${member.name} has ${words(member)} routing, and ${other.name} (${placeText(other.mesh.name.at)}) in the same cluster mesh has ${words(other)} routing`,
          remedy: isKnown ? remedy : `${remedy}, ${UNKNOWN_MESH}`,
          source: MESH,
        },
      },
    ];
  });
}

/** Pods of one mesh reach each other by their addresses. Clusters in one VPC share its CIDR by right. */
export function sharedPodCidrs(members: readonly InMesh[], relation: Relation): Clash[] {
  return members.flatMap((member, index) =>
    members.slice(0, index).flatMap((other): Clash[] => {
      const related = relation(member, other);
      if (related === 'two' || !(member.mesh.overlay || other.mesh.overlay)) {
        return [];
      }
      const shared = member.mesh.podCidrs
        .flatMap((own) => other.mesh.podCidrs.map((theirs) => ({ own, theirs })))
        .find(({ own, theirs }) => overlaps(own.value, theirs.value));
      if (!shared) {
        return [];
      }
      const { own, theirs } = shared;
      const remedy = 'Give each cluster of a mesh pod CIDRs of its own; they cannot be changed later';
      return [
        {
          members: [member, other],
          diagnostic: {
            severity: related === 'one' ? 'error' : 'warning',
            rule: 'mesh-shared-pod-cidr',
            place: own.at,
            field: member.mesh.overlay ? 'network.podCidrs' : 'facts.vpcCidrs',
            problem: `${own.value} overlaps ${theirs.value} of ${other.name} (${placeText(theirs.at)}): in a cluster mesh their pods could not reach each other`,
            remedy: related === 'one' ? remedy : `${remedy}, ${UNKNOWN_MESH}`,
            source: MESH,
          },
        },
      ];
    }),
  );
}
