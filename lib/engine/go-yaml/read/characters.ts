/** Character classes of YAML 1.1 over a string of bytes (one code unit per UTF-8 byte) that ends in NULs. */

import {
  CARRIAGE_RETURN,
  DASH,
  DIGIT_0,
  DIGIT_9,
  DOT,
  LINE_FEED,
  LOWER_A,
  LOWER_Z,
  SPACE,
  TAB,
  UNDERSCORE,
  UPPER_A,
  UPPER_Z,
} from '../../go/characters';
export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** How many bytes the line break at `pos` takes, 0 when there is none: LF, CR, CRLF, NEL, LS, PS. */
export function breakWidth(text: string, pos: number): number {
  const code = text.charCodeAt(pos);
  if (code === LINE_FEED) {
    return 1;
  }
  if (code === CARRIAGE_RETURN) {
    return text.charCodeAt(pos + 1) === LINE_FEED ? 2 : 1;
  }
  if (code === 0xc2) {
    return text.charCodeAt(pos + 1) === 0x85 ? 2 : 0;
  }
  if (code === 0xe2 && text.charCodeAt(pos + 1) === 0x80) {
    const third = text.charCodeAt(pos + 2);
    return third === 0xa8 || third === 0xa9 ? 3 : 0;
  }
  return 0;
}

/** The line break as it is kept in a value: LS and PS as they are, every other as LF. */
export function keptBreak(text: string, pos: number, width: number): string {
  return width === 3 ? text.slice(pos, pos + 3) : '\n';
}

/** A line break or the end of the text. */
export function isBreakOrEnd(text: string, pos: number): boolean {
  const code = text.charCodeAt(pos);
  return (
    code === LINE_FEED ||
    code === 0 ||
    (code >= CARRIAGE_RETURN && (code === CARRIAGE_RETURN || code >= 0xc2) && breakWidth(text, pos) > 0)
  );
}

/** A space, a tab, a line break or the end of the text. */
export function isBlankOrEnd(text: string, pos: number): boolean {
  const code = text.charCodeAt(pos);
  return code === SPACE || code === TAB || isBreakOrEnd(text, pos);
}

/** What names of anchors, tags and directives are made of. */
export function isWordCharacter(code: number): boolean {
  return (
    (code >= DIGIT_0 && code <= DIGIT_9) ||
    (code >= UPPER_A && code <= UPPER_Z) ||
    (code >= LOWER_A && code <= LOWER_Z) ||
    code === UNDERSCORE ||
    code === 45
  );
}

/** `---` or `...` at the start of a line, with nothing but blanks after it. */
export function isDocumentMark(text: string, pos: number): boolean {
  const code = text.charCodeAt(pos);
  return (
    (code === DASH || code === DOT) &&
    text.charCodeAt(pos + 1) === code &&
    text.charCodeAt(pos + 2) === code &&
    isBlankOrEnd(text, pos + 3)
  );
}
