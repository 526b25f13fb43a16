import { isObject, type JsonObject, type JsonValue } from '../json';
import { valueAt } from '../values/effective';
import { valuePath } from './rule';

/** Chart values that become files which the agents read again whenever they change. */
export const DYNAMIC_LOGS = 'hubble.export.dynamic.config.content';
export const DYNAMIC_METRICS = 'hubble.metrics.dynamic.config.content';

/** An item of the list, and where the cluster file has it. */
export interface Entry<T> {
  readonly what: T;
  readonly path: readonly (string | number)[];
}

/** What the values have at the path of a list. */
export function entriesAmong(values: JsonObject, list: string): Entry<JsonValue>[] {
  return itemsAt(valueAt(values, list.split('.')), valuePath(list));
}

export function itemsAt(list: JsonValue | undefined, path: Entry<unknown>['path']): Entry<JsonValue>[] {
  return Array.isArray(list) ? list.map((what, index) => ({ what, path: [...path, index] })) : [];
}

export function mapsAmong(values: JsonObject, list: string): Entry<JsonObject>[] {
  return entriesAmong(values, list).flatMap(({ what, path }) => (isObject(what) ? [{ what, path }] : []));
}
