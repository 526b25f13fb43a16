import { suggest } from '../diagnostics/suggest';
import { isObject, type JsonObject, type JsonValue } from '../json';
import { isQuantity } from './quantity';
import type { ApiTypes, ObjectType, TypeExpression } from './type-expression';

/** What is wrong at one field of a manifest. */
export interface FieldProblem {
  /** Stable id of the rule. */
  readonly rule:
    | 'unknown-manifest-field'
    | 'manifest-field-type'
    | 'missing-manifest-field'
    | 'manifest-field-word';
  /** As people write it: `spec.template.spec.containers[0].image`. */
  readonly field: string;
  readonly problem: string;
  readonly remedy: string;
}

export interface ObjectCheck {
  /** The types of Kubernetes. */
  readonly types: ApiTypes['types'];
  /** Types of custom resources, which may be made of those of Kubernetes. */
  readonly more?: ApiTypes['types'];
  /** A manifest for server-side apply holds some fields only: none is demanded, unknown ones are refused all the same. */
  readonly partial: boolean;
}

/**
 * Checks an object against the type of its kind: unknown fields, wrong types, missing fields. `null` is a field
 * that is not there, as the API server has it.
 */
export function checkObject(object: JsonObject, kind: string, check: ObjectCheck): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  walk(object, `:${kind}`, '', check, problems);
  return problems;
}

function walk(
  value: JsonValue,
  type: TypeExpression,
  field: string,
  check: ObjectCheck,
  found: FieldProblem[],
): void {
  if (typeof type === 'string' && type.startsWith(':')) {
    walk(value, check.types[type.slice(1)] ?? check.more?.[type.slice(1)] ?? '*', field, check, found);
  } else if (value === null || type === '*') {
    return;
  } else if (typeof type === 'object' && 'fields' in type) {
    object(value, type, field, check, found);
  } else if (itemType(type) !== undefined) {
    list(value, itemType(type) ?? '*', field, check, found);
  } else if (entryType(type) !== undefined) {
    map(value, entryType(type) ?? '*', field, check, found);
  } else if (typeof type === 'string' && !isScalar(value, type)) {
    found.push(wrongType(field, value, SCALARS[type] ?? type));
  }
}

function object(
  value: JsonValue,
  type: ObjectType,
  field: string,
  check: ObjectCheck,
  found: FieldProblem[],
): void {
  if (!isObject(value)) {
    found.push(wrongType(field, value, 'a map'));
    return;
  }
  const known = Object.keys(type.fields);
  for (const [name, child] of Object.entries(value)) {
    const below = field === '' ? name : `${field}.${name}`;
    const fieldType = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
    const words = type.words?.[name];
    if (fieldType === undefined) {
      const near = suggest(name, known);
      found.push({
        rule: 'unknown-manifest-field',
        field: below,
        problem: `this version of the API does not know the field "${name}"`,
        remedy: near === undefined ? 'Remove it' : `Did you mean "${near}"?`,
      });
    } else if (wrongWord(child, words) !== undefined) {
      const wrong = wrongWord(child, words) ?? '';
      const near = suggest(wrong, words ?? []);
      found.push({
        rule: 'manifest-field-word',
        field: below,
        problem: `"${wrong}" is not one of its words, ${(words ?? []).filter((word) => word !== '').join(', ')}`,
        remedy: near === undefined ? 'Use one of them' : `Did you mean "${near}"?`,
      });
    } else {
      walk(child, fieldType, below, check, found);
    }
  }
  for (const name of check.partial ? [] : (type.required ?? [])) {
    if (value[name] === undefined || value[name] === null) {
      found.push({
        rule: 'missing-manifest-field',
        field: field === '' ? name : `${field}.${name}`,
        problem: `the field "${name}" is required`,
        remedy: 'Add it',
      });
    }
  }
}

/** The text, or the item of a list, that is none of the words. An empty text is a field that is not there. */
function wrongWord(value: JsonValue, words: readonly string[] | undefined): string | undefined {
  return (Array.isArray(value) ? value : [value]).find(
    (item): item is string =>
      words !== undefined && typeof item === 'string' && item !== '' && !words.includes(item),
  );
}

function list(
  value: JsonValue,
  item: TypeExpression,
  field: string,
  check: ObjectCheck,
  found: FieldProblem[],
): void {
  if (!Array.isArray(value)) {
    found.push(wrongType(field, value, 'a list'));
    return;
  }
  value.forEach((one, index) => {
    walk(one, item, `${field}[${index}]`, check, found);
  });
}

function map(
  value: JsonValue,
  entry: TypeExpression,
  field: string,
  check: ObjectCheck,
  found: FieldProblem[],
): void {
  if (!isObject(value)) {
    found.push(wrongType(field, value, 'a map'));
    return;
  }
  for (const [name, child] of Object.entries(value)) {
    walk(child, entry, `${field}.${name}`, check, found);
  }
}

function itemType(type: TypeExpression): TypeExpression | undefined {
  if (typeof type === 'string') {
    return type.startsWith('[') ? type.slice(1) : undefined;
  }
  return 'listOf' in type ? type.listOf : undefined;
}

function entryType(type: TypeExpression): TypeExpression | undefined {
  if (typeof type === 'string') {
    return type.startsWith('{') ? type.slice(1) : undefined;
  }
  return 'mapOf' in type ? type.mapOf : undefined;
}

const SCALARS: Readonly<Record<string, string>> = {
  s: 'a string',
  i: 'a whole number',
  n: 'a number',
  b: 'true or false',
  q: 'a string or a number',
  Q: 'a quantity such as 500m or 1Gi',
};

function isScalar(value: JsonValue, type: string): boolean {
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  switch (type) {
    case 's':
      return typeof value === 'string';
    case 'i':
      return typeof value === 'bigint' || Number.isInteger(value);
    case 'n':
      return isNumber;
    case 'b':
      return typeof value === 'boolean';
    case 'Q':
      return isNumber || (typeof value === 'string' && isQuantity(value));
    default:
      return typeof value === 'string' || isNumber;
  }
}

function wrongType(field: string, value: JsonValue, wanted: string): FieldProblem {
  const is = Array.isArray(value)
    ? 'a list'
    : isObject(value)
      ? 'a map'
      : `${typeof value} (${String(value).slice(0, 60)})`;
  return {
    rule: 'manifest-field-type',
    field,
    problem: `it is ${is}, and must be ${wanted}`,
    remedy: remedyFor(value, wanted),
  };
}

function remedyFor(value: JsonValue, wanted: string): string {
  if (typeof value === 'string' && ['i', 'n', 'b'].some((scalar) => SCALARS[scalar] === wanted)) {
    return 'Write it without quotes, or correct it';
  }
  const isPlain = typeof value !== 'object' && typeof value !== 'string';
  return isPlain && wanted === SCALARS.s ? `Put it in quotes: "${value}"` : `Write ${wanted}`;
}
