import { isObject, type JsonObject } from '../json';
import { type Change, pathText } from '../review/change';
import { compareObjects } from '../review/compare/compare-objects';

/** A field of an object that `dist/` sets, and that is otherwise in the cluster. */
export interface Drift {
  readonly field: string;
  /** Undefined where the field is gone. */
  readonly live?: Change['after'];
  readonly inDist?: Change['before'];
}

/**
 * The fields that a manifest sets and that somebody has changed since. What the API server, controllers or others have added to
 * the object is no drift: server-side apply leaves it alone too.
 */
export function driftOf(manifest: JsonObject, live: JsonObject): Drift[] {
  const { kind, metadata } = manifest;
  const { name, namespace } = isObject(metadata) ? metadata : {};
  const object: Change['object'] = {
    role: 'cluster',
    layer: '',
    group: '',
    kind: String(kind),
    namespace: String(namespace ?? ''),
    name: String(name),
  };
  return compareObjects(object, manifest, live)
    .filter(({ kind, before }) => before !== undefined && kind !== 'same' && kind !== 'order')
    .map(({ path, before, after }) => ({
      field: pathText(path),
      ...(before !== undefined && { inDist: before }),
      ...(after !== undefined && { live: after }),
    }));
}
