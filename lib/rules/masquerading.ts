import type { Declared } from '../cluster/declared';
import { isObject } from '../json';
import { cidrBreach } from './addresses';
import { covers, meet, parseCidr } from './ipv4';
import { atValue, type Breach, GUIDE, type Rule } from './rule';

const LIST = 'ipMasqAgent.config.nonMasqueradeCIDRs';

/** Which traffic of pods leaves with the address of its node. */
export const MASQUERADING_RULES: readonly Rule[] = [
  {
    id: 'masquerade-cidrs',
    severity: 'error',
    source: `${GUIDE}/appendix/masquerading.md`,
    check: (declared) =>
      !declared.overlay && (declared.masquerades || declared.on('egressGateway.enabled'))
        ? masqueradeBreaches(declared)
        : [],
  },
  {
    id: 'overlay-masquerade-list',
    severity: 'error',
    source: `${GUIDE}/appendix/masquerading.md`,
    check: (declared) =>
      declared.overlay && declared.on('ipMasqAgent.enabled') ? overlayListBreaches(declared) : [],
  },
];

function masqueradeBreaches(declared: Declared): Breach[] {
  const remedy = 'List every CIDR of the VPC there, and set ipMasqAgent.enabled to true';
  const cidrs = exempted(declared);
  if (!declared.on('ipMasqAgent.enabled') || cidrs.length === 0) {
    return [
      atValue(
        LIST,
        'masquerading is on, and no address is exempt: traffic between pods on two nodes gets the address of the node, and network policies no longer know it',
        remedy,
      ),
    ];
  }
  const bad = cidrs.flatMap((cidr, index) =>
    cidrBreach(cidr, ['cilium', 'values', ...LIST.split('.'), index]),
  );
  const blocks = cidrs.flatMap((cidr) => parseCidr(cidr) ?? []);
  const open = declared.cluster.facts.vpcCidrs.filter((text) => {
    const vpc = parseCidr(text);
    return vpc && !blocks.some((block) => covers(block, vpc));
  });
  return [
    ...bad,
    ...open.map((vpc) =>
      atValue(LIST, `the VPC's ${vpc} is not in the list, so traffic to it is masqueraded`, remedy),
    ),
  ];
}

/** Pods of an overlay are known to no router of the VPC: what leaves with their own address is never answered. */
function overlayListBreaches(declared: Declared): Breach[] {
  if (!declared.on('ipMasqAgent.config')) {
    return [
      atValue(
        'ipMasqAgent.config',
        'without a list the agent exempts all private addresses, and the VPC does not answer the addresses of pods',
        'Set ipMasqAgent.config.masqLinkLocal to true, or leave ipMasqAgent.enabled out',
      ),
    ];
  }
  const cidrs = exempted(declared);
  const exempt = declared.cluster.facts.vpcCidrs.filter((vpc) => cidrs.some((cidr) => meet(cidr, vpc)));
  return exempt.map((vpc) =>
    atValue(
      LIST,
      `the VPC's ${vpc} is exempt, and the VPC does not answer the addresses of pods`,
      'Take it out',
    ),
  );
}

function exempted(declared: Declared): readonly string[] {
  const config = declared.value('ipMasqAgent.config');
  const listed = isObject(config) ? config.nonMasqueradeCIDRs : undefined;
  return Array.isArray(listed) ? listed.map(String) : [];
}
