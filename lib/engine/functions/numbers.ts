import type { TemplateFunction } from '../eval/function';
import { GoError, LimitExceeded, OutsideProfile } from '../go/errors';
import { parseFloat64, parseInteger } from '../go/parse-number';
import { Integer, type List, type Value } from '../go/value';
import { LONGEST_LIST } from '../limits';

const MIN_INT64 = -(2n ** 63n);

/** spf13/cast's ToInt64: floats lose their fraction, text may have a base prefix, what is no number is 0. */
export function toInteger(value: Value): bigint {
  switch (typeof value) {
    case 'bigint':
      return value;
    case 'number':
      return fromFloat(value);
    case 'boolean':
      return value ? 1n : 0n;
    case 'string':
      return parseInteger(trimZeroDecimal(value)) ?? 0n;
  }
  return value instanceof Integer ? wrap(value.value) : 0n;
}

/** Go's conversion of a float to an integer, as amd64 does it where the value does not fit. */
function fromFloat(value: number): bigint {
  return Number.isNaN(value) || Math.abs(value) >= 2 ** 63 ? MIN_INT64 : BigInt(Math.trunc(value));
}

function wrap(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

/** `1.0` and `1.00` are `1`. */
function trimZeroDecimal(value: string): string {
  return value.replace(/\.0+$/, '');
}

function toFloat(value: Value): number {
  switch (typeof value) {
    case 'number':
      return value;
    case 'bigint':
      return Number(value);
    case 'boolean':
      return value ? 1 : 0;
    case 'string':
      return parseFloat64(value) ?? 0;
  }
  return value instanceof Integer ? Number(value.value) : 0;
}

function int64(value: bigint): Integer {
  return new Integer('int64', wrap(value));
}

/** A function of any number of values, each taken for an integer; the result is an int64. */
function fold(
  start: (first: bigint) => bigint,
  step: (total: bigint, next: bigint) => bigint,
): TemplateFunction {
  return {
    parameters: ['any'],
    rest: 'any',
    call: (_, first: Value, ...others: Value[]) =>
      int64(
        others.reduce<bigint>((total, next) => wrap(step(total, toInteger(next))), start(toInteger(first))),
      ),
  };
}

function divide(a: bigint, b: bigint, operation: (a: bigint, b: bigint) => bigint): Integer {
  if (b === 0n) {
    throw new GoError('runtime error: integer divide by zero');
  }
  return int64(operation(a, b));
}

function untilStep(start: bigint, stop: bigint, step: bigint): List {
  const isDown = stop < start;
  if (isDown ? step >= 0n : step <= 0n) {
    return integers(0, start, step);
  }
  const distance = isDown ? start - stop : stop - start;
  const stride = isDown ? -step : step;
  const length = (distance + stride - 1n) / stride;
  if (length > LONGEST_LIST) {
    throw new LimitExceeded(`a list of more than ${LONGEST_LIST} numbers`);
  }
  return integers(Number(length), start, step);
}

function integers(length: number, start: bigint, step: bigint): List {
  const numbers: List = new Array(length);
  let number = start;
  for (let index = 0; index < length; index++) {
    numbers[index] = number;
    number += step;
  }
  numbers.type = '[]int';
  return numbers;
}

const identity = (value: bigint) => value;

function larger(a: bigint, b: bigint): bigint {
  return b > a ? b : a;
}

function smaller(a: bigint, b: bigint): bigint {
  return larger(a, b) === a ? b : a;
}

export const NUMBER_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  int: { parameters: ['any'], call: (_, value: Value) => toInteger(value) },
  int64: { parameters: ['any'], call: (_, value: Value) => int64(toInteger(value)) },
  float64: { parameters: ['any'], call: (_, value: Value) => toFloat(value) },
  atoi: {
    parameters: ['string'],
    call: (_, value: string) =>
      /^[+-]?[0-9]+$/.test(value)
        ? (parseInteger(value.replace(/^([+-]?)0+(?=[0-9])/, '$1')) ?? atoiOverflow())
        : 0n,
  },
  add: {
    parameters: [],
    rest: 'any',
    call: (_, ...values: Value[]) =>
      int64(values.reduce<bigint>((total, value) => wrap(total + toInteger(value)), 0n)),
  },
  add1: { parameters: ['any'], call: (_, value: Value) => int64(toInteger(value) + 1n) },
  sub: { parameters: ['any', 'any'], call: (_, a: Value, b: Value) => int64(toInteger(a) - toInteger(b)) },
  mul: fold(identity, (total, next) => total * next),
  div: {
    parameters: ['any', 'any'],
    call: (_, a: Value, b: Value) => divide(toInteger(a), toInteger(b), (x, y) => x / y),
  },
  mod: {
    parameters: ['any', 'any'],
    call: (_, a: Value, b: Value) => divide(toInteger(a), toInteger(b), (x, y) => x % y),
  },
  max: fold(identity, larger),
  biggest: fold(identity, larger),
  min: fold(identity, smaller),
  floor: { parameters: ['any'], call: (_, value: Value) => Math.floor(toFloat(value)) },
  ceil: { parameters: ['any'], call: (_, value: Value) => Math.ceil(toFloat(value)) },
  until: { parameters: ['int'], call: (_, count: bigint) => untilStep(0n, count, count < 0n ? -1n : 1n) },
  untilStep: {
    parameters: ['int', 'int', 'int'],
    call: (_, start: bigint, stop: bigint, step: bigint) => untilStep(start, stop, step),
  },
};

function atoiOverflow(): never {
  throw new OutsideProfile('atoi of a number beyond 64 bits');
}
