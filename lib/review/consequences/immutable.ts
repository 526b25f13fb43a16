import type { JsonObject } from '../../json';
import { type Change, pathText } from '../change';
import { part } from './workloads';

/** Fields that the API server refuses to change, by kind: a prefix of the path. */
const IMMUTABLE: Readonly<Record<string, readonly string[]>> = {
  DaemonSet: ['spec.selector'],
  Deployment: ['spec.selector'],
  ReplicaSet: ['spec.selector'],
  StatefulSet: ['spec.selector', 'spec.serviceName', 'spec.podManagementPolicy', 'spec.volumeClaimTemplates'],
  Job: ['spec.selector', 'spec.completionMode', 'spec.template', 'spec.completions'],
  RoleBinding: ['roleRef'],
  ClusterRoleBinding: ['roleRef'],
  Service: ['spec.clusterIP'],
  Secret: ['type'],
  PriorityClass: ['value', 'preemptionPolicy'],
  StorageClass: ['provisioner', 'parameters', 'reclaimPolicy', 'volumeBindingMode'],
  IngressClass: ['spec.controller'],
  CustomResourceDefinition: ['spec.group', 'spec.scope', 'spec.names.plural'],
  PersistentVolumeClaim: ['spec'],
};

/**
 * True when an apply of this change ends with "field is immutable". A Job whose name changes is another Job.
 *
 * @param renamed true when the name of the object changes with it
 * @param before the object as it was
 */
export function isImmutable(change: Change, before: JsonObject | undefined, renamed: boolean): boolean {
  const { object, path, kind } = change;
  if (kind === 'same' || kind === 'object' || renamed || path.length === 0) {
    return false;
  }
  if ((object.kind === 'ConfigMap' || object.kind === 'Secret') && before?.immutable === true) {
    return path[0] !== 'metadata';
  }
  const text = pathText(path);
  const fields = Object.hasOwn(IMMUTABLE, object.kind) ? (IMMUTABLE[object.kind] ?? []) : [];
  return fields.some(
    (field) => text === field || text.startsWith(`${field}.`) || text.startsWith(`${field}[`),
  );
}

/** True when Argo CD deletes the Job before it makes it again: the annotation says so. */
export function argoReplaces(object: JsonObject | undefined): boolean {
  const annotations = part(part(object?.metadata).annotations);
  return String(annotations['argocd.argoproj.io/hook-delete-policy'] ?? '').includes('BeforeHookCreation');
}
