import { isObject, type JsonObject, type JsonValue } from '../json';
import type { Position } from '../yaml/located';
import type { SettingsFile } from './settings-file';

/** Path of a field: keys, and the numbers of list items. */
export type FieldPath = readonly (string | number)[];

/** Where a field is set: a file, a line and a column, both counted from 1. */
export interface SourcePosition extends Position {
  readonly file: string;
}

/** One layer's word on a field. */
export interface Setting {
  readonly value: JsonValue;
  readonly at: SourcePosition;
}

/** Below this path values are laid over each other as Helm lays values files: `null` stays, for Helm to delete a default. */
const CHART_VALUES: FieldPath = ['cilium', 'values'];

/**
 * The settings of one cluster, laid over each other: maps merge, anything else replaces, and `null` deletes what the
 * layers below set. Every field knows the layers that set it.
 */
export class LayeredSettings {
  readonly value: JsonValue;

  /** @param layers the lowest first; the last one is the cluster's own file */
  constructor(readonly layers: readonly [...SettingsFile[], SettingsFile]) {
    const [lowest, ...over] = layers.map(({ value }) => value) as [JsonValue, ...JsonValue[]];
    this.value = over.reduce((base, value) => merged(base, value, []), lowest);
  }

  /** The file of the cluster itself. */
  get file(): string {
    return this.layers.at(-1)?.file ?? '';
  }

  /**
   * Where the field at that path was set: its key, or the list item, in the layer whose word counts. Where the path
   * leads to nothing, the nearest field above it.
   */
  readonly position = (path: FieldPath): SourcePosition => {
    for (let length = path.length; length > 0; length--) {
      const [found] = this.settings(path.slice(0, length));
      if (found) {
        return found.at;
      }
    }
    return { file: this.file, line: 1, column: 1 };
  };

  /** What the layers say of a field, the one that counts first; of a map, every layer that adds to it. */
  settings(path: FieldPath): readonly Setting[] {
    const found: Setting[] = [];
    for (const { file, value, position } of this.layers.toReversed()) {
      const reached = reach(value, path);
      if (reached.is === 'covered') {
        break;
      }
      if (reached.is === 'set') {
        found.push({ value: reached.value, at: { file, ...position(path) } });
      }
    }
    return found;
  }
}

function merged(base: JsonValue, over: JsonValue, path: FieldPath): JsonValue {
  if (!isObject(base) || !isObject(over)) {
    return over;
  }
  const result: JsonObject = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = base[key];
    const at = [...path, key];
    if (value === null && below !== undefined && !isChartValue(at)) {
      delete result[key];
    } else {
      result[key] = below === undefined ? value : merged(below, value, at);
    }
  }
  return result;
}

function isChartValue(path: FieldPath): boolean {
  return path.length > CHART_VALUES.length && CHART_VALUES.every((key, index) => path[index] === key);
}

type Reached =
  | { readonly is: 'set'; readonly value: JsonValue }
  /** The layer says nothing of it, and leaves it to those below. */
  | { readonly is: 'open' }
  /** The layer has a list, a scalar or null where the path goes on, which hides the layers below. */
  | { readonly is: 'covered' };

function reach(value: JsonValue, path: FieldPath): Reached {
  let reached: JsonValue = value;
  for (const key of path) {
    const holder: JsonValue = reached;
    const next: JsonValue | undefined = Array.isArray(holder)
      ? holder[Number(key)]
      : isObject(holder) && Object.hasOwn(holder, key)
        ? holder[key]
        : undefined;
    if (next === undefined) {
      return { is: isObject(holder) ? 'open' : 'covered' };
    }
    reached = next;
  }
  return { is: 'set', value: reached };
}
