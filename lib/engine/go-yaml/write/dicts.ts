import { type Dict, type List, NIL_DICT, type Value } from '../../go/value';
import type { Builder } from '../read/builder';

/** Reads YAML into the values templates work on, as Go does through JSON: every number becomes a float. */
export const DICTS: Builder<Dict, List, Value> = {
  mapping: () => new Map(),
  set: (mapping, key, value) => mapping.set(key, value),
  sequence: () => [],
  push: (sequence, value) => sequence.push(value),
  scalar: (value) => (typeof value === 'bigint' ? Number(value) : value),
  isJson: true,
  finish: (collection) => collection,
  entries: (item) => (item instanceof Map ? item : undefined),
  copy,
};

/** A copy that shares no map or list with the value. */
export function copy(value: Value): Value {
  if (value === NIL_DICT) {
    return value;
  }
  if (value instanceof Map) {
    const copied: Dict = new Map();
    for (const [key, item] of value) {
      copied.set(key, copy(item));
    }
    if (value.type !== undefined) {
      copied.type = value.type;
    }
    if (value.methods !== undefined) {
      copied.methods = value.methods;
    }
    return copied;
  }
  if (!Array.isArray(value)) {
    return value;
  }
  const list: List = value.map(copy);
  if (value.type !== undefined) {
    list.type = value.type;
  }
  if (value.isNil) {
    list.isNil = true;
  }
  return list;
}
