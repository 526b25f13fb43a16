import type { Dialect } from '../dialect';
import { byteOrder } from '../go/value';

const INSTALL_ORDER = [
  'PriorityClass',
  'Namespace',
  'NetworkPolicy',
  'ResourceQuota',
  'LimitRange',
  'PodSecurityPolicy',
  'PodDisruptionBudget',
  'ServiceAccount',
  'Secret',
  'SecretList',
  'ConfigMap',
  'StorageClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'CustomResourceDefinition',
  'ClusterRole',
  'ClusterRoleList',
  'ClusterRoleBinding',
  'ClusterRoleBindingList',
  'Role',
  'RoleList',
  'RoleBinding',
  'RoleBindingList',
  'Service',
  'DaemonSet',
  'Pod',
  'ReplicationController',
  'ReplicaSet',
  'Deployment',
  'HorizontalPodAutoscaler',
  'StatefulSet',
  'Job',
  'CronJob',
  'IngressClass',
  'Ingress',
  'APIService',
];

const RANKS: Readonly<Record<Dialect, ReadonlyMap<string, number>>> = {
  'v3.21': ranks(INSTALL_ORDER),
  'v4.2': ranks([...INSTALL_ORDER, 'MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']),
};

function ranks(kinds: readonly string[]): ReadonlyMap<string, number> {
  return new Map(kinds.map((kind, rank) => [kind, rank]));
}

/** Sorts by the order in which Helm installs kinds; unknown kinds come last, by name. What is equal keeps its order. */
export function sortByKind<T extends { readonly kind: string }>(
  documents: readonly T[],
  dialect: Dialect,
): T[] {
  const order = RANKS[dialect];
  return [...documents].sort((a, b) => {
    const rankA = order.get(a.kind);
    const rankB = order.get(b.kind);
    if (rankA === undefined || rankB === undefined) {
      return rankA === rankB ? byteOrder(a.kind, b.kind) : rankA === undefined ? 1 : -1;
    }
    return rankA - rankB;
  });
}
