import type { JsonValue } from '../json';

/** Whose an object is, by the part of `dist/` that holds it. */
export type Role = 'cluster' | 'undo' | 'argocd';

/** What identifies an object in the review of one cluster. */
export interface ObjectRef {
  readonly role: Role;
  /** Directory of the layer below the cluster's, empty where the cluster has none there. */
  readonly layer: string;
  /** API group, empty for the core group. */
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  /** Name without the hash that a Job's name ends with. */
  readonly name: string;
  /** 2 and up for an object that is there another time. */
  readonly copy?: number;
}

/**
 * How two values differ.
 * - `value`: another value, one that is new, or one that is gone
 * - `text`: a text of several lines
 * - `checksum`: a checksum of something that changed elsewhere
 * - `verb`: a right that RBAC gives
 * - `order`: the same items of a list in another order
 * - `same`: written differently, and the same for the API server
 * - `object`: the whole object came or went
 */
export type ChangeKind = 'value' | 'text' | 'checksum' | 'verb' | 'order' | 'same' | 'object';

/** One changed path of one object. */
export interface Change {
  readonly object: ObjectRef;
  /** Names of fields; an item of a list is in brackets, by its merge key or its index. Empty: the object itself. */
  readonly path: readonly string[];
  readonly kind: ChangeKind;
  /** Absent where there was nothing. */
  readonly before?: JsonValue;
  /** Absent where there is nothing any more. */
  readonly after?: JsonValue;
}

/** `spec.template.spec.containers[cilium-agent].image`. */
export function pathText(path: readonly string[]): string {
  return path.reduce((text, step) => {
    if (step.startsWith('[')) {
      return `${text}${step}`;
    }
    const name = /[.[\]]/.test(step) ? `[${step}]` : step;
    return text === '' || name.startsWith('[') ? `${text}${name}` : `${text}.${name}`;
  }, '');
}

/** `DaemonSet cilium`, with the namespace where it is not kube-system. */
export function objectText({ kind, namespace, name }: ObjectRef): string {
  const place = namespace === '' || namespace === 'kube-system' ? '' : `${namespace}/`;
  return `${kind} ${place}${name}`;
}

/** A text that is equal for the same object of two clusters and two trees. */
export function objectKey({ role, group, kind, namespace, name }: ObjectRef): string {
  return `${role} ${group} ${kind} ${namespace} ${name}`;
}

/** A text that is equal for the same path of the same object. */
export function changeKey({ object, path }: Change): string {
  return `${objectKey(object)} ${JSON.stringify(path)}`;
}
