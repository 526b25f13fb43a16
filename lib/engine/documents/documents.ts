import { fromBytes } from '../go/bytes';
import type { Builder } from '../go-yaml/read/builder';
import type { JsonObject, JsonValue } from '../json';

/** Reads YAML into JSON as the Kubernetes API has it: integers of any size exact, text as text. */
export const JSON_DOCUMENTS: Builder<JsonObject, JsonValue[], JsonValue> = {
  mapping: () => ({}),
  set: (mapping, key, value) => setEntry(mapping, fromBytes(key), value),
  sequence: () => [],
  push: (sequence, value) => sequence.push(value),
  scalar(value) {
    switch (typeof value) {
      case 'string':
        return fromBytes(value);
      case 'bigint':
        return Number.isSafeInteger(Number(value)) ? Number(value) : value;
      default:
        return value;
    }
  },
  isJson: true,
  finish: (collection) => collection,
  entries: (item) =>
    typeof item === 'object' && item !== null && !Array.isArray(item) ? Object.entries(item) : undefined,
  copy: copyJson,
};

/** Sets a key of whatever name; `__proto__` is a name like any other in YAML. */
function setEntry(object: JsonObject, name: string, value: JsonValue): void {
  if (name === '__proto__') {
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[name] = value;
  }
}

/** Makes a value and everything in it unchangeable, so that it can be handed out again and again. */
export function frozen(value: JsonValue): JsonValue {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}

/** A copy that shares no object or list with the value. */
function copyJson(value: JsonValue): JsonValue {
  if (Array.isArray(value)) {
    return value.map(copyJson);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const copied: JsonObject = {};
  for (const key of Object.keys(value)) {
    setEntry(copied, key, copyJson(value[key] as JsonValue));
  }
  return copied;
}
