import type { TemplateFunction } from '../eval/function';
import { decodeLastRune, decodeRune, runesOf } from '../go/bytes';
import { GoError } from '../go/errors';
import { trimSpace } from '../go/space';
import type { Dict, Value } from '../go/value';
import { stringList } from './strings';

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

/** strings.ReplaceAll; nothing is found between all characters. */
function replaceAll(old: string, replacement: string, value: string): string {
  if (old !== '') {
    return value.split(old).join(replacement);
  }
  return value === '' ? replacement : replacement + characters(value).join(replacement) + replacement;
}

/** strings.Split; an empty separator splits between characters. */
function split(separator: string, value: string): string[] {
  return separator === '' ? characters(value) : value.split(separator);
}

/** The UTF-8 characters of a text; a byte that belongs to none is one by itself. */
function characters(value: string): string[] {
  const found: string[] = [];
  for (let start = 0; start < value.length; ) {
    const { width } = decodeRune(value, start);
    found.push(value.slice(start, start + width));
    start += width;
  }
  return found;
}

function splitMap(separator: string, value: string): Value {
  const parts: Dict = new Map(split(separator, value).map((part, index) => [`_${index}`, part]));
  parts.type = 'map[string]string';
  return parts;
}

/** strings.Trim: characters of the set go from both ends. */
function trimAll(cutset: string, value: string): string {
  const set = new Set(runesOf(cutset));
  let start = 0;
  let end = value.length;
  for (
    let next = decodeRune(value, start);
    start < end && set.has(next.rune);
    next = decodeRune(value, start)
  ) {
    start += next.width;
  }
  for (
    let last = decodeLastRune(value, end);
    end > start && set.has(last.rune);
    last = decodeLastRune(value, end)
  ) {
    end -= last.width;
  }
  return value.slice(start, end);
}

/** Functions that cut texts, by bytes unless they say characters. */
export const CUTTING_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
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
  replace: {
    parameters: ['string', 'string', 'string'],
    call: (_, old: string, replacement: string, value: string) => replaceAll(old, replacement, value),
  },
  split: {
    parameters: ['string', 'string'],
    call: (_, separator: string, value: string) => splitMap(separator, value),
  },
  splitList: {
    parameters: ['string', 'string'],
    call: (_, separator: string, value: string) => stringList(split(separator, value)),
  },
};
