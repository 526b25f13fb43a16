import { App, type Chart } from 'cdk8s';
import { frozen } from '../engine/documents/documents';
import { isObject, type JsonObject } from '../json';

/** The objects of a chart, which cdk8s synthesizes in an app of its own: it goes through all constructs of an app for each chart. */
export function objectsOf(make: (app: App) => Chart): JsonObject[] {
  return make(new App({ recordConstructMetadata: false }))
    .toJson()
    .filter(isObject);
}

/** A fleet has few kinds of such a layer; users could bring any number. */
const REMEMBERED = 16;

const made = new Map<unknown, Map<string, JsonObject[]>>();

/**
 * The objects of a chart in which nothing but its props differs from cluster to cluster: made once for all clusters with
 * the same props, and frozen, because they share them.
 */
export function sharedObjectsOf<T extends object>(
  Made: new (scope: App, id: string, props: T) => Chart,
  props: T,
): JsonObject[] {
  const key = JSON.stringify(props);
  const known = made.get(Made) ?? new Map<string, JsonObject[]>();
  made.set(Made, known);
  const remembered = known.get(key);
  if (remembered) {
    return remembered;
  }
  const objects = objectsOf((app) => new Made(app, 'shared', props));
  objects.forEach(frozen);
  if (known.size >= REMEMBERED) {
    known.clear();
  }
  known.set(key, objects);
  return objects;
}
