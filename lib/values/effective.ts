import type { Need, ValueFactsByPath } from '../charts/knowledge/value-key';
import { isObject, type JsonObject, type JsonValue } from '../json';

/** Looks a value up the way a render will find it: the last layer that sets it wins, the chart's default comes last. */
export function effectiveValue(
  path: string,
  layers: readonly JsonObject[],
  facts: ValueFactsByPath,
): JsonValue | undefined {
  for (const layer of layers.toReversed()) {
    const found = valueAt(layer, path.split('.'));
    if (found !== undefined) {
      return found;
    }
  }
  return facts[path]?.default;
}

/** @returns `null` when the value, or a map that would hold it, is deleted; `undefined` when nothing sets it */
export function valueAt(values: JsonObject, path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = values;
  for (const name of path) {
    if (value === null || value === undefined) {
      return value;
    }
    value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  }
  return value;
}

/** The first thing that a value needs to have any effect, and that is not so. */
export function unmetNeed(
  needs: readonly Need[],
  look: (path: string) => JsonValue | undefined,
): Need | undefined {
  return needs.find(({ path, equals }) => {
    const value = look(path);
    return equals === undefined ? !isOn(value) : String(value) !== equals;
  });
}

/** True in a template's `if`. */
export function isOn(value: JsonValue | undefined): boolean {
  if (Array.isArray(value)) {
    return value.length > 0;
  }
  return isObject(value) ? Object.keys(value).length > 0 : Boolean(value);
}
