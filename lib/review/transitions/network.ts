import { imageName } from '../../manifests/image-name';
import { QUAY } from '../../tke/registries';
import type { ClusterFacts } from '../consequences/cluster-facts';
import { code, listText } from '../text';
import { NEW_CLUSTER } from './addresses';
import { claimsConfig, claimsNothing, type TransitionRule } from './transition';

/** Keys of cilium-config about the CNI configuration of the nodes. */
const CNI_KEYS = [
  'custom-cni-conf',
  'read-cni-conf',
  'write-cni-conf-when-ready',
  'cni-chaining-mode',
  'cni-chaining-target',
  'cni-exclusive',
  'cni-external-routing',
];

/** `native`, `tunnel/vxlan`. */
function routingOf({ config }: ClusterFacts): string | undefined {
  const mode = config?.['routing-mode'];
  return mode === 'tunnel' ? `tunnel/${config?.['tunnel-protocol']}` : mode;
}

/** How packets travel, and whose configuration the nodes use. */
export const NETWORK_RULES: readonly TransitionRule[] = [
  {
    id: 'routing-changed',
    find: (before, after) => {
      const [from, to] = [routingOf(before), routingOf(after)];
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
              claims: claimsConfig('routing-mode', 'tunnel-protocol', ...CNI_KEYS),
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
      // Another routing takes another CNI configuration with it, and says what to do.
      const isPartOfRouting = routingOf(before) !== routingOf(after);
      return from === undefined || to === undefined || from === to || isPartOfRouting
        ? []
        : [
            {
              change: `${from} -> ${to}`,
              group: 'needs-hand',
              stops: true,
              problem: `the CNI configuration of the nodes switches from ${code(from)} to ${code(to)}: nodes that are there keep the old file, so pods start with one network on some nodes and with another on others`,
              steps: [
                'Make a new node pool, tainted so that nothing is scheduled on it yet',
                `Merge this, and wait until the agents run on the new nodes: ${code('kubectl -n kube-system rollout status daemonset/cilium')}`,
                `Take the taint off the new nodes, move the pods over by draining the old nodes one after another (${code('kubectl drain <node> --ignore-daemonsets')}), and delete those`,
              ],
              field: ['network', 'cniConfig'],
              claims: claimsConfig(...CNI_KEYS),
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
                  `Wait until every agent and the operator run the new configuration: ${code('kubectl -n kube-system rollout status daemonset/cilium')} and ${code('kubectl -n kube-system rollout status deployment/cilium-operator')}`,
                  `Restart every workload of the cluster, so that its pods get new identities: in each namespace ${code('kubectl -n <namespace> rollout restart deployment,statefulset,daemonset')}`,
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
