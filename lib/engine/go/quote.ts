import { decodeRune } from './bytes';
import { GoError } from './errors';
import { isPrintable } from './unicode';

const SHORT: Readonly<Record<number, string>> = {
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
  34: '\\"',
  92: '\\\\',
};

const NEEDS_QUOTING = /[^\x20-\x21\x23-\x5b\x5d-\x7e]/;

/** strconv.Quote: a Go string literal. */
export function quoteGo(bytes: string): string {
  if (!NEEDS_QUOTING.test(bytes)) {
    return `"${bytes}"`;
  }
  let quoted = '"';
  for (let index = 0; index < bytes.length; ) {
    const { rune, width, valid } = decodeRune(bytes, index);
    quoted += valid
      ? quotedRune(rune, bytes.slice(index, index + width))
      : hex('x', bytes.charCodeAt(index), 2);
    index += width;
  }
  return `${quoted}"`;
}

function quotedRune(rune: number, bytes: string): string {
  const short = SHORT[rune];
  if (short !== undefined) {
    return short;
  }
  if (rune < 0x80) {
    return rune >= 0x20 && rune < 0x7f ? bytes : hex('x', rune, 2);
  }
  if (isPrintable(rune)) {
    return bytes;
  }
  return rune > 0xffff ? hex('U', rune, 8) : hex('u', rune, 4);
}

function hex(kind: string, code: number, digits: number): string {
  return `\\${kind}${code.toString(16).padStart(digits, '0')}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
};

/** strconv.Unquote for the two kinds of string literal that templates have. */
export function unquoteGo(literal: string): string {
  if (literal.startsWith('`')) {
    return literal.slice(1, -1).replaceAll('\r', '');
  }
  const body = literal.slice(1, -1);
  return body.includes('\\')
    ? body.replace(/\\(x..|u.{4}|U.{8}|[0-7]{3}|.)/gs, (_, sequence: string) => character(sequence))
    : body;
}

function character(sequence: string): string {
  const simple = ESCAPES[sequence];
  if (simple !== undefined) {
    return simple;
  }
  const [, kind = '', digits = ''] = /^([xuU])([0-9a-fA-F]+)$/.exec(sequence) ?? [];
  const octal = /^[0-7]{3}$/.test(sequence) ? Number.parseInt(sequence, 8) : Number.NaN;
  const code = kind ? Number.parseInt(digits, 16) : octal;
  const complete = kind ? digits.length === { x: 2, u: 4, U: 8 }[kind as 'x' | 'u' | 'U'] : true;
  if (
    !complete ||
    Number.isNaN(code) ||
    code > 0x10ffff ||
    (code > 0xff && !kind) ||
    (code >= 0xd800 && code < 0xe000)
  ) {
    throw new GoError('invalid syntax');
  }
  return kind === 'x' || !kind
    ? String.fromCharCode(code)
    : Buffer.from(String.fromCodePoint(code), 'utf8').toString('latin1');
}
