import { ExecutionError, execute, type Run } from '../eval/frame';
import type { TemplateFunction } from '../eval/function';
import { GoError, OutsideProfile, randomOrder } from '../go/errors';
import { sprintAll, sprintLine } from '../go/print';
import { sprintf } from '../go/printf';
import { quoteGo } from '../go/quote';
import { isTrue, kindName, Struct, typeName, Unordered, type Value } from '../go/value';

/** Helm wraps the words of `fail` and `required` in these to find them again in Go's message. */
export const FAILURE_START = 'HELM_ERR_START';
export const FAILURE_END = 'HELM_ERR_END';

/** Helm's own limit for `include` of one name inside itself. */
const MAXIMUM_INCLUDES = 1000;

function fail(message: string): never {
  throw new GoError(FAILURE_START + message + FAILURE_END);
}

function required(message: string, value: Value): Value {
  return value === null || value === undefined || value === '' ? fail(message) : value;
}

function include(run: Run, name: string, data: Value): string {
  const { includes } = run.state;
  const depth = includes.get(name) ?? 0;
  if (depth > MAXIMUM_INCLUDES) {
    throw new GoError(`rendering template has a nested reference name: ${name}: unable to execute template`);
  }
  includes.set(name, depth + 1);
  const program = run.find(name);
  if (!program) {
    throw new GoError(`template: no template ${quoteGo(name)} associated with template "gotpl"`);
  }
  try {
    const text = execute(program, run, data ?? undefined);
    includes.set(name, depth);
    return text;
  } catch (error) {
    throw error instanceof ExecutionError ? new GoError(error.message, error.place) : error;
  }
}

function tpl(run: Run, text: string, data: Value): string {
  const parsed = run.parse(text);
  try {
    return execute(parsed.program, parsed.run, data ?? undefined).replaceAll('<no value>', '');
  } catch (error) {
    throw error instanceof ExecutionError
      ? new GoError(`error during tpl function execution for ${quoteGo(text)}: ${error.message}`, error.place)
      : error;
  }
}

function length(value: Value): bigint {
  if (value instanceof Map) {
    return BigInt(value.size);
  }
  if (Array.isArray(value) || typeof value === 'string') {
    return BigInt(value.length);
  }
  if (value === null || value === undefined) {
    throw new GoError('len of nil pointer');
  }
  if (value instanceof Unordered) {
    return BigInt(value.items.length);
  }
  if (value instanceof Struct) {
    throw new OutsideProfile(`len of a ${value.type}`);
  }
  throw new GoError(`len of type ${typeName(value)}`);
}

function index(item: Value, indices: readonly Value[]): Value {
  let at = item;
  if (at === null || at === undefined) {
    throw new GoError('index of untyped nil');
  }
  for (const key of indices) {
    at = indexOnce(at, key);
  }
  return at;
}

function indexOnce(item: Value, key: Value): Value {
  if (item === null || item === undefined) {
    throw new GoError('index of nil pointer');
  }
  if (item instanceof Map) {
    if (typeof key !== 'string') {
      throw new GoError(
        key === null || key === undefined
          ? 'value is nil; should be of type string'
          : `value has type ${typeName(key)}; should be string`,
      );
    }
    return item.get(key) ?? (item.type === 'map[string]string' ? '' : null);
  }
  if (typeof item === 'string') {
    throw new OutsideProfile('index of a string');
  }
  if (item instanceof Unordered) {
    throw randomOrder(item.origin);
  }
  if (!Array.isArray(item)) {
    throw new GoError(`can't index item of type ${typeName(item)}`);
  }
  return item[position(key, item.length)] ?? null;
}

function position(key: Value, size: number): number {
  const number =
    typeof key === 'bigint'
      ? key
      : typeof key === 'object' && key !== null && 'value' in key
        ? key.value
        : undefined;
  if (typeof number !== 'bigint') {
    throw new GoError(
      key === null || key === undefined
        ? 'cannot index slice/array with nil'
        : `cannot index slice/array with type ${typeName(key)}`,
    );
  }
  if (number < 0n || number > BigInt(size)) {
    throw new GoError(`index out of range: ${number}`);
  }
  if (number === BigInt(size)) {
    throw new GoError('reflect: slice index out of range');
  }
  return Number(number);
}

/** Values, control and text: what templates are made of. */
export const FLOW_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  default: {
    parameters: ['any'],
    rest: 'any',
    call: (_, fallback: Value, ...given: Value[]) => (isTrue(given[0]) ? given[0] : fallback),
  },
  empty: { parameters: ['any'], call: (_, value: Value) => !isTrue(value) },
  coalesce: { parameters: [], rest: 'any', call: (_, ...values: Value[]) => values.find(isTrue) ?? null },
  all: { parameters: [], rest: 'any', call: (_, ...values: Value[]) => values.every(isTrue) },
  any: { parameters: [], rest: 'any', call: (_, ...values: Value[]) => values.some(isTrue) },
  ternary: {
    parameters: ['any', 'any', 'bool'],
    call: (_, whenTrue: Value, whenFalse: Value, condition: boolean) => (condition ? whenTrue : whenFalse),
  },
  fail: { parameters: ['string'], call: (_, message: string) => fail(message) },
  required: {
    parameters: ['string', 'any'],
    call: (_, message: string, value: Value) => required(message, value),
  },
  include: { parameters: ['string', 'any'], call: include },
  tpl: { parameters: ['string', 'any'], call: tpl },
  print: { parameters: [], rest: 'any', call: (_, ...values: Value[]) => sprintAll(values) },
  println: { parameters: [], rest: 'any', call: (_, ...values: Value[]) => sprintLine(values) },
  printf: {
    parameters: ['string'],
    rest: 'any',
    call: (_, format: string, ...values: Value[]) => sprintf(format, values),
  },
  len: { parameters: ['value'], call: (_, value: Value) => length(value) },
  index: {
    parameters: ['value'],
    rest: 'value',
    call: (_, item: Value, ...indices: Value[]) => index(item, indices),
  },
  typeOf: { parameters: ['any'], call: (_, value: Value) => typeName(value) },
  typeIs: {
    parameters: ['string', 'any'],
    call: (_, target: string, value: Value) => target === typeName(value),
  },
  typeIsLike: {
    parameters: ['string', 'any'],
    call: (_, target: string, value: Value) => target === typeName(value) || `*${target}` === typeName(value),
  },
  kindOf: { parameters: ['any'], call: (_, value: Value) => kindName(value) },
  kindIs: {
    parameters: ['string', 'any'],
    call: (_, target: string, value: Value) => target === kindName(value),
  },
  // What `helm template` answers: it has no cluster to ask.
  lookup: { parameters: ['string', 'string', 'string', 'string'], call: () => new Map<string, Value>() },
};
