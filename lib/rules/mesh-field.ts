import type { Declared } from '../cluster/declared';
import { cidrBreach } from './addresses';
import { overlaps } from './ipv4';
import { type Breach, GUIDE, type Rule } from './rule';

const MEMBERS = ['mesh', 'members'] as const;

/** What the field `mesh` needs of itself and of the rest of a cluster file. */
export const MESH_FIELD_RULES: readonly Rule[] = [
  {
    id: 'mesh-field',
    severity: 'error',
    source: `${GUIDE}/clustermesh.md`,
    check: (declared) => [...membership(declared), ...issuer(declared), ...sameTwice(declared)],
  },
  {
    id: 'mesh-pod-cidrs',
    severity: 'error',
    source: 'https://docs.cilium.io/en/stable/network/clustermesh/clustermesh/#prerequisites',
    check: (declared) => [...ownCidrs(declared), ...cidrs(declared)],
  },
  {
    id: 'mesh-peer-unconnected',
    severity: 'warning',
    source: `${GUIDE}/clustermesh.md`,
    check: (declared) =>
      others(declared)
        .filter(([, { address }]) => address === undefined)
        .map(([name]) => ({
          path: [...MEMBERS, name],
          problem: `${name} has no address, so this cluster does not connect to it yet`,
          remedy: `Add mesh.members.${name}.address once its load balancer is there: kubectl -n kube-system get svc clustermesh-apiserver`,
        })),
  },
];

type Member = NonNullable<Declared['cluster']['mesh']>['members'][string];

function all({ cluster }: Declared): [string, Member][] {
  return Object.entries(cluster.mesh?.members ?? {});
}

function others(declared: Declared): [string, Member][] {
  return all(declared).filter(([name]) => name !== declared.cluster.name);
}

function own({ cluster }: Declared): Member | undefined {
  return cluster.mesh?.members[cluster.name];
}

function membership(declared: Declared): Breach[] {
  const { name, mesh } = declared.cluster;
  const member = own(declared);
  if (mesh && !member) {
    return [
      {
        path: MEMBERS,
        problem: `the cluster "${name}" is not among the members of its mesh`,
        remedy: `Add ${name} with its id and subnet`,
      },
    ];
  }
  return member && member.subnet === undefined
    ? [
        {
          path: [...MEMBERS, name],
          problem: `${name} names no subnet, and TKE would put its mesh on a load balancer on the Internet`,
          remedy: `Add mesh.members.${name}.subnet, a subnet of its VPC`,
        },
      ]
    : [];
}

function issuer({ cluster: { mesh } }: Declared): Breach[] {
  const needed = mesh?.ca === 'cert-manager';
  if (!mesh || needed === (mesh.issuer !== undefined)) {
    return [];
  }
  return needed
    ? [
        {
          path: ['mesh', 'ca'],
          problem: 'cert-manager signs certificates with an issuer, and none is named',
          remedy: 'Add mesh.issuer, one whose CA all clusters of the mesh share',
        },
      ]
    : [
        {
          path: ['mesh', 'issuer'],
          problem: 'an issuer is used with ca: cert-manager only',
          remedy: 'Remove mesh.issuer, or set mesh.ca to cert-manager',
        },
      ];
}

/** Ids and addresses that two members share. */
function sameTwice(declared: Declared): Breach[] {
  return (['id', 'address'] as const).flatMap((what) => {
    const first = new Map<string | number, string>();
    return all(declared).flatMap(([name, member]): Breach[] => {
      const value = member[what];
      const other = value === undefined ? undefined : first.get(value);
      if (value === undefined || other === undefined) {
        if (value !== undefined) {
          first.set(value, name);
        }
        return [];
      }
      return [
        {
          path: [...MEMBERS, name, what],
          problem: `${value} is also the ${what} of ${other}`,
          remedy: `Give each member of the mesh an ${what} of its own`,
        },
      ];
    });
  });
}

/** With overlay routing the entry of a cluster in its mesh must say what its network says. */
function ownCidrs(declared: Declared): Breach[] {
  const member = own(declared);
  const { name, network } = declared.cluster;
  const missing = declared.overlay ? network.podCidrs.filter((cidr) => !member?.podCidrs.includes(cidr)) : [];
  return member && missing.length > 0
    ? [
        {
          path: [...MEMBERS, name],
          problem: `the pods of ${name} have addresses from ${missing.join(', ')}, which its entry in the mesh does not say`,
          remedy: `Add it to mesh.members.${name}.podCidrs, for the other clusters`,
        },
      ]
    : [];
}

/** Pods of one mesh reach each other by their addresses. */
function cidrs(declared: Declared): Breach[] {
  const ranges = all(declared).flatMap(([name, { podCidrs }]) =>
    podCidrs.map((cidr, index) => ({ name, cidr, path: [...MEMBERS, name, 'podCidrs', index] })),
  );
  const malformed = ranges.flatMap(({ cidr, path }) => cidrBreach(cidr, path));
  return malformed.length > 0
    ? malformed
    : ranges.flatMap(({ name, cidr, path }, index): Breach[] => {
        const other = ranges.slice(0, index).find((one) => one.name !== name && overlaps(one.cidr, cidr));
        return other
          ? [
              {
                path,
                problem: `${cidr} overlaps ${other.cidr} of ${other.name}: in a cluster mesh their pods could not reach each other`,
                remedy: 'Give each cluster of a mesh pod CIDRs of its own; they cannot be changed later',
              },
            ]
          : [];
      });
}
