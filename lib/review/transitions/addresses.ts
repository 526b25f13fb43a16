import type { ClusterFacts } from '../consequences/cluster-facts';
import { shellWord } from '../consequences/shell-word';
import { code, listText, type Text } from '../text';
import { claimsConfig, type Found, type TransitionRule } from './transition';

const POOLS = 'auto-create-cilium-pod-ip-pools';
const CLUSTER_POOL = 'cluster-pool-ipv4-cidr';
const CLUSTER_POOL_MASK = 'cluster-pool-ipv4-mask-size';
const MASQUERADE_POOLS = 'ipv4-native-routing-cidr';

/** A pool of pod addresses. */
interface Pool {
  readonly cidrs: readonly string[];
  readonly maskSize: string;
}

/** Where pods get their addresses from: written into the cluster once, and never changed there by a manifest. */
export const ADDRESS_RULES: readonly TransitionRule[] = [
  {
    id: 'ipam-mode-changed',
    find: ({ config: before }, { config: after }) => {
      const [from, to] = [before?.ipam, after?.ipam];
      return from === undefined || to === undefined || from === to
        ? []
        : [
            {
              change: `${from} -> ${to}`,
              group: 'irreversible',
              stops: true,
              problem: `the IPAM mode of a running cluster changes from ${code(from)} to ${code(to)}: pods keep addresses that the new mode may hand out again, and connections break`,
              steps: NEW_CLUSTER,
              field: ['network', 'routing'],
              claims: claimsConfig('ipam', POOLS, CLUSTER_POOL, CLUSTER_POOL_MASK, MASQUERADE_POOLS),
            },
          ];
    },
  },
  {
    id: 'pod-cidrs-changed',
    find: (before, after) =>
      changedPools(before, after).flatMap(([name, was, is]): Found[] => {
        const kept = was.cidrs.every((cidr, index) => is?.cidrs[index] === cidr);
        if (kept && is) {
          return [];
        }
        const now = is?.cidrs ?? [];
        return [
          {
            change: `${name} ${was.cidrs.join(',')} -> ${now.join(',') || 'none'}`,
            group: 'irreversible',
            stops: true,
            problem: `pod CIDRs of pool ${code(name)} change from ${listText(was.cidrs.map(code))} to ${now.length > 0 ? listText(now.map(code)) : 'none'}: the operator never changes a pool that exists, so cluster and file differ from then on, and a new CIDR in its place is not used`,
            steps: [
              'Leave the CIDRs that are there as they are, in this order',
              `Add a new one at the end of ${code('network.podCidrs')}, and in the pool: ${code(addToPool(name, '<CIDR>'))}`,
              'To get rid of one, move the work to another cluster',
              emptyCluster(name),
            ],
            field: ['network', 'podCidrs'],
            claims: claimsConfig(POOLS, CLUSTER_POOL),
          },
        ];
      }),
  },
  {
    id: 'pod-cidrs-appended',
    find: (before, after) =>
      changedPools(before, after).flatMap(([name, was, is]): Found[] => {
        const added = is?.cidrs.slice(was.cidrs.length) ?? [];
        const kept = is !== undefined && was.cidrs.every((cidr, index) => is.cidrs[index] === cidr);
        return !kept || added.length === 0
          ? []
          : [
              {
                change: `${name} + ${added.join(',')}`,
                group: 'needs-hand',
                stops: false,
                problem: `pool ${code(name)} gets ${listText(added.map(code))}: the operator does not change a pool that exists`,
                steps: added.map((cidr) => `Add it in the cluster too: ${code(addToPool(name, cidr))}`),
                field: ['network', 'podCidrs'],
                claims: claimsConfig(POOLS, CLUSTER_POOL),
              },
            ];
      }),
  },
  {
    id: 'pod-cidr-mask-size-changed',
    find: (before, after) =>
      changedPools(before, after).flatMap(([name, was, is]): Found[] =>
        is === undefined || is.maskSize === was.maskSize
          ? []
          : [
              {
                change: `${name} /${was.maskSize} -> /${is.maskSize}`,
                group: 'irreversible',
                stops: true,
                problem: `the slices of pool ${code(name)} change from ${code(`/${was.maskSize}`)} to ${code(`/${is.maskSize}`)}: the mask size of a pool that exists cannot change`,
                steps: [
                  `Leave ${code('network.podCidrMaskSize')} at ${was.maskSize}; a node that runs out of addresses takes another slice`,
                  'Use the new size in a new cluster',
                  emptyCluster(name),
                ],
                field: ['network', 'podCidrMaskSize'],
                claims: claimsConfig(POOLS, CLUSTER_POOL_MASK),
              },
            ],
      ),
  },
];

/** What to do where nothing can be changed in place. */
export const NEW_CLUSTER = [
  'Leave this cluster as it is',
  'Make another cluster with the new settings, and move the work there',
  'Only where the cluster runs nothing yet: acknowledge it, and rebuild every node after the merge',
];

function addToPool(pool: string, cidr: string): string {
  return `kubectl patch ciliumpodippool ${shellWord(pool)} --type=json -p '[{"op": "add", "path": "/spec/ipv4/cidrs/-", "value": "${cidr}"}]'`;
}

/** The operator makes pools when it starts, and only those that are not there. */
function emptyCluster(pool: string): Text {
  return `Only where the cluster runs nothing yet: acknowledge it, delete the pool before the merge (${code(`kubectl delete ciliumpodippool ${shellWord(pool)}`)}), for the operator makes it anew when it starts with the new configuration, and rebuild every node afterwards`;
}

/** The pools whose definitions differ while the IPAM mode stays. */
function changedPools(before: ClusterFacts, after: ClusterFacts): [string, Pool, Pool | undefined][] {
  if (!before.config || !after.config || before.config.ipam !== after.config.ipam) {
    return [];
  }
  const now = poolsOf(after.config);
  return [...poolsOf(before.config)].map(([name, pool]) => [name, pool, now.get(name)]);
}

/** `default=ipv4-cidrs:10.244.0.0/16,10.245.0.0/16;ipv4-mask-size:24`, or the pool of the cluster-pool mode. */
function poolsOf(config: Readonly<Record<string, string>>): Map<string, Pool> {
  const pools = new Map<string, Pool>();
  for (const text of (config[POOLS] ?? '').split(/\s+/).filter((one) => one !== '')) {
    const equals = text.indexOf('=');
    const facts = new Map(
      text
        .slice(equals + 1)
        .split(';')
        .map((fact) => [fact.slice(0, fact.indexOf(':')), fact.slice(fact.indexOf(':') + 1)]),
    );
    pools.set(text.slice(0, equals), {
      cidrs: words(facts.get('ipv4-cidrs')),
      maskSize: facts.get('ipv4-mask-size') ?? '',
    });
  }
  const cidrs = words(config[CLUSTER_POOL]);
  if (cidrs.length > 0) {
    pools.set('cluster-pool', { cidrs, maskSize: config[CLUSTER_POOL_MASK] ?? '' });
  }
  return pools;
}

function words(text: string | undefined): string[] {
  return (text ?? '').split(/[\s,]+/).filter((word) => word !== '');
}
