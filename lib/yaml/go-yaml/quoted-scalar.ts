import { breakWidth, isBlank, isBlankOrEnd, keptBreak } from './characters';
import { foldBreaks } from './plain-scalar';
import { isDocumentMark, type Scanner } from './scanner';
import type { Token } from './tokens';

const SINGLE = 39;
const DOUBLE = 34;
const BACKSLASH = 92;

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
export function scanQuotedScalar(scanner: Scanner, quote: number): Token {
  const { text, line } = scanner;
  let value = '';
  scanner.pos++;
  for (;;) {
    if (scanner.column === 0 && isDocumentMark(text, scanner.pos)) {
      scanner.fail('found unexpected document indicator', line);
    }
    if (text.charCodeAt(scanner.pos) === 0) {
      scanner.fail('found unexpected end of stream', line);
    }
    const piece = scanPiece(scanner, quote);
    value += piece.text;
    if (text.charCodeAt(scanner.pos) === quote) {
      break;
    }
    value += scanGap(scanner, piece.continued);
  }
  scanner.pos++;
  return { type: 'quoted', line, text: value, suffix: '' };
}

/** Text up to the closing quote or the next blank. `continued` after an escaped line break. */
function scanPiece(scanner: Scanner, quote: number): { text: string; continued: boolean } {
  const { text } = scanner;
  let value = '';
  let start = scanner.pos;
  for (;;) {
    const code = text.charCodeAt(scanner.pos);
    if (code === quote && quote === SINGLE && text.charCodeAt(scanner.pos + 1) === SINGLE) {
      value += text.slice(start, scanner.pos + 1);
      scanner.pos += 2;
      start = scanner.pos;
    } else if (code === quote) {
      break;
    } else if (code === BACKSLASH && quote === DOUBLE) {
      value += text.slice(start, scanner.pos);
      const width = breakWidth(text, scanner.pos + 1);
      if (width > 0) {
        scanner.pos++;
        scanner.skipBreak(width);
        return { text: value, continued: true };
      }
      value += scanEscape(scanner);
      start = scanner.pos;
    } else if (isBlankOrEnd(text, scanner.pos)) {
      break;
    } else {
      scanner.pos++;
    }
  }
  return { text: value + text.slice(start, scanner.pos), continued: false };
}

function scanEscape(scanner: Scanner): string {
  const mark = scanner.text.charAt(scanner.pos + 1);
  const simple = ESCAPES[mark];
  if (simple !== undefined) {
    scanner.pos += 2;
    return simple;
  }
  const digits = HEX_DIGITS[mark];
  if (digits === undefined) {
    return scanner.fail('found unknown escape character');
  }
  scanner.pos += 2;
  const hex = scanner.text.slice(scanner.pos, scanner.pos + digits);
  if (!/^[0-9a-fA-F]+$/.test(hex) || hex.length < digits) {
    scanner.fail('did not find expected hexdecimal number');
  }
  const code = Number.parseInt(hex, 16);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
    scanner.fail('found invalid Unicode character escape code');
  }
  scanner.pos += digits;
  return code < 0x80
    ? String.fromCharCode(code)
    : Buffer.from(String.fromCodePoint(code), 'utf8').toString('latin1');
}

/** Blanks and breaks inside quotes; after an escaped break, blanks count for nothing and breaks for themselves. */
function scanGap(scanner: Scanner, continued: boolean): string {
  const { text } = scanner;
  let blanks = '';
  let first: string | undefined;
  let more = '';
  for (;;) {
    if (isBlank(text.charCodeAt(scanner.pos))) {
      blanks += text.charAt(scanner.pos++);
      continue;
    }
    const width = breakWidth(text, scanner.pos);
    if (width === 0) {
      break;
    }
    if (first === undefined && !continued) {
      first = keptBreak(text, scanner.pos, width);
    } else {
      more += keptBreak(text, scanner.pos, width);
    }
    scanner.skipBreak(width);
  }
  if (continued) {
    return more;
  }
  return first === undefined ? blanks : foldBreaks(first, more);
}
