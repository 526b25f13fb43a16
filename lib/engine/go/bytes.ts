/**
 * A Go string is bytes, and templates cut it, measure it and sort it by bytes. The engine holds it as a JavaScript
 * string whose code units are those bytes: `length`, `slice` and `<` are then Go's own, and text that is ASCII, nearly
 * all of it, is the same string inside and outside.
 */
const NOT_ASCII = /[\x80-\uffff]/;

/** The bytes of a text. A lone surrogate, which UTF-8 has no bytes for, becomes U+FFFD. */
export function toBytes(text: string): string {
  return NOT_ASCII.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;
}

/** The text of bytes; what is not UTF-8 becomes U+FFFD. */
export function fromBytes(bytes: string): string {
  return NOT_ASCII.test(bytes) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;
}

/** True when every code unit is below 128, so that bytes, runes and code units are all the same. */
export function isAscii(bytes: string): boolean {
  return !NOT_ASCII.test(bytes);
}

/** True when the bytes are UTF-8 from start to end, as Go's utf8.ValidString judges. */
export function isUtf8(bytes: string): boolean {
  return isAscii(bytes) || toBytes(fromBytes(bytes)) === bytes;
}

/** The bytes of one Unicode code point. */
export function encodeRune(rune: number): string {
  return toBytes(String.fromCodePoint(rune));
}

/** One code point out of a string, and how many bytes it took; width 1 and U+FFFD for a byte that starts none. */
export interface Rune {
  readonly rune: number;
  readonly width: number;
  readonly valid: boolean;
}

/** The first code point, and the first byte, that takes more than one byte. */
const FIRST_OF_MANY = 0x80;
/** The bytes that code points of three and four bytes begin with. */
const FIRST_OF_THREE = 0xe0;
const FIRST_OF_FOUR = 0xf0;
const LONGEST_RUNE = 4;
const LARGEST_OF_ONE_UNIT = 0xffff;

/** U+FFFD, in the place of what is no UTF-8. */
const REPLACEMENT = 0xfffd;

/** Decodes the code point that starts at `index`, as Go's utf8.DecodeRuneInString does. */
export function decodeRune(bytes: string, index: number): Rune {
  const first = bytes.charCodeAt(index);
  if (first < FIRST_OF_MANY) {
    return { rune: first, width: 1, valid: true };
  }
  const width = first >= FIRST_OF_FOUR ? 4 : first >= FIRST_OF_THREE ? 3 : 2;
  const part = bytes.slice(index, index + width);
  const text = fromBytes(part);
  const rune = text.codePointAt(0) ?? REPLACEMENT;
  return toBytes(text) === part &&
    text.length === (rune > LARGEST_OF_ONE_UNIT ? 2 : 1) &&
    part.length === width
    ? { rune, width, valid: true }
    : { rune: REPLACEMENT, width: 1, valid: false };
}

/** Decodes the code point that ends at `end`, as Go's utf8.DecodeLastRuneInString does. */
export function decodeLastRune(bytes: string, end: number): Rune {
  const last = bytes.charCodeAt(end - 1);
  if (last < FIRST_OF_MANY) {
    return { rune: last, width: 1, valid: true };
  }
  for (let width = 2; width <= LONGEST_RUNE && width <= end; width++) {
    const decoded = decodeRune(bytes, end - width);
    if (decoded.width === width) {
      return decoded;
    }
  }
  return { rune: REPLACEMENT, width: 1, valid: false };
}

/** All code points of a string; a byte that is no UTF-8 counts as U+FFFD, as in Go's range over a string. */
export function runesOf(bytes: string): number[] {
  const runes: number[] = [];
  for (let index = 0; index < bytes.length; ) {
    const { rune, width } = decodeRune(bytes, index);
    runes.push(rune);
    index += width;
  }
  return runes;
}
