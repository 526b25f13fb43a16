import type { TemplateFunction } from '../eval/function';
import { GoError, LimitExceeded, randomOrder } from '../go/errors';
import { sprint } from '../go/print';
import { quoteGo } from '../go/quote';
import { type List, Unordered, type Value } from '../go/value';
import { LARGEST_TEXT } from '../limits';

/** sprig's strval: a string as it is, anything else as `%v`. */
export function text(value: Value): string {
  return typeof value === 'string' ? value : sprint(value);
}

/** sprig's strslice: the items of a list as text, nils left out; a single value is a list of one. */
export function texts(value: Value): string[] {
  if (value instanceof Unordered) {
    throw randomOrder(value.origin);
  }
  if (Array.isArray(value)) {
    return value.filter((item) => item !== null && item !== undefined).map(text);
  }
  return value === null || value === undefined ? [] : [text(value)];
}

/** A list of strings as Go types it. */
export function stringList(items: readonly string[]): List {
  const list: List = [...items];
  list.type = '[]string';
  return list;
}

function indent(spaces: bigint, value: string): string {
  if (spaces < 0n) {
    throw new GoError('strings: negative Repeat count');
  }
  if (Number(spaces) * (value.length + 1) > LARGEST_TEXT) {
    requireSize(spaces * BigInt(value.split('\n').length), 'indent');
  }
  const pad = ' '.repeat(Number(spaces));
  return pad + value.replaceAll('\n', `\n${pad}`);
}

function notNil(values: readonly Value[]): Value[] {
  return values.filter((value) => value !== null && value !== undefined);
}

/** sprig's cat builds a format from its arguments, then trims it: the last space goes. */
function cat(values: readonly Value[]): string {
  return notNil(values).map(sprint).join(' ');
}

function repeat(count: bigint, value: string): string {
  if (count < 0n) {
    throw new GoError('strings: negative Repeat count');
  }
  requireSize(count * BigInt(value.length), 'repeat');
  return value.repeat(Number(count));
}

/** @throws {LimitExceeded} for a text that is larger than the engine makes */
function requireSize(bytes: bigint, name: string): void {
  if (bytes > LARGEST_TEXT) {
    throw new LimitExceeded(`${name} to more than ${LARGEST_TEXT} bytes`);
  }
}

export const STRING_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  toString: { parameters: ['any'] as const, call: (_, value: Value) => text(value) },
  quote: {
    parameters: [],
    rest: 'any',
    call: (_, ...values: Value[]) =>
      notNil(values)
        .map((value) => quoteGo(text(value)))
        .join(' '),
  },
  squote: {
    parameters: [],
    rest: 'any',
    call: (_, ...values: Value[]) =>
      notNil(values)
        .map((value) => `'${sprint(value)}'`)
        .join(' '),
  },
  cat: { parameters: [], rest: 'any', call: (_, ...values: Value[]) => cat(values) },
  indent: {
    parameters: ['int', 'string'],
    call: (_, spaces: bigint, value: string) => indent(spaces, value),
  },
  nindent: {
    parameters: ['int', 'string'],
    call: (_, spaces: bigint, value: string) => `\n${indent(spaces, value)}`,
  },
  repeat: { parameters: ['int', 'string'], call: (_, count: bigint, value: string) => repeat(count, value) },
  contains: {
    parameters: ['string', 'string'],
    call: (_, part: string, value: string) => value.includes(part),
  },
  hasPrefix: {
    parameters: ['string', 'string'],
    call: (_, prefix: string, value: string) => value.startsWith(prefix),
  },
  hasSuffix: {
    parameters: ['string', 'string'],
    call: (_, suffix: string, value: string) => value.endsWith(suffix),
  },
  join: {
    parameters: ['string', 'any'],
    call: (_, separator: string, value: Value) => texts(value).join(separator),
  },
  toStrings: { parameters: ['any'], call: (_, value: Value) => stringList(texts(value)) },
};
