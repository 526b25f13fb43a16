import { deepEqual } from '../functions/deep-equal';
import { fromBytes, toBytes } from '../go/bytes';
import { OutsideProfile } from '../go/errors';
import { type Dict, sortedKeys, type Value } from '../go/value';
import type { JsonValue } from '../json';
import { isObject } from '../json';
import { goValue } from '../release/given-values';
import type { SchemaViolation } from '../render-error';
import { display, ValuesRefused, type Violation, violationText } from './violation';

/** The JSON types in the order in which santhosh-tekuri/jsonschema names them. */
const TYPES = ['null', 'boolean', 'number', 'integer', 'string', 'array', 'object'] as const;
type JsonType = (typeof TYPES)[number];

/** A bit for each, because values are checked against types thousands of times a render. */
const BIT: Readonly<Record<JsonType, number>> = {
  null: 1,
  boolean: 2,
  number: 4,
  integer: 8,
  string: 16,
  array: 32,
  object: 64,
};

/** Keywords that tell and do not check. */
const SILENT = new Set(['$schema', '$id', '$comment', 'title', 'description', 'default', 'examples']);

const GROUP = 'validation failed';

/** A schema ready to check values with; undefined parts are not asked for. */
interface Schema {
  /** True for one that asks for types and nothing else, as two of three do in the charts of Cilium. */
  readonly isTypeOnly: boolean;
  readonly types?: { readonly names: readonly JsonType[]; readonly bits: number };
  readonly values?: readonly Value[];
  readonly properties?: ReadonlyMap<string, Schema>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
}

/** A chart's values.schema.json, ready to check values with. */
export interface ValuesSchema {
  /** @throws {GoError} with Helm's words, every violation in it */
  check(chart: string, values: Dict): void;
}

/**
 * Compiles a values.schema.json. Our own checker, because Helm's words come from the order and nesting in which
 * santhosh-tekuri/jsonschema checks, and because compiling 150 KB of schema with ajv takes longer than the render.
 *
 * @throws {OutsideProfile} for a keyword that no Cilium chart uses
 */
export function compileSchema(text: string): ValuesSchema {
  const schema = compile(JSON.parse(fromBytes(text)));
  return {
    check(chart, values) {
      if (!allows(schema, values)) {
        const violations = outermost(validate(schema, values, []));
        const list = violations.map((violation) => violationText(violation, 0)).join('\n');
        throw new ValuesRefused(chart, violations.map(schemaViolation), list);
      }
    },
  };
}

function schemaViolation({ path, problem }: Violation): SchemaViolation {
  return { valuePath: path.map(fromBytes), problem: fromBytes(problem) };
}

function compile(json: JsonValue): Schema {
  if (!isObject(json)) {
    throw new OutsideProfile('a values.schema.json with a schema that is no object');
  }
  const { type, enum: values, properties, items, anyOf, oneOf, minimum, maximum, ...others } = json;
  const unknown = Object.keys(others).find((keyword) => !SILENT.has(keyword));
  if (unknown !== undefined) {
    throw new OutsideProfile(`a values.schema.json with the keyword ${unknown}`);
  }
  const names = type === undefined ? [] : typesOf(type);
  const isTypeOnly = [values, properties, items, anyOf, oneOf, minimum, maximum].every(
    (part) => part === undefined,
  );
  return {
    isTypeOnly,
    ...(names.length > 0 && { types: { names, bits: names.reduce((bits, name) => bits | BIT[name], 0) } }),
    ...(values !== undefined && { values: listOf(values, 'enum').map(goValue) }),
    ...(properties !== undefined && { properties: propertiesOf(properties) }),
    ...(items !== undefined && { items: compile(items) }),
    ...(anyOf !== undefined && { anyOf: listOf(anyOf, 'anyOf').map(compile) }),
    ...(oneOf !== undefined && { oneOf: listOf(oneOf, 'oneOf').map(compile) }),
    ...(minimum !== undefined && { minimum: Number(minimum) }),
    ...(maximum !== undefined && { maximum: Number(maximum) }),
  };
}

function typesOf(type: JsonValue): JsonType[] {
  const wanted = Array.isArray(type) ? type : [type];
  if (!wanted.every((name) => (TYPES as readonly JsonValue[]).includes(name))) {
    throw new OutsideProfile('a values.schema.json with an unknown type');
  }
  return TYPES.filter((name) => wanted.includes(name));
}

function listOf(value: JsonValue, keyword: string): JsonValue[] {
  if (!Array.isArray(value)) {
    throw new OutsideProfile(`a values.schema.json with an ${keyword} that is no list`);
  }
  return value;
}

function propertiesOf(value: JsonValue): ReadonlyMap<string, Schema> {
  if (!isObject(value)) {
    throw new OutsideProfile('a values.schema.json with properties that are no object');
  }
  return new Map(Object.entries(value).map(([name, schema]) => [toBytes(name), compile(schema)]));
}

function typeOf(value: Value): JsonType {
  switch (typeof value) {
    case 'boolean':
      return 'boolean';
    case 'number':
      return 'number';
    case 'string':
      return 'string';
  }
  return value instanceof Map ? 'object' : Array.isArray(value) ? 'array' : 'null';
}

/** Whether the value is allowed: the common answer, without a word about why not. */
function allows(schema: Schema, value: Value): boolean {
  return hasType(schema, value) && (schema.isTypeOnly || allowsContent(schema, value));
}

function allowsContent(schema: Schema, value: Value): boolean {
  const { values, properties, items, anyOf, oneOf } = schema;
  if (values && !values.some((item) => deepEqual(item, value))) {
    return false;
  }
  if (properties && value instanceof Map) {
    for (const [key, item] of value) {
      const inner = properties.get(key);
      if (inner && !allows(inner, item)) {
        return false;
      }
    }
  } else if (items && Array.isArray(value) && !value.every((item) => allows(items, item))) {
    return false;
  }
  return (
    isInRange(schema, value) &&
    !(anyOf && anyOf.length > 0 && !anyOf.some((inner) => allows(inner, value))) &&
    !(oneOf && oneOf.length > 0 && oneOf.filter((inner) => allows(inner, value)).length !== 1)
  );
}

function hasType({ types }: Schema, value: Value): boolean {
  return types === undefined || (types.bits & bitsOf(value)) !== 0;
}

/** A whole number is a number and an integer. */
function bitsOf(value: Value): number {
  switch (typeof value) {
    case 'boolean':
      return BIT.boolean;
    case 'string':
      return BIT.string;
    case 'number':
      return Number.isInteger(value) ? BIT.number | BIT.integer : BIT.number;
  }
  return value instanceof Map ? BIT.object : Array.isArray(value) ? BIT.array : BIT.null;
}

function isInRange({ minimum, maximum }: Schema, value: Value): boolean {
  return (
    typeof value !== 'number' ||
    ((minimum === undefined || value >= minimum) && (maximum === undefined || value <= maximum))
  );
}

/** What the value violates; the first of type and enum ends the check, all else is collected. */
function validate(schema: Schema, value: Value, path: readonly string[]): Violation[] {
  const { types, values } = schema;
  if (types && !hasType(schema, value)) {
    return [{ path, problem: `got ${typeOf(value)}, want ${types.names.join(' or ')}`, causes: [] }];
  }
  if (values && !values.some((item) => deepEqual(item, value))) {
    return [{ path, problem: enumProblem(values), causes: [] }];
  }
  return [
    ...validateParts(schema, value, path),
    ...validateRange(schema, value, path),
    ...validateAlternatives(schema, value, path),
  ];
}

/** Go goes through a map in random order; by name is as good as any, and always the same. */
function validateParts({ properties, items }: Schema, value: Value, path: readonly string[]): Violation[] {
  if (properties && value instanceof Map) {
    return sortedKeys(value).flatMap((key) => {
      const schema = properties.get(key);
      return schema ? grouped(schema, value.get(key), [...path, key]) : [];
    });
  }
  if (items && Array.isArray(value)) {
    return value.flatMap((item, index) => grouped(items, item, [...path, String(index)]));
  }
  return [];
}

function validateRange({ minimum, maximum }: Schema, value: Value, path: readonly string[]): Violation[] {
  if (typeof value !== 'number') {
    return [];
  }
  const below = minimum !== undefined && value < minimum;
  const above = maximum !== undefined && value > maximum;
  return [
    ...(below
      ? [{ path, problem: `minimum: got ${number(value)}, want ${number(minimum)}`, causes: [] }]
      : []),
    ...(above
      ? [{ path, problem: `maximum: got ${number(value)}, want ${number(maximum)}`, causes: [] }]
      : []),
  ];
}

/** As golang.org/x/text prints it in English: thousands grouped, and from a million on a power of ten. */
function number(value: number): string {
  const [mantissa = '', power = ''] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) {
    return value.toLocaleString('en-US', { maximumFractionDigits: 20 });
  }
  const digits = String(Math.abs(exponent)).padStart(2, '0');
  const raised = [...digits].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
  return toBytes(`${mantissa}×10${exponent < 0 ? '⁻' : ''}${raised}`);
}

function validateAlternatives({ anyOf, oneOf }: Schema, value: Value, path: readonly string[]): Violation[] {
  const found: Violation[] = [];
  if (anyOf && anyOf.length > 0) {
    const results = anyOf.map((schema) => grouped(schema, value, path));
    if (results.every((violations) => violations.length > 0)) {
      found.push({ path, problem: "'anyOf' failed", causes: results.flat() });
    }
  }
  if (oneOf && oneOf.length > 0) {
    const results = oneOf.map((schema) => grouped(schema, value, path));
    const matched = results.flatMap((violations, index) => (violations.length === 0 ? [index] : []));
    const [first, second] = matched;
    if (first === undefined) {
      found.push({ path, problem: "'oneOf' failed, none matched", causes: results.flat() });
    } else if (second !== undefined) {
      found.push({ path, problem: `'oneOf' failed, subschemas ${first}, ${second} matched`, causes: [] });
    }
  }
  return found;
}

/** Several violations of one schema are told as one with causes. */
function grouped(schema: Schema, value: Value, path: readonly string[]): Violation[] {
  const violations = validate(schema, value, path);
  return violations.length > 1 ? [{ path, problem: GROUP, causes: violations }] : violations;
}

/** A lone group is told by its causes: the values as a whole need no line of their own. */
function outermost(violations: readonly Violation[]): readonly Violation[] {
  const [only, second] = violations;
  return only?.problem === GROUP && !second ? only.causes : violations;
}

function enumProblem(values: readonly Value[]): string {
  if (values.some((value) => typeof value === 'object' && value !== null)) {
    return "'enum' failed";
  }
  const shown = values.map(display).join(', ');
  return values.length === 1 ? `value must be ${shown}` : `value must be one of ${shown}`;
}
