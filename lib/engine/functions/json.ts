import type { TemplateFunction } from '../eval/function';
import { fromBytes, toBytes } from '../go/bytes';
import { GoError, OutsideProfile } from '../go/errors';
import { readJson } from '../go/json-read';
import { type Dict, type List, NIL_DICT, nilList, type Value } from '../go/value';

/**
 * Reads JSON as encoding/json does: by Node's parser, which is the faster one, and where that finds a fault by one that
 * has Go's words.
 *
 * @throws {GoError}
 */
function parsed(text: string): Value {
  try {
    return goValue(JSON.parse(fromBytes(text)));
  } catch (error) {
    if (!(error instanceof SyntaxError)) {
      throw error;
    }
  }
  readJson(text);
  throw new OutsideProfile('JSON that only one of two parsers reads');
}

function goValue(value: unknown): Value {
  if (typeof value === 'string') {
    return toBytes(value);
  }
  if (Array.isArray(value)) {
    return value.map(goValue);
  }
  if (typeof value === 'object' && value !== null) {
    return new Map(Object.entries(value).map(([key, item]) => [toBytes(key), goValue(item)]));
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new OutsideProfile('a JSON number beyond 64 bits');
  }
  return value as Value;
}

/** What a decoder says of JSON of another type than it was asked for. */
function mismatch(value: Value, wanted: string): string {
  const kind =
    value instanceof Map
      ? 'object'
      : Array.isArray(value)
        ? 'array'
        : typeof value === 'boolean'
          ? 'bool'
          : typeof value;
  return `json: cannot unmarshal ${kind} into Go value of type ${wanted}`;
}

/** Helm makes an error the value of a map, or the only item of a list. */
function fromJson(text: string): Dict {
  try {
    const value = parsed(text);
    if (value === null) {
      return NIL_DICT;
    }
    return value instanceof Map ? value : new Map([['Error', mismatch(value, 'map[string]interface {}')]]);
  } catch (error) {
    if (error instanceof GoError) {
      return new Map([['Error', error.message]]);
    }
    throw error;
  }
}

function fromJsonArray(text: string): List {
  try {
    const value = parsed(text);
    if (value === null) {
      return nilList();
    }
    return Array.isArray(value) ? value : [mismatch(value, '[]interface {}')];
  } catch (error) {
    if (error instanceof GoError) {
      return [error.message];
    }
    throw error;
  }
}

export const JSON_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  fromJson: { parameters: ['string'], call: (_, text: string) => fromJson(text) },
  fromJsonArray: { parameters: ['string'], call: (_, text: string) => fromJsonArray(text) },
  mustFromJson: { parameters: ['string'], call: (_, text: string) => parsed(text) },
};
