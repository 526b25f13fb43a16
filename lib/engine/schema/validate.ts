import { fromBytes, runesOf, toBytes } from '../go/bytes';
import { type Dict, sortedKeys, type Value } from '../go/value';
import { allows, duplicates, hasType, isOneOf, matchingSchemas } from './allows';
import { isMultiple } from './multiple';
import type { Allowed, JsonType, Schema } from './schema';
import { GROUP, quoted, REFERENCE, type Violation } from './violation';

/** Shows what `enum` or `const` allows, as it is written in the schema. */
export type Display = (allowed: Allowed) => string[];

/**
 * Finds out what a value violates, in the order and nesting in which santhosh-tekuri/jsonschema checks: Helm's words come
 * from those. The first of type, const and enum ends the check, everything else is collected. Go goes through a map in
 * random order; here it is by name.
 */
export class Validation {
  constructor(private readonly display: Display) {}

  /** Several violations of one schema are one with causes. */
  of(schema: Schema, value: Value, path: readonly string[]): Violation[] {
    const found = this.all(schema, value, path);
    return found.length > 1 ? [{ path, problem: GROUP, causes: found }] : found;
  }

  private all(schema: Schema, value: Value, path: readonly string[]): Violation[] {
    const { always, types, constant, enum: listed, ref, isOnlyRef } = schema;
    const one = (problem: string, causes: readonly Violation[] = []) => ({ path, problem, causes });
    if (always !== undefined) {
      return always ? [] : [one('false schema')];
    }
    if (types && !hasType(schema, value)) {
      return [one(`got ${typeOf(value)}, want ${types.names.join(' or ')}`)];
    }
    if (constant && !isOneOf(constant.values, value)) {
      return [one(this.allowedProblem(constant, 'const'))];
    }
    if (listed && !isOneOf(listed.values, value)) {
      return [one(this.allowedProblem(listed, 'enum'))];
    }
    const referred = ref ? this.all(ref, value, path) : [];
    const references = referred.length > 0 ? [one(REFERENCE, referred)] : [];
    if (isOnlyRef) {
      return references;
    }
    return [...references, ...this.content(schema, value, path), ...this.conditions(schema, value, path)];
  }

  private allowedProblem(allowed: Allowed, keyword: string): string {
    if (allowed.values.some((value) => typeof value === 'object' && value !== null)) {
      return `'${keyword}' failed`;
    }
    const shown = this.display(allowed);
    return shown.length === 1 ? `value must be ${shown[0]}` : `value must be one of ${shown.join(', ')}`;
  }

  private content(schema: Schema, value: Value, path: readonly string[]): Violation[] {
    if (value instanceof Map) {
      return this.object(schema, value, path);
    }
    if (Array.isArray(value)) {
      return this.array(schema, value, path);
    }
    const problems =
      typeof value === 'string'
        ? textProblems(schema, value)
        : typeof value === 'number'
          ? numberProblems(schema, value)
          : [];
    return problems.map((problem) => ({ path, problem, causes: [] }));
  }

  private object(schema: Schema, object: Dict, path: readonly string[]): Violation[] {
    const names = sortedKeys(object);
    const problem = (text: string): Violation => ({ path, problem: text, causes: [] });
    const additional = names.filter(
      (name) => schema.additionalProperties === false && this.isAdditional(schema, name),
    );
    return [
      ...sizeProblems('Properties', object.size, schema.minProperties, schema.maxProperties).map(problem),
      ...missingProblem(object, schema.required ?? []).map(problem),
      ...names.flatMap((name) => this.property(schema, name, object.get(name), path)),
      ...(additional.length > 0 ? [problem(`additional properties ${list(additional)} not allowed`)] : []),
      ...names.flatMap((name) => this.propertyName(schema, name)),
      ...(schema.dependentSchemas ?? []).flatMap(([name, inner]) =>
        object.has(name) ? this.of(inner, object, path) : [],
      ),
      ...(schema.dependentRequired ?? []).flatMap(([name, wanted]) => {
        const missing = object.has(name) ? wanted.filter((other) => !object.has(other)) : [];
        return missing.length > 0
          ? [problem(`properties ${list(missing)} required, if ${quoted(name)} exists`)]
          : [];
      }),
    ];
  }

  private property(schema: Schema, name: string, value: Value, path: readonly string[]): Violation[] {
    const { properties, patternProperties = [], additionalProperties } = schema;
    const own = properties?.get(name);
    const inner = [...(own ? [own] : []), ...matchingSchemas(patternProperties, name)];
    if (inner.length === 0 && additionalProperties) {
      inner.push(additionalProperties);
    }
    return inner.flatMap((found) => this.of(found, value, [...path, name]));
  }

  private isAdditional({ properties, patternProperties = [] }: Schema, name: string): boolean {
    return !properties?.has(name) && matchingSchemas(patternProperties, name).length === 0;
  }

  /** The name is checked as a document of its own. */
  private propertyName({ propertyNames }: Schema, name: string): Violation[] {
    const found = propertyNames ? this.all(propertyNames, name, []) : [];
    return found.length > 0
      ? [{ path: [], problem: `invalid propertyName ${quoted(name)}`, causes: found }]
      : [];
  }

  private array(schema: Schema, array: readonly Value[], path: readonly string[]): Violation[] {
    const { prefixItems = [], items } = schema;
    const equal = schema.uniqueItems ? duplicates(array) : undefined;
    const problems = [
      ...sizeProblems('Items', array.length, schema.minItems, schema.maxItems),
      ...(equal ? [`items at ${equal[0]} and ${equal[1]} are equal`] : []),
    ];
    return [
      ...problems.map((problem) => ({ path, problem, causes: [] })),
      ...array.flatMap((item, index) => {
        const inner = prefixItems[index] ?? items;
        return inner ? this.of(inner, item, [...path, String(index)]) : [];
      }),
    ];
  }

  private conditions(schema: Schema, value: Value, path: readonly string[]): Violation[] {
    const { not, allOf = [], anyOf, oneOf, if: condition } = schema;
    const found: Violation[] = [];
    const add = (problem: string, causes: readonly Violation[] = []) => found.push({ path, problem, causes });
    if (not && allows(not, value)) {
      add("'not' failed");
    }
    const failed = allOf.flatMap((inner) => this.of(inner, value, path));
    if (failed.length > 0) {
      add("'allOf' failed", failed);
    }
    if (anyOf && !anyOf.some((inner) => allows(inner, value))) {
      add(
        "'anyOf' failed",
        anyOf.flatMap((inner) => this.of(inner, value, path)),
      );
    }
    if (oneOf) {
      const matched = oneOf.flatMap((inner, index) => (allows(inner, value) ? [index] : []));
      const [first, second] = matched;
      if (first === undefined) {
        add(
          "'oneOf' failed, none matched",
          oneOf.flatMap((inner) => this.of(inner, value, path)),
        );
      } else if (second !== undefined) {
        add(`'oneOf' failed, subschemas ${first}, ${second} matched`);
      }
    }
    const chosen = condition && (allows(condition, value) ? schema.then : schema.else);
    return chosen ? [...found, ...this.of(chosen, value, path)] : found;
  }
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

function sizeProblems(what: string, size: number, minimum?: number, maximum?: number): string[] {
  return [
    ...(minimum !== undefined && size < minimum
      ? [`min${what}: got ${count(size)}, want ${count(minimum)}`]
      : []),
    ...(maximum !== undefined && size > maximum
      ? [`max${what}: got ${count(size)}, want ${count(maximum)}`]
      : []),
  ];
}

function missingProblem(object: ReadonlyMap<string, Value>, required: readonly string[]): string[] {
  const missing = required.filter((name) => !object.has(name));
  if (missing.length === 0) {
    return [];
  }
  return [`missing ${missing.length === 1 ? 'property' : 'properties'} ${list(missing)}`];
}

function list(names: readonly string[]): string {
  return names.map(quoted).join(', ');
}

function textProblems({ minLength, maxLength, pattern }: Schema, text: string): string[] {
  const length = minLength === undefined && maxLength === undefined ? 0 : runesOf(text).length;
  const matches = !pattern || pattern.regexp.find(fromBytes(text), 0) !== undefined;
  return [
    ...sizeProblems('Length', length, minLength, maxLength),
    ...(matches ? [] : [`${quoted(text)} does not match pattern ${quoted(pattern.text)}`]),
  ];
}

function numberProblems(schema: Schema, value: number): string[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const problem = (keyword: string, want: number | undefined, fails: (limit: number) => boolean) =>
    want !== undefined && fails(want) ? [`${keyword}: got ${number(value)}, want ${number(want)}`] : [];
  return [
    ...problem('minimum', minimum, (limit) => value < limit),
    ...problem('maximum', maximum, (limit) => value > limit),
    ...problem('exclusiveMinimum', exclusiveMinimum, (limit) => value <= limit),
    ...problem('exclusiveMaximum', exclusiveMaximum, (limit) => value >= limit),
    ...problem('multipleOf', multipleOf, (factor) => !isMultiple(value, factor)),
  ];
}

function count(value: number): string {
  return value.toLocaleString('en-US');
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
