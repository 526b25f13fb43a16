import type { TemplateFunction } from '../eval/function';
import { GoError, OutsideProfile } from '../go/errors';
import { Integer, isTrue, Struct, typeName, type Value } from '../go/value';
import { INSTANT } from './dates';

type Basic = 'bool' | 'int' | 'uint' | 'float' | 'string' | 'invalid';

function basicKind(value: Value): Basic {
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return 'float';
    case 'string':
      return 'string';
  }
  return value instanceof Integer ? (value.type === 'int64' ? 'int' : 'uint') : 'invalid';
}

function isInteger(kind: Basic): boolean {
  return kind === 'int' || kind === 'uint';
}

function integer(value: Value): bigint {
  return value instanceof Integer ? value.value : (value as bigint);
}

function incompatible(a: Value, b: Value): GoError {
  return new GoError(`incompatible types for comparison: ${typeName(a)} and ${typeName(b)}`);
}

function equal(a: Value, b: Value): boolean {
  const kindA = basicKind(a);
  const kindB = basicKind(b);
  if (isInteger(kindA) && isInteger(kindB)) {
    return integer(a) === integer(b);
  }
  if (kindA !== kindB) {
    if (isNil(a) || isNil(b)) {
      return false;
    }
    throw incompatible(a, b);
  }
  return kindA === 'invalid' ? equalComposites(a, b) : a === b;
}

function isNil(value: Value): value is null | undefined {
  return value === null || value === undefined;
}

/** Of what is neither nil nor basic, only times can be compared. */
function equalComposites(a: Value, b: Value): boolean {
  if (isNil(a) || isNil(b)) {
    return isNil(a) && isNil(b);
  }
  if (a instanceof Struct && b instanceof Struct) {
    const instantA = a.fields.get(INSTANT);
    const instantB = b.fields.get(INSTANT);
    if (instantA !== undefined && instantB !== undefined) {
      return instantA === instantB;
    }
    throw new OutsideProfile(`to compare a ${a.type}`);
  }
  throw new GoError(`non-comparable type ${typeName(b)}`);
}

function less(a: Value, b: Value): boolean {
  const kindA = basicKind(a);
  const kindB = basicKind(b);
  if (kindA === 'invalid' || kindB === 'invalid' || (kindA === 'bool' && kindB === 'bool')) {
    throw new GoError('invalid type for comparison');
  }
  if (isInteger(kindA) && isInteger(kindB)) {
    return integer(a) < integer(b);
  }
  if (kindA !== kindB) {
    throw incompatible(a, b);
  }
  return (a as string) < (b as string);
}

function lessOrEqual(a: Value, b: Value): boolean {
  return less(a, b) || equal(a, b);
}

function comparison(holds: (a: Value, b: Value) => boolean): TemplateFunction {
  return { parameters: ['value', 'value'], call: (_, a: Value, b: Value) => holds(a, b) };
}

/** The comparisons and connectives that text/template brings with it. */
export const COMPARISONS: Readonly<Record<string, TemplateFunction>> = {
  eq: {
    parameters: ['value'],
    rest: 'value',
    call: (_, value: Value, ...others: Value[]) => {
      if (others.length === 0) {
        throw new GoError('missing argument for comparison');
      }
      return others.some((other) => equal(value, other));
    },
  },
  ne: comparison((a, b) => !equal(a, b)),
  lt: comparison(less),
  le: comparison(lessOrEqual),
  gt: comparison((a, b) => !lessOrEqual(a, b)),
  ge: comparison((a, b) => !less(a, b)),
  not: { parameters: ['value'], call: (_, value: Value) => !isTrue(value) },
  // The evaluator runs these two itself: they stop at the first argument that decides.
  and: { parameters: ['value'], rest: 'value', call: (_, value: Value) => value },
  or: { parameters: ['value'], rest: 'value', call: (_, value: Value) => value },
};
