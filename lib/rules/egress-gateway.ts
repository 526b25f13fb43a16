import type { Declared } from '../cluster/declared';
import type { Cluster } from '../cluster/definition';
import { suggest } from '../diagnostics/suggest';
import { covers, parseAddress, parseCidr } from './ipv4';
import { type Breach, GUIDE, type Rule } from './rule';

const SOURCE = `${GUIDE}/egress-gateway.md`;

/** The egress gateway as a field of the cluster file. */
export const EGRESS_GATEWAY_RULES: readonly Rule[] = [
  {
    id: 'egress-gateway-masquerade',
    severity: 'error',
    source: SOURCE,
    check: (declared) =>
      declared.cluster.egressGateway &&
      !(declared.on('enableIPv4Masquerade') && declared.on('bpf.masquerade'))
        ? [
            {
              path: ['egressGateway'],
              problem:
                'a gateway gives traffic its own address, for which Cilium must masquerade in eBPF, and here it does not: the agents would not start',
              remedy: declared.overlay
                ? 'Leave enableIPv4Masquerade and bpf.masquerade to this tool'
                : 'Add masquerade: {} and facts.vpcCidrs',
            },
          ]
        : [],
  },
  {
    id: 'egress-gateway-pool',
    severity: 'error',
    source: SOURCE,
    check: ({ cluster }) => (cluster.egressGateway ? poolBreaches(cluster, cluster.egressGateway.pool) : []),
  },
  {
    id: 'egress-gateway-node',
    severity: 'error',
    source: SOURCE,
    check: ({ cluster: { egressGateway, nodePools } }) => {
      const pool = nodePools.find(({ name }) => name === egressGateway?.pool);
      return pool === undefined || pool.maxNodes === 1
        ? []
        : (egressGateway?.policies ?? []).flatMap(({ name, node }, index) =>
            node === undefined
              ? [
                  {
                    path: ['egressGateway', 'policies', index],
                    problem: `a gateway is one node, the policy "${name}" names none, and ${pool.maxNodes === undefined ? `the file does not say that the pool "${pool.name}" has one node only` : `the pool "${pool.name}" may have ${pool.maxNodes}`}`,
                    remedy: `Name its node, or set maxNodes of the pool to 1`,
                  },
                ]
              : [],
          );
    },
  },
  {
    id: 'egress-gateway-policy',
    severity: 'error',
    source: SOURCE,
    check: ({ cluster: { egressGateway } }) => policyBreaches(egressGateway?.policies ?? []),
  },
  {
    id: 'egress-gateway-inside',
    severity: 'warning',
    source: SOURCE,
    check: (declared) => insideBreaches(declared),
  },
];

function poolBreaches({ nodePools }: Cluster, name: string): Breach[] {
  const index = nodePools.findIndex((pool) => pool.name === name);
  const pool = nodePools[index];
  const path = ['egressGateway', 'pool'];
  if (!pool) {
    const names = nodePools.map((other) => other.name);
    const near = suggest(name, names);
    return [
      {
        path,
        problem: `there is no node pool "${name}"`,
        remedy: near
          ? `Did you mean "${near}"?`
          : `Name one of ${names.join(', ')}, or add the pool to nodePools`,
      },
    ];
  }
  return [
    ...(pool.type === 'super' || pool.type === 'registered'
      ? [
          {
            path,
            problem:
              pool.type === 'super'
                ? `"${name}" is a pool of super nodes, on which no agent runs`
                : `the nodes of "${name}" are outside of the VPC, and traffic of its pods does not reach them`,
            remedy: 'Name a pool of regular or native nodes, with a fixed size and public addresses',
          },
        ]
      : []),
    ...(Object.keys(pool.labels ?? {}).length === 0
      ? [
          {
            path: ['nodePools', index],
            problem: 'the policies find the gateways by the labels of their pool, and this one has none',
            remedy: 'Add labels, for example labels: {egress-node: "true"}, to the pool here and in TKE',
          },
        ]
      : []),
  ];
}

type Policies = NonNullable<Cluster['egressGateway']>['policies'];

function policyBreaches(policies: Policies): Breach[] {
  return policies.flatMap(({ name, to, except, address }, index) => {
    const at = ['egressGateway', 'policies', index];
    const cidrs = (['to', 'except'] as const).flatMap((field) =>
      ({ to, except })[field].flatMap((cidr, number): Breach[] =>
        parseCidr(cidr)?.canonical
          ? []
          : [
              {
                path: [...at, field, number],
                problem: `"${cidr}" is not an IPv4 CIDR`,
                remedy:
                  'Write an address and a prefix, such as 203.0.113.0/24, with no bits behind the prefix',
              },
            ],
      ),
    );
    return [
      ...cidrs,
      ...(address !== undefined && parseAddress(address) === undefined
        ? [
            {
              path: [...at, 'address'],
              problem: `"${address}" is not an IPv4 address`,
              remedy: 'Write the internal address of the node, or leave it out',
            },
          ]
        : []),
      ...(policies.findIndex((other) => other.name === name) === index
        ? []
        : [
            {
              path: [...at, 'name'],
              problem: `there are two policies "${name}"`,
              remedy: 'Give each a name of its own',
            },
          ]),
    ];
  });
}

/** Destinations that hold the whole VPC: what pods ask of services inside it would take the way by the gateway too. */
function insideBreaches({ cluster: { egressGateway, facts } }: Declared): Breach[] {
  return (egressGateway?.policies ?? []).flatMap(({ name, to, except }, index) =>
    facts.vpcCidrs.flatMap((vpc): Breach[] => {
      const inner = parseCidr(vpc);
      const holds = (cidrs: readonly string[]) =>
        cidrs.some((cidr) => {
          const outer = parseCidr(cidr);
          return outer !== undefined && inner !== undefined && covers(outer, inner);
        });
      return holds(to) && !holds(except)
        ? [
            {
              path: ['egressGateway', 'policies', index],
              problem: `traffic of the policy "${name}" to the VPC (${vpc}) leaves by the gateway as well`,
              remedy: `Add ${vpc} to except, or acknowledge this where it is meant`,
            },
          ]
        : [];
    }),
  );
}
