import { breakWidth, isBlank, isBreakOrEnd, keptBreak, SPACE, TAB } from './characters';
import type { Scanner } from './scanner';
import type { Token } from './tokens';

interface Header {
  readonly chomping: '' | '+' | '-';
  /** Columns more than the parent's, 0 when the text itself tells. */
  readonly increment: number;
}

/** Reads a `|` or `>` scalar. */
export function scanBlockScalar(scanner: Scanner, literal: boolean): Token {
  const { text, line } = scanner;
  const { chomping, increment } = scanHeader(scanner, line);
  const parent = Math.max(scanner.indent, 0);
  const empty = scanEmptyLines(scanner, increment > 0 ? parent + increment : 0, line);
  const { indent } = empty;
  let { breaks } = empty;
  let value = '';
  let lineBreak = '';
  let startsBlank = false;
  while (scanner.column === indent && text.charCodeAt(scanner.pos) !== 0) {
    const blank = isBlank(text.charCodeAt(scanner.pos));
    if (!literal && !startsBlank && !blank && lineBreak === '\n') {
      value += breaks === '' ? ' ' : '';
    } else {
      value += lineBreak;
    }
    value += breaks;
    startsBlank = blank;
    const start = scanner.pos;
    let pos = start;
    while (!isBreakOrEnd(text, pos)) {
      pos++;
    }
    value += text.slice(start, pos);
    scanner.pos = pos;
    const width = breakWidth(text, pos);
    lineBreak = width > 0 ? keptBreak(text, pos, width) : '';
    if (width > 0) {
      scanner.skipBreak(width);
    }
    ({ breaks } = scanEmptyLines(scanner, indent, line));
  }
  value += chomping === '-' ? '' : lineBreak;
  value += chomping === '+' ? breaks : '';
  return { type: 'quoted', line, text: value, suffix: '' };
}

function scanHeader(scanner: Scanner, line: number): Header {
  const { text } = scanner;
  const [marks = '', before = '', digit = '', after = ''] =
    /^([+-]?)([0-9]?)([+-]?)/.exec(text.slice(scanner.pos + 1, scanner.pos + 4)) ?? [];
  scanner.pos += 1 + (before === '' ? marks.length : before.length + digit.length);
  if (digit === '0') {
    scanner.fail('found an indentation indicator equal to 0', line);
  }
  while (isBlank(text.charCodeAt(scanner.pos))) {
    scanner.pos++;
  }
  if (text.charAt(scanner.pos) === '#') {
    while (!isBreakOrEnd(text, scanner.pos)) {
      scanner.pos++;
    }
  }
  if (!isBreakOrEnd(text, scanner.pos)) {
    scanner.fail('did not find expected comment or line break', line);
  }
  const width = breakWidth(text, scanner.pos);
  if (width > 0) {
    scanner.skipBreak(width);
  }
  const chomping = (before || after) as Header['chomping'];
  return { chomping, increment: Number(digit) };
}

/** Lines without text. With `indent` 0 the deepest of them, or the first with text, tells the indent. */
function scanEmptyLines(scanner: Scanner, indent: number, line: number): { breaks: string; indent: number } {
  const { text } = scanner;
  let breaks = '';
  let deepest = 0;
  for (;;) {
    let code = text.charCodeAt(scanner.pos);
    while (code === SPACE && (indent === 0 || scanner.column < indent)) {
      code = text.charCodeAt(++scanner.pos);
    }
    deepest = Math.max(deepest, scanner.column);
    if (code === TAB && (indent === 0 || scanner.column < indent)) {
      scanner.fail('found a tab character where an indentation space is expected', line);
    }
    const width = breakWidth(text, scanner.pos);
    if (width === 0) {
      break;
    }
    breaks += keptBreak(text, scanner.pos, width);
    scanner.skipBreak(width);
  }
  return { breaks, indent: indent || Math.max(deepest, scanner.indent + 1, 1) };
}
