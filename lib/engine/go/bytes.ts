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

/** Decodes the code point that starts at `index`, as Go's utf8.DecodeRuneInString does. */
export function decodeRune(bytes: string, index: number): Rune {
  const first = bytes.charCodeAt(index);
  if (first < 0x80) {
    return { rune: first, width: 1, valid: true };
  }
  const width = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  const part = bytes.slice(index, index + width);
  const text = fromBytes(part);
  const rune = text.codePointAt(0) ?? 0xfffd;
  return toBytes(text) === part && text.length === (rune > 0xffff ? 2 : 1) && part.length === width
    ? { rune, width, valid: true }
    : { rune: 0xfffd, width: 1, valid: false };
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
