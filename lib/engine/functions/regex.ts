import type { TemplateFunction } from '../eval/function';
import { fromBytes, isUtf8, toBytes } from '../go/bytes';
import { OutsideProfile } from '../go/errors';
import { compileRegexp, type Regexp } from '../go/regexp';

/** A template of regexp.Expand: literal text and groups, by number or by name. */
type Piece = string | { readonly group: string };

/** Names are letters and digits of any script. */
const REFERENCE = /\$(?:\$|(?:\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))|)/gu;

function parseReplacement(template: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of template.matchAll(REFERENCE)) {
    const name = match[1] ?? match[2];
    pieces.push(template.slice(end, match.index));
    if (name !== undefined) {
      pieces.push({ group: name });
    } else {
      pieces.push('$');
    }
    end = match.index + match[0].length;
  }
  return [...pieces, template.slice(end)];
}

/** regexp.ReplaceAll: an empty match right after another match is passed over. */
function replaceAll(regexp: Regexp, text: string, template: string): string {
  const pieces = parseReplacement(template);
  let replaced = '';
  let end = 0;
  let from = 0;
  while (from <= text.length) {
    const match = regexp.find(text, from);
    if (!match) {
      break;
    }
    replaced += text.slice(end, match.start);
    if (match.end > end || match.start === 0) {
      replaced += pieces
        .map((piece) => (typeof piece === 'string' ? piece : match.group(piece.group)))
        .join('');
    }
    end = match.end;
    const width = (text.codePointAt(from) ?? 0) > 0xffff ? 2 : 1;
    from = Math.max(from + width, match.end);
  }
  return replaced + text.slice(end);
}

/** Go looks at bytes, and takes one that is no UTF-8 for itself. */
function textOf(bytes: string): string {
  if (!isUtf8(bytes)) {
    throw new OutsideProfile('a regular expression on bytes that are no UTF-8');
  }
  return fromBytes(bytes);
}

const matches: TemplateFunction = {
  parameters: ['string', 'string'],
  call: (_, pattern: string, value: string) =>
    compileRegexp(textOf(pattern)).find(textOf(value), 0) !== undefined,
};
const replaces: TemplateFunction = {
  parameters: ['string', 'string', 'string'],
  call: (_, pattern: string, value: string, template: string) =>
    toBytes(replaceAll(compileRegexp(textOf(pattern)), textOf(value), textOf(template))),
};
const finds: TemplateFunction = {
  parameters: ['string', 'string'],
  call: (_, pattern: string, value: string) => {
    const text = textOf(value);
    const match = compileRegexp(fromBytes(pattern)).find(text, 0);
    return match ? toBytes(text.slice(match.start, match.end)) : '';
  },
};

export const REGEX_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  regexMatch: matches,
  mustRegexMatch: matches,
  regexReplaceAll: replaces,
  mustRegexReplaceAll: replaces,
  regexFind: finds,
  mustRegexFind: finds,
};
