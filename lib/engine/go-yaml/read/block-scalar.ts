import { SPACE, TAB } from '../../go/characters';
import { breakWidth, isBlank, isBreakOrEnd, keptBreak } from './characters';
import type { Cursor } from './cursor';
import type { Token } from './tokens';

interface Header {
  readonly chomping: '' | '+' | '-';
  /** Columns more than the parent's, 0 when the text itself shows it. */
  readonly increment: number;
}

/** Reads a `|` or `>` scalar. */
export function scanBlockScalar(cursor: Cursor, literal: boolean): Token {
  const { text, line } = cursor;
  const { chomping, increment } = scanHeader(cursor, line);
  const parent = Math.max(cursor.indent, 0);
  const empty = scanEmptyLines(cursor, increment > 0 ? parent + increment : 0, line);
  const { indent } = empty;
  let { breaks } = empty;
  let value = '';
  let lineBreak = '';
  let startsBlank = false;
  while (cursor.column === indent && text.charCodeAt(cursor.pos) !== 0) {
    const blank = isBlank(text.charCodeAt(cursor.pos));
    if (!literal && !startsBlank && !blank && lineBreak === '\n') {
      value += breaks === '' ? ' ' : '';
    } else {
      value += lineBreak;
    }
    value += breaks;
    startsBlank = blank;
    const start = cursor.pos;
    let pos = start;
    while (!isBreakOrEnd(text, pos)) {
      pos++;
    }
    value += text.slice(start, pos);
    cursor.pos = pos;
    const width = breakWidth(text, pos);
    lineBreak = width > 0 ? keptBreak(text, pos, width) : '';
    if (width > 0) {
      cursor.skipBreak(width);
    }
    ({ breaks } = scanEmptyLines(cursor, indent, line));
  }
  value += chomping === '-' ? '' : lineBreak;
  value += chomping === '+' ? breaks : '';
  return { type: 'quoted', line, text: value, suffix: '' };
}

function scanHeader(cursor: Cursor, line: number): Header {
  const { text } = cursor;
  const [marks = '', before = '', digit = '', after = ''] =
    /^([+-]?)([0-9]?)([+-]?)/.exec(text.slice(cursor.pos + 1, cursor.pos + 4)) ?? [];
  cursor.pos += 1 + (before === '' ? marks.length : before.length + digit.length);
  if (digit === '0') {
    cursor.fail('found an indentation indicator equal to 0', line);
  }
  cursor.endLine(line);
  const chomping = (before || after) as Header['chomping'];
  return { chomping, increment: Number(digit) };
}

/** Lines without text. With `indent` 0 the deepest of them, or the first with text, gives the indent. */
function scanEmptyLines(cursor: Cursor, indent: number, line: number): { breaks: string; indent: number } {
  const { text } = cursor;
  let breaks = '';
  let deepest = 0;
  for (;;) {
    let code = text.charCodeAt(cursor.pos);
    while (code === SPACE && (indent === 0 || cursor.column < indent)) {
      code = text.charCodeAt(++cursor.pos);
    }
    deepest = Math.max(deepest, cursor.column);
    if (code === TAB && (indent === 0 || cursor.column < indent)) {
      cursor.fail('found a tab character where an indentation space is expected', line);
    }
    const width = breakWidth(text, cursor.pos);
    if (width === 0) {
      break;
    }
    breaks += keptBreak(text, cursor.pos, width);
    cursor.skipBreak(width);
  }
  return { breaks, indent: indent || Math.max(deepest, cursor.indent + 1, 1) };
}
