import type { TemplateFunction } from '../eval/function';
import { encodeRune, isAscii, runesOf } from '../go/bytes';
import { isDigit, isLetter, isSpace, toLower, toTitle, toUpper } from '../go/unicode';

/** strings.Map: a byte that is no UTF-8 becomes U+FFFD. */
function mapRunes(value: string, map: (rune: number) => number): string {
  return runesOf(value)
    .map((rune) => encodeRune(map(rune)))
    .join('');
}

/** strings.ToUpper */
function upper(value: string): string {
  return isAscii(value) ? value.toUpperCase() : mapRunes(value, toUpper);
}

/** strings.ToLower */
export function lower(value: string): string {
  return isAscii(value) ? value.toLowerCase() : mapRunes(value, toLower);
}

/** strings.Title: a letter behind a separator is put in title case, all others stay. */
function title(value: string): string {
  let before = SPACE;
  return mapRunes(value, (rune) => {
    const isFirst = isSeparator(before);
    before = rune;
    return isFirst ? toTitle(rune) : rune;
  });
}

const SPACE = 0x20;
const UNDERSCORE = 0x5f;
const LAST_OF_ASCII = 0x7f;

/** Of ASCII everything but letters, digits and the underscore; of the rest white space only. */
function isSeparator(rune: number): boolean {
  if (isLetter(rune) || isDigit(rune) || rune === UNDERSCORE) {
    return false;
  }
  return rune <= LAST_OF_ASCII || isSpace(rune);
}

export const CASE_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  title: { parameters: ['string'], call: (_, value: string) => title(value) },
  upper: { parameters: ['string'], call: (_, value: string) => upper(value) },
  lower: { parameters: ['string'], call: (_, value: string) => lower(value) },
};
