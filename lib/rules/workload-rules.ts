import { isObject, type JsonObject } from '../json';
import type { RenderedRule } from './rendered-rule';
import { GUIDE } from './rule';
import { workloadsOf } from './workloads';

const PODS = 'https://kubernetes.io/docs/concepts/scheduling-eviction/';

/** Every node has this label, so a selector of it leaves none out. */
const ON_EVERY_NODE: Readonly<Record<string, string>> = { 'kubernetes.io/os': 'linux' };

/** Those that every cluster has. */
const PRIORITY_CLASSES: ReadonlySet<string> = new Set(['system-node-critical', 'system-cluster-critical']);

/** Rules on how the pods of Cilium come to nodes, or do not. */
export const WORKLOAD_RULES: readonly RenderedRule[] = [
  {
    id: 'agents-on-some-nodes',
    severity: 'error',
    acknowledgeable: true,
    source: `${GUIDE}/install.md`,
    check: ({ declared, objects }) =>
      workloadsOf(objects)
        .filter(({ kind, name, pod }) => kind === 'DaemonSet' && name === 'cilium' && leavesNodesOut(pod))
        .map(() => ({
          problem: `agents run on some nodes only, and on the others ${declared.cluster.kubeProxy.replace ? 'nothing does Services, for their kube-proxy is parked' : 'no policy holds'}`,
          remedy: 'Remove what selects nodes, or acknowledge this where every node with pods is among them',
        })),
  },
  {
    id: 'operator-scaled-to-none',
    severity: 'error',
    source: 'https://docs.cilium.io/en/stable/internals/cilium_operator/',
    check: ({ objects }) =>
      workloadsOf(objects)
        .filter(({ name, spec }) => name === 'cilium-operator' && spec.replicas === 0)
        .map(() => ({
          problem: 'no operator runs, and agents of new nodes wait for what it makes',
          remedy: 'Set operator.replicas to 1 or more',
        })),
  },
  {
    id: 'service-account-missing',
    severity: 'error',
    acknowledgeable: true,
    source: 'https://kubernetes.io/docs/concepts/security/service-accounts/',
    check: ({ objects }) => {
      const accounts = new Set(
        objects
          .filter(({ kind }) => kind === 'ServiceAccount')
          .map(({ metadata }) => (isObject(metadata) ? `${metadata.namespace}/${metadata.name}` : '')),
      );
      return workloadsOf(objects).flatMap(({ kind, name, namespace, pod: { serviceAccountName } }) =>
        typeof serviceAccountName !== 'string' ||
        serviceAccountName === 'default' ||
        accounts.has(`${namespace}/${serviceAccountName}`)
          ? []
          : [
              {
                problem: `the pods of the ${kind} ${name} need the ServiceAccount ${serviceAccountName}, which the chart does not make, and none is created without it`,
                remedy: 'Remove what leaves it out, or acknowledge this where somebody else makes it',
              },
            ],
      );
    },
  },
  {
    id: 'priority-class-unknown',
    severity: 'error',
    acknowledgeable: true,
    source: `${PODS}pod-priority-preemption/`,
    check: ({ objects }) => [
      ...new Map(
        workloadsOf(objects)
          .map(({ pod: { priorityClassName } }) => String(priorityClassName ?? ''))
          .filter((name) => name !== '' && !PRIORITY_CLASSES.has(name))
          .map((name) => [
            name,
            {
              problem: `pods of priority class "${name}" are refused where no such class is, and only ${[...PRIORITY_CLASSES].join(' and ')} are everywhere`,
              remedy: 'Use one of the two, or acknowledge this where the cluster has that class',
            },
          ]),
      ).values(),
    ],
  },
  {
    id: 'state-cleaned',
    severity: 'warning',
    source: 'https://docs.cilium.io/en/stable/installation/k8s-install-migration/',
    check: ({ config }) =>
      ['clean-cilium-state', 'clean-cilium-bpf-state']
        .filter((option) => config.on(option))
        .map((option) => ({
          problem: `${option} throws away the state of a node whenever its agent starts, which cuts connections each time`,
          remedy: 'Remove it once it has done its work',
        })),
  },
];

function leavesNodesOut({ nodeSelector, affinity }: JsonObject): boolean {
  const node = isObject(affinity) && isObject(affinity.nodeAffinity) ? affinity.nodeAffinity : {};
  return (
    Object.entries(isObject(nodeSelector) ? nodeSelector : {}).some(
      ([label, value]) => ON_EVERY_NODE[label] !== value,
    ) || isObject(node.requiredDuringSchedulingIgnoredDuringExecution)
  );
}
