import { imageName } from '../../manifests/image-name';
import { QUAY } from '../../tke/registries';
import { code, listText } from '../text';
import { NEW_CLUSTER } from './addresses';
import { claimsConfig, claimsNothing, type TransitionRule } from './transition';

/** How packets travel, and whose configuration the nodes use. */
export const NETWORK_RULES: readonly TransitionRule[] = [
  {
    id: 'routing-changed',
    find: ({ config: before }, { config: after }) => {
      const protocol = (config: typeof before) =>
        config?.['routing-mode'] === 'tunnel'
          ? `tunnel/${config['tunnel-protocol']}`
          : config?.['routing-mode'];
      const [from, to] = [protocol(before), protocol(after)];
      return from === undefined || to === undefined || from === to
        ? []
        : [
            {
              change: `${from} -> ${to}`,
              group: 'irreversible',
              stops: true,
              problem: `routing changes from ${code(from)} to ${code(to)}: while agents are replaced, nodes of the two kinds do not reach each other's pods, and pods keep addresses of the old kind until they are made anew`,
              steps: NEW_CLUSTER,
              field: ['network', 'routing'],
              claims: claimsConfig('routing-mode', 'tunnel-protocol'),
            },
          ];
    },
  },
  {
    id: 'cni-configuration-switched',
    find: (before, after) => {
      const how = ({ ownCni, config }: typeof before) =>
        config && `${ownCni ? 'own' : 'tke'}/${config['cni-chaining-mode'] ?? 'none'}`;
      const [from, to] = [how(before), how(after)];
      return from === undefined || to === undefined || from === to
        ? []
        : [
            {
              change: `${from} -> ${to}`,
              group: 'needs-hand',
              stops: true,
              problem: `the CNI configuration of the nodes switches from ${code(from)} to ${code(to)}: nodes that are there keep the old file, so pods start with one network on some nodes and with another on others`,
              steps: [
                'Make a new node pool, tainted so that nothing is scheduled on it yet',
                'Merge this, and wait until the agents run on the new nodes',
                'Move the pods over by draining the old nodes one after another, and delete those',
              ],
              field: ['network', 'cniConfig'],
              claims: claimsConfig(
                'custom-cni-conf',
                'read-cni-conf',
                'write-cni-conf-when-ready',
                'cni-chaining-mode',
                'cni-chaining-target',
                'cni-exclusive',
                'cni-external-routing',
              ),
            },
          ];
    },
  },
  {
    id: 'mesh-identity-changed',
    find: ({ config: before }, { config: after }) =>
      ['cluster-name', 'cluster-id'].flatMap((key) => {
        const [from, to] = [before?.[key], after?.[key]];
        return from === undefined || to === undefined || from === to
          ? []
          : [
              {
                change: `${key} ${from} -> ${to}`,
                group: 'needs-hand' as const,
                stops: true,
                problem: `Cilium's ${code(key)} changes from ${code(from)} to ${code(to)}: identities of running pods carry the old one, and policies do not match them`,
                steps: [
                  'Merge it in a maintenance window',
                  'Wait until every agent and the operator run the new configuration',
                  'Restart every workload of the cluster, so that its pods get new identities',
                ],
                field: ['cilium', 'values', 'cluster'],
                claims: claimsConfig(key),
              },
            ];
      }),
  },
  {
    id: 'mirror-removed',
    find: (before, after) => {
      const needing = [...new Set(after.images.filter((image) => imageName(image).registry === QUAY))];
      const to = after.mirror ?? 'none';
      return before.mirror !== 'add' || to === 'add' || needing.length === 0
        ? []
        : [
            {
              change: `add -> ${to}`,
              group: 'needs-hand',
              stops: true,
              problem: `the mirror of ${code(QUAY)} goes, and ${listText(needing.slice(0, 3).map((image) => code(image.split('@')[0] ?? '')))}${needing.length > 3 ? ` and ${needing.length - 3} more` : ''} still come from there: a node without a way to the internet can no longer start them`,
              steps: [
                `Set every ${code('image.repository')} to a registry that nodes reach, and wait until all pods run those images`,
                `Then set ${code('containerdMirror.mode: remove')}, and wait until the node-init pods are ready everywhere`,
                `Then set ${code('containerdMirror.mode: none')}, and delete the DaemonSet: ${code('kubectl -n kube-system delete daemonset tke-cilium-node-init')}`,
              ],
              field: ['containerdMirror', 'mode'],
              claims: claimsNothing,
            },
          ];
    },
  },
];
