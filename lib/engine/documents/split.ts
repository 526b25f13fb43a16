import type { Dialect } from '../dialect';
import { trimSpace } from '../functions/strings';
import { fromBytes, toBytes } from '../go/bytes';

const LEADING_SPACE = /^[\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** Go's `\s` is these characters, JavaScript's is more. */
const SEPARATOR: Readonly<Record<Dialect, RegExp>> = {
  '3.21': /(?:^|[\t\n\f\r ]*\n)---[\t\n\f\r ]*/g,
  '4.2': /^---[ \t]*/gm,
};

/** Cuts the text of a template into documents. Helm 4 keeps the line ends after a document, Helm 3 does not. */
export function splitDocuments(text: string, dialect: Dialect): string[] {
  const whole = dialect === '4.2' ? trimLeft(text) : trimSpace(text);
  const parts = whole.includes('---') ? whole.split(SEPARATOR[dialect]) : [whole];
  return parts
    .filter((part) => trimSpace(part) !== '')
    .map((part) => (dialect === '4.2' ? trimLeft(part) : trimSpace(part)));
}

function trimLeft(bytes: string): string {
  const trimmed = bytes.replace(/^[\t\n\v\f\r ]+/, '');
  return trimmed.charCodeAt(0) >= 0x80 ? toBytes(fromBytes(trimmed).replace(LEADING_SPACE, '')) : trimmed;
}
