import { decodeRune } from './bytes';
import { OutsideProfile } from './errors';
import { badVerb, printList, printStruct, sprint } from './print';
import { quoteGo } from './quote';
import { Integer, Struct, sortedKeys, typeName, type Value } from './value';

/** fmt.Sprintf with the verbs `%s %d %v %q %t %x %%` and without flags; any other directive is refused. */
export function sprintf(format: string, values: readonly Value[]): string {
  let printed = '';
  let next = 0;
  let from = 0;
  for (let at = format.indexOf('%'); at >= 0; at = format.indexOf('%', from)) {
    printed += format.slice(from, at);
    if (at + 1 >= format.length) {
      printed += '%!(NOVERB)';
      from = format.length;
      break;
    }
    const verb = format.slice(at + 1, at + 1 + decodeRune(format, at + 1).width);
    from = at + 1 + verb.length;
    if (verb === '%') {
      printed += '%';
    } else if (!'sdvqtxT'.includes(verb)) {
      throw new OutsideProfile(`the directive %${verb} in the format ${quoteGo(format)}`);
    } else if (next >= values.length) {
      printed += `%!${verb}(MISSING)`;
    } else {
      printed += printVerb(verb, values[next++]);
    }
  }
  printed += format.slice(from);
  return next < values.length ? printed + extra(values.slice(next)) : printed;
}

function extra(values: readonly Value[]): string {
  const listed = values.map((value) =>
    value === undefined || value === null ? '<nil>' : `${typeName(value)}=${sprint(value)}`,
  );
  return `%!(EXTRA ${listed.join(', ')})`;
}

function printVerb(verb: string, value: Value): string {
  if (verb === 'v') {
    return sprint(value);
  }
  if (verb === 'T') {
    return typeName(value);
  }
  if (value instanceof Map) {
    const items = sortedKeys(value).map(
      (key) => `${printVerb(verb, key)}:${printItem(verb, value.get(key))}`,
    );
    return `map[${items.join(' ')}]`;
  }
  if (Array.isArray(value)) {
    return printList(value, (item) => printItem(verb, item));
  }
  return printScalar(verb, value);
}

/** A nil inside a list or map is only ever `<nil>`, whatever the verb. */
function printItem(verb: string, item: Value): string {
  return item === null || item === undefined ? '<nil>' : printVerb(verb, item);
}

function printScalar(verb: string, value: Exclude<Value, Map<string, Value> | Value[]>): string {
  if (value instanceof Struct && value.text && (verb === 's' || verb === 'q')) {
    return verb === 's' ? printStruct(value) : quoteGo(printStruct(value));
  }
  if (typeof value === 'string' && verb === 's') {
    return value;
  }
  if (typeof value === 'string' && verb === 'q') {
    return quoteGo(value);
  }
  if (typeof value === 'string' && verb === 'x') {
    return Buffer.from(value, 'latin1').toString('hex');
  }
  if (typeof value === 'boolean' && verb === 't') {
    return String(value);
  }
  if (typeof value === 'bigint' || value instanceof Integer) {
    return printInteger(verb, value);
  }
  if (typeof value === 'number' && verb === 'x') {
    throw new OutsideProfile('to print a float64 with %x');
  }
  return badVerb(verb, value);
}

function printInteger(verb: string, value: bigint | Integer): string {
  const number = typeof value === 'bigint' ? value : value.value;
  if (verb === 'd') {
    return String(number);
  }
  if (verb === 'x') {
    return number.toString(16);
  }
  if (verb === 'q') {
    throw new OutsideProfile('to print an integer with %q');
  }
  return badVerb(verb, value);
}
