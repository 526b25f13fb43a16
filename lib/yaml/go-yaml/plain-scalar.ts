import { breakWidth, isBlank, isBlankOrEnd, isBreakOrEnd, keptBreak, TAB } from './characters';
import { isDocumentMark, type Scanner } from './scanner';
import type { Token } from './tokens';

/** 1 for the bytes that may end a plain scalar; whether they do depends on what is around them. */
const MAY_END = new Uint8Array(256);
for (const char of '\0\t\n\r :,?[]{}\xc2\xe2') {
  MAY_END[char.charCodeAt(0)] = 1;
}

/** Reads a plain scalar, folding the lines it goes over. */
export function scanPlainScalar(scanner: Scanner): Token {
  const { text, line, flowLevel } = scanner;
  const indent = scanner.indent + 1;
  let value = '';
  let gap = '';
  let folded = false;
  for (;;) {
    if (scanner.column === 0 && isDocumentMark(text, scanner.pos)) {
      break;
    }
    if (text.charCodeAt(scanner.pos) === 35) {
      break;
    }
    const start = scanner.pos;
    let pos = start;
    while (MAY_END[text.charCodeAt(pos)] === 0 || !endsPlain(text, pos, flowLevel)) {
      pos++;
    }
    if (pos > start) {
      value += gap + text.slice(start, pos);
      gap = '';
      folded = false;
      scanner.pos = pos;
    }
    if (!isBlank(text.charCodeAt(pos)) && breakWidth(text, pos) === 0) {
      break;
    }
    ({ text: gap, folded } = scanGap(scanner, indent));
    if (flowLevel === 0 && scanner.column < indent) {
      break;
    }
  }
  if (folded) {
    scanner.simpleKeyAllowed = true;
  }
  return { type: 'plain', line, text: value, suffix: '' };
}

function endsPlain(text: string, pos: number, flowLevel: number): boolean {
  const code = text.charCodeAt(pos);
  if (code === 58) {
    return isBlankOrEnd(text, pos + 1);
  }
  if (isBlank(code) || isBreakOrEnd(text, pos)) {
    return true;
  }
  return (
    flowLevel > 0 &&
    (code === 44 || code === 63 || code === 91 || code === 93 || code === 123 || code === 125)
  );
}

/** Blanks and line breaks between two pieces of a scalar: blanks stay, one break is a space, more are themselves less one. */
function scanGap(scanner: Scanner, indent: number): { text: string; folded: boolean } {
  const { text } = scanner;
  const start = scanner.pos;
  let firstBreak: string | undefined;
  let moreBreaks = '';
  for (;;) {
    const code = text.charCodeAt(scanner.pos);
    if (isBlank(code)) {
      if (firstBreak !== undefined && code === TAB && scanner.column < indent) {
        scanner.fail('found a tab character that violates indentation');
      }
      scanner.pos++;
      continue;
    }
    const width = breakWidth(text, scanner.pos);
    if (width === 0) {
      break;
    }
    if (firstBreak === undefined) {
      firstBreak = keptBreak(text, scanner.pos, width);
    } else {
      moreBreaks += keptBreak(text, scanner.pos, width);
    }
    scanner.skipBreak(width);
  }
  return firstBreak === undefined
    ? { text: text.slice(start, scanner.pos), folded: false }
    : { text: foldBreaks(firstBreak, moreBreaks), folded: true };
}

/** What a scalar keeps of the breaks between two of its lines. */
export function foldBreaks(first: string, more: string): string {
  return first === '\n' ? more || ' ' : first + more;
}
