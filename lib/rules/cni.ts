import type { Declared } from '../cluster/declared';
import type { JsonValue } from '../json';
import { CNI_CONFIG } from '../values/tke-values';
import { atValue, GUIDE, type Rule } from './rule';

const INSTALL = `${GUIDE}/install.md`;

/** What a CNI configuration of Cilium's own needs. */
const OWN_CNI_CONFIG: readonly { path: string; is: readonly (JsonValue | undefined)[]; without: string }[] = [
  { path: 'cni.customConf', is: [true], without: 'without cni.customConf the agent writes another one' },
  {
    path: 'cni.configMap',
    is: [CNI_CONFIG],
    without: `a kubelet waits for ever for a ConfigMap other than ${CNI_CONFIG}, and starts no agent`,
  },
  {
    path: 'cni.configMapKey',
    is: [CNI_CONFIG],
    without: `the configuration is under the key ${CNI_CONFIG} and no other`,
  },
  {
    path: 'cni.chainingTarget',
    is: ['', null, undefined],
    without: 'there is no configuration of TKE that Cilium could append itself to',
  },
];

/** Where nodes get the CNI configuration from that calls Cilium. */
export const CNI_RULES: readonly Rule[] = [
  {
    id: 'own-cni-config',
    severity: 'error',
    source: INSTALL,
    check: (declared) => {
      if (declared.cluster.network.cniConfig !== 'own') {
        return [];
      }
      if (declared.overlay) {
        return [
          {
            path: ['network', 'cniConfig'],
            problem:
              'with overlay routing Cilium writes the CNI configuration by itself, and this has no effect',
            remedy: 'Remove it',
          },
        ];
      }
      return OWN_CNI_CONFIG.filter(({ path, is }) => !is.includes(declared.value(path))).map(
        ({ path, without }) =>
          atValue(
            path,
            `${declared.names.cniConfig} asks for a CNI configuration of our own, and ${without}`,
            'Remove the key: this tool sets it',
          ),
      );
    },
  },
  {
    id: 'cni-config-map',
    severity: 'error',
    source: INSTALL,
    check: (declared) =>
      declared.on('cni.customConf') && !declared.on('cni.configMap') && !declared.on('cni.readCniConf')
        ? [
            atValue(
              'cni.customConf',
              'cni.customConf is on, and nothing gives the agent a CNI configuration',
              'Name a ConfigMap in cni.configMap, its key in cni.configMapKey, and make sure it is there before the agent',
            ),
          ]
        : [],
  },
  {
    id: 'cni-config-elsewhere',
    severity: 'warning',
    source: INSTALL,
    check: (declared) =>
      declared.cluster.network.cniConfig === 'tke' &&
      declared.on('cni.customConf') &&
      declared.on('cni.configMap')
        ? [
            atValue(
              'cni.configMap',
              `nothing in dist/ makes the ConfigMap ${declared.value('cni.configMap')}, without which no agent starts, and tke-cni-agent goes on writing a configuration of its own`,
              `${declared.names.useOwnCniConfig} and remove these keys: the ConfigMap is made then, and tke-cni-agent parked`,
            ),
          ]
        : [],
  },
  {
    id: 'cni-chaining-target',
    severity: 'error',
    source: INSTALL,
    check: (declared) =>
      chainsToTke(declared) && !declared.on('cni.chainingTarget')
        ? [
            atValue(
              'cni.chainingTarget',
              'without cni.chainingTarget Cilium writes a CNI configuration of its own beside that of TKE, and appends itself to none',
              `Remove the key: this tool sets it to multus-cni, and a CNI configuration of your own (${declared.names.cniConfig}) does without`,
            ),
          ]
        : [],
  },
  {
    id: 'cni-chaining-target-name',
    severity: 'warning',
    source: INSTALL,
    check: (declared) => {
      const target = declared.value('cni.chainingTarget');
      return chainsToTke(declared) && declared.on('cni.chainingTarget') && target !== 'multus-cni'
        ? [
            atValue(
              'cni.chainingTarget',
              `the guide knows tke-cni-agent to write a configuration named multus-cni, and Cilium appends itself to none but "${target}"`,
              'Remove the key, or acknowledge this once the name in /etc/cni/net.d of a node says so',
            ),
          ]
        : [];
    },
  },
];

/** True when Cilium is to append itself to the CNI configuration that tke-cni-agent writes. */
function chainsToTke(declared: Declared): boolean {
  return !declared.overlay && !declared.on('cni.customConf');
}
