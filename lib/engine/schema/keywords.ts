import { fromBytes, toBytes } from '../go/bytes';
import { OutsideProfile } from '../go/errors';
import { compileRegexp } from '../go/regexp';
import { isObject, type JsonObject, type JsonValue } from '../json';
import { goValue } from '../release/given-values';
import { BIT, type JsonType, type Pointer, type Schema, TYPES } from './schema';

/** A schema while its keywords are read. */
export interface SchemaReading {
  readonly schema: Schema;
  readonly json: JsonObject;
  readonly pointer: Pointer | undefined;
  readonly draft: number;
  /** Compiles a schema inside this one, found under these names. */
  compile(json: JsonValue | undefined, ...names: readonly string[]): Schema;
  /** The value at a place of the document. */
  at(names: readonly string[]): JsonValue | undefined;
}

type Read = (reading: SchemaReading, value: JsonValue, keyword: string) => void;

/** Reads a keyword into the part of the schema that has its name. */
function into<K extends keyof Schema>(
  key: K,
  read: (value: JsonValue, keyword: string, reading: SchemaReading) => Schema[K] | undefined,
): Read {
  return (reading, value, keyword) => {
    const part = read(value, keyword, reading);
    if (part !== undefined) {
      reading.schema[key] = part;
    }
  };
}

/** Keywords that change what is allowed, or where references lead, and that are not known here. */
const refused: Read = (_, __, keyword) => {
  throw new OutsideProfile(`a values.schema.json with the keyword ${keyword}`);
};

/** Only drafts from that year on have the keyword. */
function since(year: number, read: Read): Read {
  return (reading, value, keyword) => {
    if (reading.draft >= year) {
      read(reading, value, keyword);
    }
  };
}

const READERS: Readonly<Record<string, Read>> = {
  type: into('types', types),
  const: into('constant', (value, keyword, { pointer }) => ({
    values: [goValue(value)],
    pointer: names(pointer, keyword),
  })),
  enum: into('enum', (value, keyword, { pointer }) => ({
    values: list(value, keyword).map(goValue),
    pointer: names(pointer, keyword),
  })),
  $ref: into('ref', reference),
  $id: (reading, value, keyword) => {
    if (reading.pointer || typeof value !== 'string' || value.includes('#')) {
      refused(reading, value, keyword);
    }
  },
  minProperties: into('minProperties', count),
  maxProperties: into('maxProperties', count),
  required: into('required', texts),
  properties: into('properties', (value, keyword, reading) => new Map(schemas(value, keyword, reading))),
  patternProperties: into('patternProperties', (value, keyword, reading) =>
    schemas(value, keyword, reading).map(
      ([pattern, inner]) => [compileRegexp(fromBytes(pattern)), inner] as const,
    ),
  ),
  additionalProperties: into('additionalProperties', (value, keyword, { compile }) =>
    typeof value === 'boolean' ? (value ? undefined : false) : compile(value, keyword),
  ),
  propertyNames: into('propertyNames', schema),
  dependentSchemas: since(2019, into('dependentSchemas', schemas)),
  dependentRequired: since(
    2019,
    into('dependentRequired', (value, keyword) =>
      Object.entries(object(value, keyword)).map(
        ([name, wanted]) => [toBytes(name), texts(wanted, keyword)] as const,
      ),
    ),
  ),
  minItems: into('minItems', count),
  maxItems: into('maxItems', count),
  uniqueItems: into('uniqueItems', flag),
  items: (reading, value, keyword) => {
    if (Array.isArray(value) && reading.draft < 2020) {
      reading.schema.prefixItems = schemaList(value, keyword, reading);
    } else {
      reading.schema.items = reading.compile(value, keyword);
    }
  },
  prefixItems: since(2020, into('prefixItems', schemaList)),
  minLength: into('minLength', count),
  maxLength: into('maxLength', count),
  pattern: into('pattern', (value, keyword) => {
    const pattern = text(value, keyword);
    return { text: toBytes(pattern), regexp: compileRegexp(pattern) };
  }),
  minimum: into('minimum', number),
  maximum: into('maximum', number),
  exclusiveMinimum: into('exclusiveMinimum', number),
  exclusiveMaximum: into('exclusiveMaximum', number),
  multipleOf: into('multipleOf', (value, keyword) => {
    const factor = number(value, keyword);
    return factor > 0 ? factor : unusual(keyword);
  }),
  not: into('not', schema),
  allOf: into('allOf', schemaList),
  anyOf: into('anyOf', schemaList),
  oneOf: into('oneOf', schemaList),
  if: into('if', schema),
  // biome-ignore lint/suspicious/noThenProperty: the name of a keyword
  then: into('then', schema),
  else: into('else', schema),
  // Asserted up to draft 7; a remark from 2019 on.
  format: (reading, value, keyword) => {
    if (reading.draft < 2019) {
      refused(reading, value, keyword);
    }
  },
  ...Object.fromEntries(
    [
      ...[
        'id',
        '$anchor',
        '$dynamicAnchor',
        '$dynamicRef',
        '$recursiveRef',
        '$recursiveAnchor',
        '$vocabulary',
      ],
      ...['unevaluatedProperties', 'unevaluatedItems', 'contains', 'additionalItems', 'dependencies'],
    ].map((keyword) => [keyword, refused]),
  ),
};

/** Every keyword that counts, by its name. */
export const KEYWORDS: ReadonlyMap<string, Read> = new Map(Object.entries(READERS));

function types(value: JsonValue, keyword: string): Schema['types'] {
  const wanted = Array.isArray(value) ? value : [value];
  const isKnown = wanted.every((name) => (TYPES as readonly JsonValue[]).includes(name));
  if (!isKnown || wanted.length === 0 || new Set(wanted).size < wanted.length) {
    return unusual(keyword);
  }
  const known: JsonType[] = TYPES.filter((name) => wanted.includes(name));
  return { names: known, bits: known.reduce((bits, name) => bits | BIT[name], 0) };
}

/** References to other places of the same document. */
function reference(value: JsonValue, keyword: string, { at, compile }: SchemaReading): Schema {
  const [, path] = /^#((?:\/[^/%]*)*)$/.exec(text(value, keyword)) ?? [];
  if (path === undefined) {
    throw new OutsideProfile(`a values.schema.json with the reference ${JSON.stringify(value)}`);
  }
  const target = path
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  return compile(at(target), ...target);
}

function schema(value: JsonValue, keyword: string, { compile }: SchemaReading): Schema {
  return compile(value, keyword);
}

function schemaList(value: JsonValue, keyword: string, { compile }: SchemaReading): Schema[] {
  const items = list(value, keyword);
  return items.length > 0
    ? items.map((item, index) => compile(item, keyword, String(index)))
    : unusual(keyword);
}

function schemas(value: JsonValue, keyword: string, { compile }: SchemaReading): [string, Schema][] {
  return Object.entries(object(value, keyword)).map(([name, item]) => [
    toBytes(name),
    compile(item, keyword, name),
  ]);
}

function names(pointer: Pointer | undefined, last: string): string[] {
  const found = [last];
  for (let at = pointer; at; at = at.above) {
    found.unshift(at.name);
  }
  return found;
}

function list(value: JsonValue, keyword: string): JsonValue[] {
  return Array.isArray(value) ? value : unusual(keyword);
}

function object(value: JsonValue, keyword: string): JsonObject {
  return isObject(value) ? value : unusual(keyword);
}

function texts(value: JsonValue, keyword: string): string[] {
  const items = list(value, keyword);
  return new Set(items).size === items.length
    ? items.map((item) => toBytes(text(item, keyword)))
    : unusual(keyword);
}

function text(value: JsonValue, keyword: string): string {
  return typeof value === 'string' ? value : unusual(keyword);
}

function flag(value: JsonValue, keyword: string): boolean {
  return typeof value === 'boolean' ? value : unusual(keyword);
}

function number(value: JsonValue, keyword: string): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : unusual(keyword);
}

function count(value: JsonValue, keyword: string): number {
  const size = number(value, keyword);
  return Number.isSafeInteger(size) && size >= 0 ? size : unusual(keyword);
}

/** What is no schema. */
function unusual(keyword: string): never {
  throw new OutsideProfile(`a values.schema.json with an unusual ${keyword}`);
}
