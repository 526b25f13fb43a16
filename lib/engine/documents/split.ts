import type { Dialect } from '../dialect';
import { trimLeftSpace, trimSpace } from '../go/space';

const MARK = '---';

/** Go's `\s` in a regular expression; JavaScript's is more. */
const SPACES = '\t\n\f\r ';
const BLANKS = '\t ';

/** Cuts the text of a template into documents. Helm 4 keeps the line ends after a document, Helm 3 does not. */
export function splitDocuments(text: string, dialect: Dialect): string[] {
  if (dialect === 'v4.2') {
    return cutAtMarks(trimLeftSpace(text))
      .filter((part) => trimSpace(part) !== '')
      .map(trimLeftSpace);
  }
  // Helm 3 looks whether a document is empty before it trims it: one of white space that is not ASCII is printed.
  const trimmed = trimSpace(text);
  return trimmed === ''
    ? []
    : cutAtMarksAndSpaces(trimmed)
        .filter((part) => part !== '')
        .map(trimSpace);
}

/** Helm 4 splits at `(?m)^---[ \t]*`; a line begins behind a line feed, and behind nothing else. */
function cutAtMarks(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = text.indexOf(MARK); at >= 0; at = text.indexOf(MARK, at)) {
    if (at > 0 && text[at - 1] !== '\n') {
      at++;
      continue;
    }
    parts.push(text.slice(start, at));
    start = endOf(BLANKS, text, at + MARK.length);
    at = start;
  }
  return [...parts, text.slice(start)];
}

/** Helm 3 splits at `(?:^|\s*\n)---\s*`; the line feed before a mark must not belong to the mark before. */
function cutAtMarksAndSpaces(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = text.indexOf(MARK); at >= 0; at = text.indexOf(MARK, at)) {
    if (at > 0 && (at === start || text[at - 1] !== '\n')) {
      at++;
      continue;
    }
    parts.push(text.slice(start, startOfSpaces(text, start, at)));
    start = endOf(SPACES, text, at + MARK.length);
    at = start;
  }
  return [...parts, text.slice(start)];
}

function startOfSpaces(text: string, from: number, end: number): number {
  let start = end;
  while (start > from && SPACES.includes(text.charAt(start - 1))) {
    start--;
  }
  return start;
}

function endOf(characters: string, text: string, start: number): number {
  let end = start;
  while (end < text.length && characters.includes(text.charAt(end))) {
    end++;
  }
  return end;
}
