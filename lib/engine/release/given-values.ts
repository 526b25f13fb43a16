import { toBytes } from '../go/bytes';
import { OutsideProfile } from '../go/errors';
import type { Value } from '../go/value';
import type { JsonValue } from '../json';

/** JSON as the values of a chart: bytes for text, floats for numbers of any kind. */
export function goValue(json: JsonValue): Value {
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
    return json.map(goValue);
  }
  return new Map(Object.entries(json).map(([key, value]) => [toBytes(key), goValue(value)]));
}

function finite(number: number): number {
  if (!Number.isFinite(number)) {
    throw new OutsideProfile(`the number ${number} in the values`);
  }
  return number === 0 ? 0 : number;
}
