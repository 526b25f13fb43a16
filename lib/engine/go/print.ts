import { OutsideProfile, randomOrder } from './errors';
import { formatFloat } from './format-number';
import { Integer, type List, Struct, sortedKeys, typeName, Unordered, type Value } from './value';

/** fmt.Sprint of one value, which is `%v`. */
export function sprint(value: Value): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return formatFloat(value);
    case 'bigint':
    case 'boolean':
      return String(value);
  }
  if (value === undefined || value === null) {
    return '<nil>';
  }
  if (value instanceof Map) {
    return `map[${sortedKeys(value)
      .map((key) => `${key}:${sprint(value.get(key))}`)
      .join(' ')}]`;
  }
  if (Array.isArray(value)) {
    return `[${value.map(sprint).join(' ')}]`;
  }
  return value instanceof Integer ? String(value.value) : printStruct(value);
}

export function printStruct(value: Struct): string {
  if (value instanceof Unordered) {
    throw randomOrder(value.origin);
  }
  if (!value.text) {
    throw new OutsideProfile(`to print a ${value.type}`);
  }
  return value.text();
}

/** fmt.Sprint of several: a space goes between two neighbours when neither is a string. */
export function sprintAll(values: readonly Value[]): string {
  return values.reduce<string>((printed, value, index) => {
    const before = values[index - 1];
    const spaced = index > 0 && typeof before !== 'string' && typeof value !== 'string';
    return printed + (spaced ? ' ' : '') + sprint(value);
  }, '');
}

/** fmt.Sprintln: a space between every two, a line end after the last. */
export function sprintLine(values: readonly Value[]): string {
  return `${values.map(sprint).join(' ')}\n`;
}

/** What fmt writes for a verb that does not fit the value: `%!d(string=x)`. */
export function badVerb(verb: string, value: Value): string {
  if (value === undefined || value === null) {
    return `%!${verb}(<nil>)`;
  }
  if (value instanceof Map || Array.isArray(value) || value instanceof Struct) {
    throw new OutsideProfile(`to print a ${typeName(value)} with %${verb}`);
  }
  return `%!${verb}(${typeName(value)}=${sprint(value)})`;
}

/** Prints a list with the same verb for every item. */
export function printList(list: List, print: (item: Value) => string): string {
  return `[${list.map(print).join(' ')}]`;
}
