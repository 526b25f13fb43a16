import { isObject, type JsonObject } from '../json';

/** `kube-system/DaemonSet/cilium`, as messages name an object. */
export function objectName({ kind, metadata }: JsonObject): string {
  const { name, namespace } = isObject(metadata) ? metadata : {};
  return [namespace, kind, name].filter((part) => part !== undefined).join('/');
}

/**
 * `apps/DaemonSet/kube-system/cilium`: what the API server knows an object by. The version of the group does not count,
 * because it is the same object in every version.
 */
export function objectKey({ apiVersion, kind, metadata }: JsonObject): string {
  const { name, namespace } = isObject(metadata) ? metadata : {};
  const [group, version] = String(apiVersion).split('/');
  return [version === undefined ? '' : group, kind, namespace ?? '', name].join('/');
}
