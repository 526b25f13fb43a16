/**
 * Go's notions of letters, white space and case, by code point. Those of JavaScript differ: its white space is another
 * set, and its case mappings may give several characters for one (`ß` becomes `SS`), where Go maps one to one.
 */

const SPACE_RUNES: ReadonlySet<number> = new Set([
  ...[0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20, 0x85, 0xa0, 0x1680],
  ...Array.from({ length: 11 }, (_, index) => 0x2000 + index),
  ...[0x2028, 0x2029, 0x202f, 0x205f, 0x3000],
]);

/** unicode.IsSpace. JavaScript's `\s` and `trim` take U+FEFF besides, and not U+0085. */
export function isSpace(rune: number): boolean {
  return SPACE_RUNES.has(rune);
}

const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
const LETTER = /^\p{L}$/u;
const DIGIT = /^\p{Nd}$/u;

/** unicode.IsPrint: letters, marks, numbers, punctuation, symbols and the space of ASCII. */
export function isPrintable(rune: number): boolean {
  return rune < 0x80 ? rune >= 0x20 && rune < 0x7f : PRINTABLE.test(String.fromCodePoint(rune));
}

export function isLetter(rune: number): boolean {
  return rune < 0x80 ? isAsciiLetter(rune) : LETTER.test(String.fromCodePoint(rune));
}

/** unicode.IsDigit: decimal digits of any script. */
export function isDigit(rune: number): boolean {
  return rune < 0x80 ? isAsciiDigit(rune) : DIGIT.test(String.fromCodePoint(rune));
}

function isAsciiLetter(rune: number): boolean {
  return (rune >= 0x41 && rune <= 0x5a) || (rune >= 0x61 && rune <= 0x7a);
}

function isAsciiDigit(rune: number): boolean {
  return rune >= 0x30 && rune <= 0x39;
}

/** Greek letters with a iota below: JavaScript writes the iota behind the capital, Go has one character for both. */
const IOTA_BELOW: ReadonlyMap<number, number> = new Map([
  ...[0x1f80, 0x1f90, 0x1fa0].flatMap((first) =>
    Array.from({ length: 8 }, (_, index): [number, number] => [first + index, first + index + 8]),
  ),
  [0x1fb3, 0x1fbc],
  [0x1fc3, 0x1fcc],
  [0x1ff3, 0x1ffc],
]);

/** unicode.ToUpper */
export function toUpper(rune: number): number {
  return IOTA_BELOW.get(rune) ?? single(String.fromCodePoint(rune).toUpperCase(), rune);
}

/** unicode.ToLower */
export function toLower(rune: number): number {
  return rune === 0x130 ? 0x69 : single(String.fromCodePoint(rune).toLowerCase(), rune);
}

/** Letters that are two in one, whose title case has the first of them large: Dž, Lj, Nj, Dz. */
const TITLE_CASE: ReadonlyMap<number, number> = new Map(
  [0x1c4, 0x1c7, 0x1ca, 0x1f1].flatMap((first) =>
    [first, first + 1, first + 2].map((rune): [number, number] => [rune, first + 1]),
  ),
);

/** unicode.ToTitle: upper case, but for letters that are two in one and for Georgian, which has no title case. */
export function toTitle(rune: number): number {
  const isGeorgian = (rune >= 0x10d0 && rune <= 0x10fa) || (rune >= 0x10fd && rune <= 0x10ff);
  return TITLE_CASE.get(rune) ?? (isGeorgian ? rune : toUpper(rune));
}

/** What encoding/json compares keys by: all letters that are one but for their case, `K` (Kelvin) and `ſ` among them. */
export function foldCase(text: string): string {
  return text.toUpperCase().toLowerCase();
}

/** A mapping that JavaScript gives several characters for is none in Go. */
function single(mapped: string, rune: number): number {
  const code = mapped.codePointAt(0) ?? rune;
  return mapped.length === String.fromCodePoint(code).length ? code : rune;
}
