import { toBytes } from '../go/bytes';
import { LimitExceeded, OutsideProfile } from '../go/errors';
import type { Value } from '../go/value';
import type { JsonValue } from '../json';
import { DEEPEST_VALUE } from '../limits';

/** JSON as the values of a chart: bytes for text, floats for numbers of any kind. */
export function goValue(json: JsonValue): Value {
  return converted(json, 0);
}

function converted(json: JsonValue, depth: number): Value {
  if (depth > DEEPEST_VALUE) {
    throw new LimitExceeded(`values with more than ${DEEPEST_VALUE} maps or lists inside each other`);
  }
  switch (typeof json) {
    case 'string':
      return toBytes(json);
    case 'bigint':
      return finite(Number(json));
    case 'number':
      return finite(json);
    case 'boolean':
      return json;
  }
  if (json === null) {
    return null;
  }
  if (Array.isArray(json)) {
    return json.map((item) => converted(item, depth + 1));
  }
  return new Map(Object.entries(json).map(([key, value]) => [toBytes(key), converted(value, depth + 1)]));
}

function finite(number: number): number {
  if (!Number.isFinite(number)) {
    throw new OutsideProfile(`the number ${number} in the values`);
  }
  return number === 0 ? 0 : number;
}
