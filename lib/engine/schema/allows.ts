import { deepEqual } from '../functions/deep-equal';
import { fromBytes, runesOf } from '../go/bytes';
import type { Dict, Value } from '../go/value';
import { isMultiple } from './multiple';
import { BIT, type Schema } from './schema';

/** Whether a value is allowed: the common answer, without a word about why not. */
export function allows(schema: Schema, value: Value): boolean {
  if (schema.always !== undefined) {
    return schema.always;
  }
  return hasType(schema, value) && (schema.isTypeOnly || allowsContent(schema, value));
}

function allowsContent(schema: Schema, value: Value): boolean {
  const { constant, enum: listed, ref, isOnlyRef } = schema;
  if (constant && !isOneOf(constant.values, value)) {
    return false;
  }
  if (listed && !isOneOf(listed.values, value)) {
    return false;
  }
  if (ref && (isOnlyRef || !allows(ref, value))) {
    return isOnlyRef === true && allows(ref, value);
  }
  if (value instanceof Map) {
    if (!allowsObject(schema, value)) {
      return false;
    }
  } else if (Array.isArray(value)) {
    if (!allowsArray(schema, value)) {
      return false;
    }
  } else if (typeof value === 'string') {
    if (!allowsText(schema, value)) {
      return false;
    }
  } else if (typeof value === 'number' && !allowsNumber(schema, value)) {
    return false;
  }
  return allowsConditions(schema, value);
}

export function isOneOf(values: readonly Value[], value: Value): boolean {
  return values.some((item) => deepEqual(item, value));
}

export function hasType({ types }: Schema, value: Value): boolean {
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

function allowsObject(schema: Schema, object: Dict): boolean {
  const { minProperties = 0, maxProperties = Number.POSITIVE_INFINITY, required, propertyNames } = schema;
  if (object.size < minProperties || object.size > maxProperties) {
    return false;
  }
  if (required && !required.every((name) => object.has(name))) {
    return false;
  }
  for (const [name, value] of object) {
    if (!allowsProperty(schema, name, value) || (propertyNames && !allows(propertyNames, name))) {
      return false;
    }
  }
  return (
    (schema.dependentSchemas ?? []).every(([name, inner]) => !object.has(name) || allows(inner, object)) &&
    (schema.dependentRequired ?? []).every(
      ([name, names]) => !object.has(name) || names.every((other) => object.has(other)),
    )
  );
}

function allowsProperty(schema: Schema, name: string, value: Value): boolean {
  const { properties, patternProperties, additionalProperties } = schema;
  const inner = properties?.get(name);
  if (inner && !allows(inner, value)) {
    return false;
  }
  const matching = patternProperties && matchingSchemas(patternProperties, name);
  if (matching && !matching.every((pattern) => allows(pattern, value))) {
    return false;
  }
  if (inner || additionalProperties === undefined || (matching && matching.length > 0)) {
    return true;
  }
  return additionalProperties !== false && allows(additionalProperties, value);
}

export function matchingSchemas(
  patterns: NonNullable<Schema['patternProperties']>,
  name: string,
): readonly Schema[] {
  const text = fromBytes(name);
  return patterns.filter(([regexp]) => regexp.find(text, 0) !== undefined).map(([, schema]) => schema);
}

function allowsArray(schema: Schema, array: readonly Value[]): boolean {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, uniqueItems, prefixItems = [], items } = schema;
  return (
    array.length >= minItems &&
    array.length <= maxItems &&
    !(uniqueItems && duplicates(array)) &&
    array.every((item, index) => {
      const inner = prefixItems[index] ?? items;
      return inner === undefined || allows(inner, item);
    })
  );
}

/** The first two items that are equal. */
export function duplicates(array: readonly Value[]): readonly [number, number] | undefined {
  for (let second = 1; second < array.length; second++) {
    const first = array.findIndex((item) => deepEqual(item, array[second]));
    if (first < second) {
      return [first, second];
    }
  }
  return undefined;
}

function allowsText({ minLength = 0, maxLength, pattern }: Schema, text: string): boolean {
  if (minLength > 0 || maxLength !== undefined) {
    const { length } = runesOf(text);
    if (length < minLength || length > (maxLength ?? length)) {
      return false;
    }
  }
  return !pattern || pattern.regexp.find(fromBytes(text), 0) !== undefined;
}

function allowsNumber(schema: Schema, number: number): boolean {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  return (
    !(minimum !== undefined && number < minimum) &&
    !(maximum !== undefined && number > maximum) &&
    !(exclusiveMinimum !== undefined && number <= exclusiveMinimum) &&
    !(exclusiveMaximum !== undefined && number >= exclusiveMaximum) &&
    !(multipleOf !== undefined && !isMultiple(number, multipleOf))
  );
}

function allowsConditions(schema: Schema, value: Value): boolean {
  const { not, allOf, anyOf, oneOf, if: condition } = schema;
  if (not && allows(not, value)) {
    return false;
  }
  if (allOf && !allOf.every((inner) => allows(inner, value))) {
    return false;
  }
  if (anyOf && !anyOf.some((inner) => allows(inner, value))) {
    return false;
  }
  if (oneOf && oneOf.filter((inner) => allows(inner, value)).length !== 1) {
    return false;
  }
  const chosen = condition && (allows(condition, value) ? schema.then : schema.else);
  return !chosen || allows(chosen, value);
}
