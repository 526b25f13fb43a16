import { OutsideProfile } from '../go/errors';
import { Integer, type List, NIL_DICT, Struct, typeName, type Value } from '../go/value';

/** reflect.DeepEqual: same types all the way down, so the int 1 is not the float 1. */
export function deepEqual(a: Value, b: Value): boolean {
  if (a === null || a === undefined || b === null || b === undefined) {
    return (a ?? null) === (b ?? null);
  }
  if (typeof a !== 'object' || typeof b !== 'object') {
    return a === b;
  }
  if (a instanceof Struct || b instanceof Struct) {
    throw new OutsideProfile(`to compare a ${typeName(a instanceof Struct ? a : b)}`);
  }
  if (typeName(a) !== typeName(b)) {
    return false;
  }
  if (a instanceof Integer) {
    return b instanceof Integer && a.value === b.value;
  }
  if (a instanceof Map) {
    return (
      b instanceof Map &&
      (a === NIL_DICT) === (b === NIL_DICT) &&
      a.size === b.size &&
      [...a].every(([key, item]) => b.has(key) && deepEqual(item, b.get(key)))
    );
  }
  return (
    Array.isArray(b) &&
    (a as List).isNil === (b as List).isNil &&
    a.length === b.length &&
    a.every((item, index) => deepEqual(item, b[index]))
  );
}
