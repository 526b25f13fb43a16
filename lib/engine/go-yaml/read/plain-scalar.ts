import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  HASH,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUESTION_MARK,
  TAB,
} from '../../go/characters';
import { breakWidth, isBlank, isBlankOrEnd, isBreakOrEnd, isDocumentMark, keptBreak } from './characters';
import type { Cursor } from './cursor';
import type { Token } from './tokens';

/** 1 for the bytes that may end a plain scalar; whether they do depends on what is around them. */
const MAY_END = new Uint8Array(256);
for (const char of '\0\t\n\r :,?[]{}\xc2\xe2') {
  MAY_END[char.charCodeAt(0)] = 1;
}

/** Reads a plain scalar, folding the lines it goes over. */
export function scanPlainScalar(cursor: Cursor): Token {
  const { text, line, flowLevel } = cursor;
  const indent = cursor.indent + 1;
  let value = '';
  let gap = '';
  let folded = false;
  for (;;) {
    if (cursor.column === 0 && isDocumentMark(text, cursor.pos)) {
      break;
    }
    if (text.charCodeAt(cursor.pos) === HASH) {
      break;
    }
    const start = cursor.pos;
    let pos = start;
    while (MAY_END[text.charCodeAt(pos)] === 0 || !endsPlain(text, pos, flowLevel)) {
      pos++;
    }
    if (pos > start) {
      value += gap + text.slice(start, pos);
      gap = '';
      folded = false;
      cursor.pos = pos;
    }
    if (!isBlank(text.charCodeAt(pos)) && breakWidth(text, pos) === 0) {
      break;
    }
    ({ text: gap, folded } = scanGap(cursor, indent));
    if (flowLevel === 0 && cursor.column < indent) {
      break;
    }
  }
  if (folded) {
    cursor.simpleKeyAllowed = true;
  }
  return { type: 'plain', line, text: value, suffix: '' };
}

function endsPlain(text: string, pos: number, flowLevel: number): boolean {
  const code = text.charCodeAt(pos);
  if (code === COLON) {
    return isBlankOrEnd(text, pos + 1);
  }
  if (isBlank(code) || isBreakOrEnd(text, pos)) {
    return true;
  }
  return (
    flowLevel > 0 &&
    (code === COMMA ||
      code === QUESTION_MARK ||
      code === OPEN_BRACKET ||
      code === CLOSE_BRACKET ||
      code === OPEN_BRACE ||
      code === CLOSE_BRACE)
  );
}

/** Blanks and line breaks between two pieces of a scalar: blanks stay, one break is a space, more are themselves less one. */
function scanGap(cursor: Cursor, indent: number): { text: string; folded: boolean } {
  const { text } = cursor;
  const start = cursor.pos;
  let firstBreak: string | undefined;
  let moreBreaks = '';
  for (;;) {
    const code = text.charCodeAt(cursor.pos);
    if (isBlank(code)) {
      if (firstBreak !== undefined && code === TAB && cursor.column < indent) {
        cursor.fail('found a tab character that violates indentation');
      }
      cursor.pos++;
      continue;
    }
    const width = breakWidth(text, cursor.pos);
    if (width === 0) {
      break;
    }
    if (firstBreak === undefined) {
      firstBreak = keptBreak(text, cursor.pos, width);
    } else {
      moreBreaks += keptBreak(text, cursor.pos, width);
    }
    cursor.skipBreak(width);
  }
  return firstBreak === undefined
    ? { text: text.slice(start, cursor.pos), folded: false }
    : { text: foldBreaks(firstBreak, moreBreaks), folded: true };
}

/** What a scalar keeps of the breaks between two of its lines. */
export function foldBreaks(first: string, more: string): string {
  return first === '\n' ? more || ' ' : first + more;
}
