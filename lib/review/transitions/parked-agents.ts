import { isObject } from '../../json';
import { KUBE_PROXY } from '../../tke/daemon-sets';
import type { Change } from '../change';
import { isPartial } from '../consequences/workloads';
import { code } from '../text';
import type { TransitionRule } from './transition';

/** DaemonSets of TKE that were kept off every node and come back, or make way on a cluster that runs already. */
export const PARKED_AGENT_RULES: readonly TransitionRule[] = [
  {
    id: 'parked-agent-abandoned',
    find: (before, after) =>
      [...before.parked]
        .filter((name) => !after.parked.has(name) && !after.returned.has(name))
        .map((name) => ({
          change: `${name} parked -> unmanaged`,
          group: 'needs-hand',
          stops: true,
          problem: `the override that keeps ${code(name)} off every node leaves dist/, and its undo with it: nothing puts ${code(name)} back, for neither kubectl nor Argo CD takes the nodeSelector away${name === KUBE_PROXY ? ', and Services lose their way as soon as Cilium stops doing them' : ''}`,
          steps: [
            `Put ${code(name)} into ${code('returning')} of the cluster file in this commit: its layer then puts the nodeSelector back`,
            `Apply it, and wait until ${code(`kubectl -n kube-system rollout status daemonset/${name}`)} says that it runs on every node`,
            ...(name === KUBE_PROXY
              ? ['Reboot or rebuild the nodes: rules of both are on them']
              : ['Rebuild the nodes: they hold the network configuration of Cilium']),
            `Remove it from ${code('returning')} in a later commit`,
          ],
          field: name === KUBE_PROXY ? ['kubeProxy', 'replace'] : ['network'],
          claims: (change) => isOverrideOf(change, name),
        })),
  },
  {
    id: 'parked-agent-returns',
    find: (before, after) =>
      [...after.returned]
        .filter((name) => before.parked.has(name))
        .map((name) => ({
          change: `${name} parked -> returning`,
          group: 'needs-hand',
          stops: false,
          problem: `${code(name)} comes back on every node at once`,
          steps: [
            `Wait until ${code(`kubectl -n kube-system rollout status daemonset/${name}`)} says that it runs on every node`,
            'Reboot or rebuild the nodes, one after another: what Cilium left on them is in the way',
          ],
          field: ['returning'],
          claims: (change) => isOverrideOf(change, name),
        })),
  },
  {
    id: 'agent-parked',
    find: (before, after) =>
      before.version === undefined
        ? []
        : [...after.parked]
            .filter((name) => !before.parked.has(name))
            .map((name) => ({
              change: `${name} running -> parked`,
              group: 'needs-hand',
              stops: false,
              problem: `${code(name)} leaves every node at once`,
              steps: [
                ...(name === KUBE_PROXY
                  ? [
                      'Merge it in a maintenance window: connections through Services break, and its rules stay on nodes that had pods',
                    ]
                  : []),
                `Write the nodeSelector that ${code(name)} has now into the cluster file: the override replaces it`,
                'Reboot or rebuild the nodes, one after another',
              ],
              field: name === KUBE_PROXY ? ['kubeProxy', 'replace'] : ['network'],
              claims: (change) => isOverrideOf(change, name),
            })),
  },
];

/** The override of a DaemonSet, and its undo. */
function isOverrideOf({ object, before, after, kind }: Change, name: string): boolean {
  if (object.kind !== 'DaemonSet' || object.name !== name || object.role === 'argocd') {
    return false;
  }
  const whole = after ?? before;
  return object.role === 'undo' || kind !== 'object' || (isObject(whole) && isPartial(whole));
}
