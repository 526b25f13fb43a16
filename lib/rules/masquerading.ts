import { type Declared, meshCidrsOf } from '../cluster/declared';
import { suggest } from '../diagnostics/suggest';
import { isObject, type JsonValue } from '../json';
import { valueAt } from '../values/effective';
import { cidrBreach } from './addresses';
import { coverTogether, overlaps, parseCidr } from './ipv4';
import { atValue, type Breach, GUIDE, type Rule, valuePath } from './rule';

const LIST = 'ipMasqAgent.config.nonMasqueradeCIDRs';

/** The one CIDR that is exempt where there is no list. */
const NATIVE_CIDR = 'ipv4NativeRoutingCIDR';

const MASQUERADING = 'https://docs.cilium.io/en/stable/network/concepts/masquerading/';

/** Which traffic of pods leaves with the address of its node. */
export const MASQUERADING_RULES: readonly Rule[] = [
  {
    id: 'masquerade-cidrs',
    severity: 'error',
    source: `${GUIDE}/appendix/masquerading.md`,
    check: (declared) =>
      !declared.overlay &&
      !exemptsByField(declared) &&
      (declared.masquerades || declared.on('egressGateway.enabled'))
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
    id: 'masquerade-unchecked',
    severity: 'warning',
    source: `${GUIDE}/appendix/masquerading.md`,
    check: (declared) =>
      !declared.overlay &&
      !exemptsByField(declared) &&
      declared.masquerades &&
      declared.cluster.facts.vpcCidrs.length === 0
        ? [
            {
              path: ['facts', 'vpcCidrs'],
              problem:
                'the file does not say which addresses the VPC has, so it cannot be checked that traffic to them is not masqueraded',
              remedy: 'Add facts.vpcCidrs',
            },
          ]
        : [],
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

/** Whether what is exempt comes from the field `masquerade`, which has a rule of its own. */
function exemptsByField({ cluster }: Declared): boolean {
  const set = ['ipMasqAgent', NATIVE_CIDR].some(
    (path) => valueAt(cluster.cilium.values, path.split('.')) !== undefined,
  );
  return cluster.masquerade !== undefined && !set;
}

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
  const byAgent = declared.on('ipMasqAgent.enabled');
  const path = byAgent ? LIST : NATIVE_CIDR;
  const cidrs = byAgent ? exempted(declared) : declared.list(NATIVE_CIDR);
  const remedy = byAgent
    ? 'List every CIDR of the VPC and of other clusters of a mesh there'
    : 'Set ipMasqAgent.enabled to true, and list every CIDR of the VPC in ipMasqAgent.config.nonMasqueradeCIDRs';
  if (cidrs.length === 0) {
    return [
      atValue(
        LIST,
        'masquerading is on, and no address is exempt: traffic between pods on two nodes gets the address of the node, and network policies no longer know it',
        `${remedy}; for a VPC of one CIDR, ipv4NativeRoutingCIDR is enough`,
      ),
    ];
  }
  const bad = byAgent
    ? cidrs.flatMap((cidr, index) => cidrBreach(cidr, [...valuePath(LIST), index]))
    : cidrs.flatMap((cidr) => cidrBreach(cidr, valuePath(NATIVE_CIDR)));
  const blocks = cidrs.flatMap((cidr) => parseCidr(cidr) ?? []);
  const { vpcCidrs } = declared.cluster.facts;
  const meshCidrs = meshCidrsOf(declared.cluster);
  const wanted = [
    ...vpcCidrs.map((text) => ({ text, whose: "the VPC's" })),
    ...(declared.inMesh ? meshCidrs : []).map((text) => ({ text, whose: "the mesh's" })),
  ];
  const open = wanted.filter(({ text }) => {
    const block = parseCidr(text);
    return block && !coverTogether(blocks, block);
  });
  return [
    ...bad,
    ...open.map(({ text, whose }) =>
      atValue(path, `${whose} ${text} is not exempt, so traffic to it is masqueraded`, remedy),
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
  const exempt = declared.cluster.facts.vpcCidrs.filter((vpc) => cidrs.some((cidr) => overlaps(cidr, vpc)));
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
