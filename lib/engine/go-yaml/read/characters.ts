/** Character classes of YAML 1.1 over a string of bytes (one code unit per UTF-8 byte) that ends in NULs. */

export const TAB = 9;
const LF = 10;
const CR = 13;
export const SPACE = 32;

export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** How many bytes the line break at `pos` takes, 0 when there is none: LF, CR, CRLF, NEL, LS, PS. */
export function breakWidth(text: string, pos: number): number {
  const code = text.charCodeAt(pos);
  if (code === LF) {
    return 1;
  }
  if (code === CR) {
    return text.charCodeAt(pos + 1) === LF ? 2 : 1;
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
    code === LF || code === 0 || (code >= CR && (code === CR || code >= 0xc2) && breakWidth(text, pos) > 0)
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
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 95 ||
    code === 45
  );
}

/** `---` or `...` at the start of a line, with nothing but blanks after it. */
export function isDocumentMark(text: string, pos: number): boolean {
  const code = text.charCodeAt(pos);
  return (
    (code === 45 || code === 46) &&
    text.charCodeAt(pos + 1) === code &&
    text.charCodeAt(pos + 2) === code &&
    isBlankOrEnd(text, pos + 3)
  );
}
