import { BACKSLASH, DOUBLE_QUOTE, SINGLE_QUOTE } from '../../go/characters';
import { breakWidth, isBlank, isBlankOrEnd, isDocumentMark, keptBreak } from './characters';
import type { Cursor } from './cursor';
import { foldBreaks } from './plain-scalar';
import type { Token } from './tokens';

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\xc2\x85',
  _: '\xc2\xa0',
  L: '\xe2\x80\xa8',
  P: '\xe2\x80\xa9',
};

const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Reads a scalar in quotes, folding the lines it goes over. */
export function scanQuotedScalar(cursor: Cursor, quote: number): Token {
  const { text, line } = cursor;
  let value = '';
  cursor.pos++;
  for (;;) {
    if (cursor.column === 0 && isDocumentMark(text, cursor.pos)) {
      cursor.fail('found unexpected document indicator', line);
    }
    if (text.charCodeAt(cursor.pos) === 0) {
      cursor.fail('found unexpected end of stream', line);
    }
    const piece = scanPiece(cursor, quote);
    value += piece.text;
    if (text.charCodeAt(cursor.pos) === quote) {
      break;
    }
    value += scanGap(cursor, piece.continued);
  }
  cursor.pos++;
  return { type: 'quoted', line, text: value, suffix: '' };
}

/** Text up to the closing quote or the next blank. `continued` after an escaped line break. */
function scanPiece(cursor: Cursor, quote: number): { text: string; continued: boolean } {
  const { text } = cursor;
  let value = '';
  let start = cursor.pos;
  for (;;) {
    const code = text.charCodeAt(cursor.pos);
    if (code === quote && quote === SINGLE_QUOTE && text.charCodeAt(cursor.pos + 1) === SINGLE_QUOTE) {
      value += text.slice(start, cursor.pos + 1);
      cursor.pos += 2;
      start = cursor.pos;
    } else if (code === quote) {
      break;
    } else if (code === BACKSLASH && quote === DOUBLE_QUOTE) {
      value += text.slice(start, cursor.pos);
      const width = breakWidth(text, cursor.pos + 1);
      if (width > 0) {
        cursor.pos++;
        cursor.skipBreak(width);
        return { text: value, continued: true };
      }
      value += scanEscape(cursor);
      start = cursor.pos;
    } else if (isBlankOrEnd(text, cursor.pos)) {
      break;
    } else {
      cursor.pos++;
    }
  }
  return { text: value + text.slice(start, cursor.pos), continued: false };
}

function scanEscape(cursor: Cursor): string {
  const mark = cursor.text.charAt(cursor.pos + 1);
  const simple = ESCAPES[mark];
  if (simple !== undefined) {
    cursor.pos += 2;
    return simple;
  }
  const digits = HEX_DIGITS[mark];
  if (digits === undefined) {
    return cursor.fail('found unknown escape character');
  }
  cursor.pos += 2;
  const hex = cursor.text.slice(cursor.pos, cursor.pos + digits);
  if (!/^[0-9a-fA-F]+$/.test(hex) || hex.length < digits) {
    cursor.fail('did not find expected hexdecimal number');
  }
  const code = Number.parseInt(hex, 16);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
    cursor.fail('found invalid Unicode character escape code');
  }
  cursor.pos += digits;
  return code < 0x80
    ? String.fromCharCode(code)
    : Buffer.from(String.fromCodePoint(code), 'utf8').toString('latin1');
}

/** Blanks and breaks inside quotes; after an escaped break, blanks count for nothing and breaks for themselves. */
function scanGap(cursor: Cursor, continued: boolean): string {
  const { text } = cursor;
  let blanks = '';
  let first: string | undefined;
  let more = '';
  for (;;) {
    if (isBlank(text.charCodeAt(cursor.pos))) {
      blanks += text.charAt(cursor.pos++);
      continue;
    }
    const width = breakWidth(text, cursor.pos);
    if (width === 0) {
      break;
    }
    if (first === undefined && !continued) {
      first = keptBreak(text, cursor.pos, width);
    } else {
      more += keptBreak(text, cursor.pos, width);
    }
    cursor.skipBreak(width);
  }
  if (continued) {
    return more;
  }
  return first === undefined ? blanks : foldBreaks(first, more);
}
