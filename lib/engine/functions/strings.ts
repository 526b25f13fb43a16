import type { TemplateFunction } from '../eval/function';
import { fromBytes, isAscii } from '../go/bytes';
import { GoError, OutsideProfile } from '../go/errors';
import { sprint } from '../go/print';
import { quoteGo } from '../go/quote';
import type { Dict, List, Value } from '../go/value';

/** sprig's strval: a string as it is, anything else as `%v`. */
export function text(value: Value): string {
  return typeof value === 'string' ? value : sprint(value);
}

/** sprig's strslice: the items of a list as text, nils left out; a single value is a list of one. */
export function texts(value: Value): string[] {
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

const SPACES = '[\\t\\n\\v\\f\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
const OUTER_SPACES = new RegExp(`^${SPACES}|${SPACES}$`, 'g');

/** strings.TrimSpace */
export function trimSpace(bytes: string): string {
  let start = 0;
  let end = bytes.length;
  while (start < end && isAsciiSpace(bytes.charCodeAt(start))) {
    start++;
  }
  while (end > start && isAsciiSpace(bytes.charCodeAt(end - 1))) {
    end--;
  }
  const trimmed = bytes.slice(start, end);
  // Only a character beyond ASCII at one of the ends can be a space still.
  return trimmed.charCodeAt(0) >= 0x80 || trimmed.charCodeAt(trimmed.length - 1) >= 0x80
    ? Buffer.from(fromBytes(trimmed).replace(OUTER_SPACES, ''), 'utf8').toString('latin1')
    : trimmed;
}

function isAsciiSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

function indent(spaces: bigint, value: string): string {
  if (spaces < 0n) {
    throw new GoError('strings: negative Repeat count');
  }
  const pad = ' '.repeat(Number(spaces));
  return pad + value.replaceAll('\n', `\n${pad}`);
}

function trunc(count: bigint, value: string): string {
  const size = BigInt(value.length);
  if (count < 0n) {
    return size + count > 0n ? value.slice(Number(size + count)) : value;
  }
  return size > count ? value.slice(0, Number(count)) : value;
}

/** Go slices a string out of bounds with a panic; so must we. */
function substr(start: bigint, end: bigint, value: string): string {
  const size = BigInt(value.length);
  if (start < 0n) {
    return slice(value, 0n, end);
  }
  return end < 0n || end > size ? slice(value, start, size) : slice(value, start, end);
}

function slice(value: string, start: bigint, end: bigint): string {
  const size = BigInt(value.length);
  if (end < 0n || end > size) {
    throw new GoError(
      `runtime error: slice bounds out of range [:${end}]${end > size ? ` with length ${size}` : ''}`,
    );
  }
  if (start > end) {
    throw new GoError(`runtime error: slice bounds out of range [${start}:${end === size ? '' : end}]`);
  }
  return value.slice(Number(start), Number(end));
}

/** strings.Replace of everything; an empty `old` would match between all characters. */
function replaceAll(old: string, replacement: string, value: string): string {
  if (old === '') {
    throw new OutsideProfile('replace with nothing to look for');
  }
  return value.split(old).join(replacement);
}

/** strings.Split; an empty separator splits between UTF-8 characters. */
function split(separator: string, value: string): string[] {
  if (separator === '' && !isAscii(value)) {
    throw new OutsideProfile('to split a text that is not ASCII into its characters');
  }
  return value === '' && separator === '' ? [] : value.split(separator);
}

function splitMap(separator: string, value: string): Value {
  const parts: Dict = new Map(split(separator, value).map((part, index) => [`_${index}`, part]));
  parts.type = 'map[string]string';
  return parts;
}

function ascii(name: string, change: (value: string) => string): (value: string) => string {
  return (value) => {
    if (!isAscii(value)) {
      throw new OutsideProfile(`${name} of a text that is not ASCII`);
    }
    return change(value);
  };
}

const title = ascii('title', (value) =>
  value.replace(
    /(^|[^A-Za-z0-9_])([a-z])/g,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  ),
);
const upper = ascii('upper', (value) => value.toUpperCase());
const lower = ascii('lower', (value) => value.toLowerCase());

function trimAll(cutset: string, value: string): string {
  if (!isAscii(cutset)) {
    throw new OutsideProfile('trimAll of characters that are not ASCII');
  }
  let start = 0;
  let end = value.length;
  while (start < end && cutset.includes(value.charAt(start))) {
    start++;
  }
  while (end > start && cutset.includes(value.charAt(end - 1))) {
    end--;
  }
  return value.slice(start, end);
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
  return value.repeat(Number(count));
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
  trim: { parameters: ['string'], call: (_, value: string) => trimSpace(value) },
  trimAll: {
    parameters: ['string', 'string'],
    call: (_, cutset: string, value: string) => trimAll(cutset, value),
  },
  trimSuffix: {
    parameters: ['string', 'string'],
    call: (_, suffix: string, value: string) =>
      suffix !== '' && value.endsWith(suffix) ? value.slice(0, -suffix.length) : value,
  },
  trimPrefix: {
    parameters: ['string', 'string'],
    call: (_, prefix: string, value: string) =>
      value.startsWith(prefix) ? value.slice(prefix.length) : value,
  },
  trunc: { parameters: ['int', 'string'], call: (_, count: bigint, value: string) => trunc(count, value) },
  substr: {
    parameters: ['int', 'int', 'string'],
    call: (_, start: bigint, end: bigint, value: string) => substr(start, end, value),
  },
  repeat: { parameters: ['int', 'string'], call: (_, count: bigint, value: string) => repeat(count, value) },
  replace: {
    parameters: ['string', 'string', 'string'],
    call: (_, old: string, replacement: string, value: string) => replaceAll(old, replacement, value),
  },
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
  title: { parameters: ['string'], call: (_, value: string) => title(value) },
  upper: { parameters: ['string'], call: (_, value: string) => upper(value) },
  lower: { parameters: ['string'], call: (_, value: string) => lower(value) },
  join: {
    parameters: ['string', 'any'],
    call: (_, separator: string, value: Value) => texts(value).join(separator),
  },
  split: {
    parameters: ['string', 'string'],
    call: (_, separator: string, value: string) => splitMap(separator, value),
  },
  splitList: {
    parameters: ['string', 'string'],
    call: (_, separator: string, value: string) => stringList(split(separator, value)),
  },
  toStrings: { parameters: ['any'], call: (_, value: Value) => stringList(texts(value)) },
};
