import type { Declared } from '../cluster/declared';
import { minorNumber } from '../version/version';
import { cidrBreach } from './addresses';
import { type Breach, GUIDE, type Rule } from './rule';

/** What the field `masquerade` needs of the rest of a cluster file. */
export const MASQUERADE_FIELD_RULES: readonly Rule[] = [
  {
    id: 'masquerade-field',
    severity: 'error',
    source: `${GUIDE}/appendix/masquerading.md`,
    check: (declared) => (declared.cluster.masquerade ? fieldBreaches(declared) : []),
  },
];

function fieldBreaches(declared: Declared): Breach[] {
  const { masquerade, facts, cilium } = declared.cluster;
  const at = (path: readonly (string | number)[], problem: string, remedy: string): Breach => ({
    path: ['masquerade', ...path],
    problem,
    remedy,
  });
  if (declared.overlay) {
    return [
      at(
        [],
        'with overlay routing Cilium masquerades all that pods send out of the cluster already',
        'Remove masquerade',
      ),
    ];
  }
  const exempt = declared.scheme.masquerade?.exempt ?? [];
  return [
    ...(masquerade?.exempt ?? []).flatMap((cidr, index) => cidrBreach(cidr, ['masquerade', 'exempt', index])),
    ...(facts.vpcCidrs.length > 0
      ? []
      : [
          at(
            [],
            'the file does not say which addresses the VPC has, so traffic between pods on two nodes would be masqueraded too',
            `Add ${declared.names.vpcCidrs}, with the secondary CIDRs of the VPC`,
          ),
        ]),
    ...(masquerade?.by === 'one-cidr' && exempt.length > 1
      ? [
          at(
            ['by'],
            `one-cidr exempts a single CIDR, and these are ${exempt.length}: ${exempt.join(', ')}`,
            'Use list',
          ),
        ]
      : []),
    ...(!declared.cluster.kubeProxy.replace &&
    !declared.on('nodePort.enabled') &&
    minorNumber(cilium.version) < 19
      ? [
          at(
            [],
            `Cilium ${cilium.version} masquerades in eBPF only where it also does NodePorts, and kube-proxy does them here`,
            `${declared.names.replaceKubeProxy}, or use Cilium 1.19 or later`,
          ),
        ]
      : []),
  ];
}
