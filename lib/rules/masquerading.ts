import type { Declared } from '../cluster/declared';
import { suggest } from '../diagnostics/suggest';
import { isObject, type JsonValue } from '../json';
import { cidrBreach } from './addresses';
import { covers, meet, parseCidr } from './ipv4';
import { atValue, type Breach, GUIDE, type Rule, valuePath } from './rule';

const LIST = 'ipMasqAgent.config.nonMasqueradeCIDRs';

const MASQUERADING = 'https://docs.cilium.io/en/stable/network/concepts/masquerading/';

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
  {
    id: 'ebpf-masquerading',
    severity: 'error',
    source: MASQUERADING,
    check: (declared) => [
      ...(declared.on('ipMasqAgent.enabled') && !(declared.masquerades && declared.on('bpf.masquerade'))
        ? [
            atValue(
              'ipMasqAgent.enabled',
              'the agent does not start with ipMasqAgent and without masquerading in eBPF',
              'Set enableIPv4Masquerade and bpf.masquerade to true',
            ),
          ]
        : []),
      ...(declared.on('bpf.masquerade') && !declared.masquerades && !declared.on('ipv6.enabled')
        ? [
            atValue(
              'bpf.masquerade',
              'the agent does not start with bpf.masquerade and without masquerading',
              'Remove the key, or set enableIPv4Masquerade to true as well',
            ),
          ]
        : []),
      // From 1.19 on there is no nodePort.enabled, and the agent asks for nothing here.
      ...(declared.on('bpf.masquerade') &&
      declared.masquerades &&
      !declared.cluster.kubeProxy.replace &&
      declared.value('nodePort.enabled') === false
        ? [
            atValue(
              'bpf.masquerade',
              "the agent does not start with masquerading in eBPF and without Cilium's NodePort",
              'Set kubeProxy.replace to true, or remove the key',
            ),
          ]
        : []),
    ],
  },
  {
    id: 'ip-masq-agent-config',
    severity: 'error',
    source: MASQUERADING,
    check: (declared) => {
      const config = declared.value(CONFIG);
      return isObject(config)
        ? Object.entries(config).flatMap(([key, value]) => settingBreaches(key, value))
        : [];
    },
  },
];

const CONFIG = 'ipMasqAgent.config';

/** All that Cilium's ip-masq-agent reads; it passes over anything else in silence. */
const SETTINGS: Readonly<Record<string, 'list' | 'boolean'>> = {
  nonMasqueradeCIDRs: 'list',
  masqLinkLocal: 'boolean',
  masqLinkLocalIPv6: 'boolean',
};

function settingBreaches(key: string, value: JsonValue): Breach[] {
  const breach = (problem: string, remedy: string): Breach[] => [
    { path: [...valuePath(CONFIG), key], problem, remedy },
  ];
  const known = Object.keys(SETTINGS);
  if (!Object.hasOwn(SETTINGS, key)) {
    const meant = suggest(key, known);
    return breach(
      `Cilium's ip-masq-agent has no setting "${key}", and would ignore it`,
      meant === undefined ? `Use ${known.join(', ')}` : `Did you mean "${meant}"?`,
    );
  }
  const isList = SETTINGS[key] === 'list';
  const fits = value === null || (isList ? Array.isArray(value) : typeof value === 'boolean');
  return fits ? [] : breach(`"${key}" must be ${isList ? 'a list of CIDRs' : 'true or false'}`, 'Correct it');
}

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
