import { isObject, type JsonValue } from '../../json';
import type { ValueType } from './value-key';

/** Whether a value is of one of the types. `null` always is: it deletes the default. */
export function hasType(value: JsonValue, types: readonly ValueType[]): boolean {
  const type = typeOfValue(value);
  return type === 'null' || types.includes(type) || (type === 'integer' && types.includes('number'));
}

export function typeOfValue(value: JsonValue): ValueType {
  if (value === null) {
    return 'null';
  }
  if (Array.isArray(value)) {
    return 'array';
  }
  if (isObject(value)) {
    return 'object';
  }
  if (typeof value === 'bigint' || Number.isInteger(value)) {
    return 'integer';
  }
  return typeof value as ValueType;
}

const WORDS: Record<ValueType, string> = {
  null: 'nothing',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  string: 'a text',
  array: 'a list',
  object: 'a map',
};

/** "a text or a whole number", for messages. */
export function namesOfTypes(types: readonly ValueType[]): string {
  return types
    .filter((type) => type !== 'null')
    .map((type) => WORDS[type])
    .join(' or ');
}
