import { type Declared, meshCidrsOf } from '../cluster/declared';
import { isObject } from '../json';
import { addressText, overlaps, parseCidr } from './ipv4';
import { type Breach, GUIDE, type Rule } from './rule';

const INSTALL = `${GUIDE}/install.md`;

/** Addresses of the VPC, of Services and of pods. */
export const ADDRESS_RULES: readonly Rule[] = [
  {
    id: 'cidr-form',
    severity: 'error',
    source: INSTALL,
    check: ({ cluster: { facts } }) => [
      ...facts.vpcCidrs.flatMap((cidr, index) => cidrBreach(cidr, ['facts', 'vpcCidrs', index])),
      ...facts.meshCidrs.flatMap((cidr, index) => cidrBreach(cidr, ['facts', 'meshCidrs', index])),
      ...(facts.serviceCidr === undefined ? [] : cidrBreach(facts.serviceCidr, ['facts', 'serviceCidr'])),
    ],
  },
  {
    id: 'cidr-overlap',
    severity: 'error',
    source: INSTALL,
    check: ({ cluster: { facts } }) => {
      const overlapping = facts.vpcCidrs.filter((text) => overlaps(facts.serviceCidr ?? '', text));
      return overlapping.map((vpc) => ({
        path: ['facts', 'serviceCidr'],
        problem: `the Service addresses ${facts.serviceCidr} lie in the VPC's ${vpc}, so a pod and a Service can have one address`,
        remedy: 'Correct the CIDR, or build the cluster with a Service CIDR outside the VPC',
      }));
    },
  },
  {
    id: 'pod-cidrs-needed',
    severity: 'error',
    source: INSTALL,
    check: ({ overlay, names, cluster: { network } }) =>
      overlay === network.podCidrs.length > 0
        ? []
        : [
            overlay
              ? {
                  path: ['network', 'podCidrs'],
                  problem: 'with overlay routing Cilium hands out the addresses of pods, and there are none',
                  remedy: `Add ${names.podCidrs}, for example [10.244.0.0/16]`,
                }
              : {
                  path: ['network', 'podCidrs'],
                  problem: 'with native routing TKE hands out the addresses of pods, and this has no effect',
                  remedy: `Remove it. Or: ${names.useOverlay}`,
                },
          ],
  },
  {
    id: 'pod-cidr-form',
    severity: 'error',
    source: INSTALL,
    check: (declared) =>
      podBlocks(declared).flatMap(({ text, maskSize, path }): readonly Breach[] => {
        const malformed = cidrBreach(text, path);
        return malformed.length > 0 || prefixOf(text) < maskSize
          ? malformed
          : [
              {
                path,
                problem: Number.isInteger(maskSize)
                  ? `"${text}" is not larger than one slice of it, a /${maskSize}`
                  : `the pool of "${text}" does not say in maskSize how large a slice of it is`,
                remedy: `Use a larger CIDR, or smaller slices (${declared.names.podCidrMaskSize}, or maskSize of the pool)`,
              },
            ];
      }),
  },
  {
    id: 'pod-cidr-overlap',
    severity: 'error',
    source: INSTALL,
    check: (declared) => {
      const blocks = podBlocks(declared);
      return blocks.flatMap(({ text, path }, index): readonly Breach[] => {
        const others = [
          ...takenAddresses(declared),
          ...blocks
            .slice(0, index)
            .map((block) => ({ text: block.text, what: `the pods' own ${block.text}` })),
        ];
        return others
          .filter((other) => overlaps(text, other.text))
          .map(({ what }) => ({
            path,
            problem: `the pod addresses ${text} overlap ${what}, which pods could not reach`,
            remedy: 'Choose a CIDR that nothing else uses',
          }));
      });
    },
  },
  {
    id: 'pod-cidr-unchecked',
    severity: 'warning',
    source: INSTALL,
    check: ({ overlay, inMesh, cluster, cluster: { facts } }) => [
      ...(overlay && (facts.vpcCidrs.length === 0 || facts.serviceCidr === undefined)
        ? [
            {
              path: ['facts'],
              problem:
                'the file does not say which addresses the VPC and the Services have, so their overlap with pod addresses cannot be checked',
              remedy: 'Add facts.vpcCidrs and facts.serviceCidr',
            },
          ]
        : []),
      ...(overlay && inMesh && meshCidrsOf(cluster).length === 0
        ? [
            {
              path: ['facts', 'meshCidrs'],
              problem:
                'the file does not say which addresses the pods of the other clusters of the mesh have',
              remedy: 'Add facts.meshCidrs',
            },
          ]
        : []),
    ],
  },
  {
    id: 'pod-cidr-capacity',
    severity: 'error',
    source: INSTALL,
    check: ({ overlay, nodes, names, cluster: { network } }) => {
      const slices = network.podCidrs.reduce(
        (sum, text) => sum + 2 ** Math.max(0, network.podCidrMaskSize - prefixOf(text)),
        0,
      );
      return overlay && network.podCidrs.length > 0 && slices < nodes
        ? [
            {
              path: ['network', 'podCidrs'],
              problem: `the CIDRs hold ${slices} slices of /${network.podCidrMaskSize}, and the node pools may have ${nodes} nodes, each of which needs one`,
              remedy: `Add a CIDR or, before the first install, raise ${names.podCidrMaskSize}`,
            },
          ]
        : [];
    },
  },
];

/** A CIDR that Cilium hands out to pods. */
interface PodBlock {
  readonly text: string;
  /** Prefix length of the slices that nodes take of it. */
  readonly maskSize: number;
  readonly path: readonly (string | number)[];
}

/** Of the pool that this tool makes, and of those that the chart values add. */
function podBlocks(declared: Declared): readonly PodBlock[] {
  if (!declared.overlay) {
    return [];
  }
  const { podCidrs, podCidrMaskSize } = declared.cluster.network;
  const pools = declared.value(POOLS);
  const added = Object.entries(isObject(pools) ? pools : {}).filter(([name]) => name !== 'default');
  return [
    ...podCidrs.map((text, index) => ({
      text,
      maskSize: podCidrMaskSize,
      path: ['network', 'podCidrs', index],
    })),
    ...added.flatMap(([name, pool]) => {
      const { cidrs, maskSize } = isObject(pool) && isObject(pool.ipv4) ? pool.ipv4 : {};
      return (Array.isArray(cidrs) ? cidrs : []).map((text, index) => ({
        text: String(text),
        maskSize: Number(maskSize),
        path: ['cilium', 'values', ...POOLS.split('.'), name, 'ipv4', 'cidrs', index],
      }));
    }),
  ];
}

const POOLS = 'ipam.operator.autoCreateCiliumPodIPPools';

/** Addresses that belong to something else. */
function takenAddresses({ cluster }: Declared): { text: string; what: string }[] {
  const { facts, apiServer } = cluster;
  return [
    ...facts.vpcCidrs.map((text) => ({ text, what: `the VPC's ${text}` })),
    ...meshCidrsOf(cluster).map((text) => ({ text, what: `${text} of another cluster of the mesh` })),
    ...(facts.serviceCidr === undefined
      ? []
      : [{ text: facts.serviceCidr, what: `the Services' ${facts.serviceCidr}` }]),
    ...(apiServer?.host !== undefined
      ? [{ text: `${apiServer.host}/32`, what: `the API server's ${apiServer.host}` }]
      : []),
  ];
}

function prefixOf(cidr: string): number {
  return Number(cidr.split('/')[1]);
}

/** What is wrong with the way a CIDR is written. */
export function cidrBreach(text: string, path: readonly (string | number)[]): Breach[] {
  const cidr = parseCidr(text);
  if (cidr?.canonical) {
    return [];
  }
  return [
    cidr
      ? {
          path,
          problem: `"${text}" has bits set beyond its prefix`,
          remedy: `Write it as ${addressText(cidr.first)}/${prefixOf(text)}, or correct it`,
        }
      : { path, problem: `"${text}" is not an IPv4 CIDR`, remedy: 'Write it as 10.0.0.0/16' },
  ];
}
