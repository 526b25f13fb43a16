import { RE2JS } from 're2js';
import type { TemplateFunction } from '../eval/function';
import { fromBytes, toBytes } from '../go/bytes';
import { OutsideProfile } from '../go/errors';
import { quoteGo } from '../go/quote';

const compiled = new Map<string, RE2JS>();

function compile(pattern: string): RE2JS {
  let regex = compiled.get(pattern);
  if (!regex) {
    try {
      regex = RE2JS.compile(fromBytes(pattern));
    } catch {
      throw new OutsideProfile(`the regular expression ${quoteGo(pattern)}`);
    }
    if (compiled.size < 1000) {
      compiled.set(pattern, regex);
    }
  }
  return regex;
}

/** A template of regexp.Expand: literal text and groups, by number or by name. */
type Piece = string | { readonly group: string };

const REFERENCE = /\$(?:\$|(?:\{(\w+)\}|(\w+))|)/g;

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
function replaceAll(pattern: string, value: string, template: string): string {
  const text = fromBytes(value);
  const matcher = compile(pattern).matcher(text);
  const pieces = parseReplacement(fromBytes(template));
  let replaced = '';
  let end = 0;
  let from = 0;
  while (from <= text.length && matcher.find(from)) {
    const start = matcher.start();
    const stop = matcher.end();
    replaced += text.slice(end, start);
    if (stop > end || start === 0) {
      replaced += pieces
        .map((piece) => (typeof piece === 'string' ? piece : groupText(matcher, piece.group)))
        .join('');
    }
    end = stop;
    const width = (text.codePointAt(from) ?? 0) > 0xffff ? 2 : 1;
    from = Math.max(from + width, stop);
  }
  return toBytes(replaced + text.slice(end));
}

function groupText(matcher: ReturnType<RE2JS['matcher']>, name: string): string {
  if (/^[0-9]+$/.test(name)) {
    const index = Number(name);
    return index <= matcher.groupCount() ? (matcher.group(index) ?? '') : '';
  }
  try {
    return matcher.group(name) ?? '';
  } catch {
    return '';
  }
}

function find(pattern: string, value: string): string {
  const matcher = compile(pattern).matcher(fromBytes(value));
  return matcher.find() ? toBytes(matcher.group() ?? '') : '';
}

const matches: TemplateFunction = {
  parameters: ['string', 'string'],
  call: (_, pattern: string, value: string) => compile(pattern).matcher(fromBytes(value)).find(),
};
const replaces: TemplateFunction = {
  parameters: ['string', 'string', 'string'],
  call: (_, pattern: string, value: string, template: string) => replaceAll(pattern, value, template),
};
const finds: TemplateFunction = {
  parameters: ['string', 'string'],
  call: (_, pattern: string, value: string) => find(pattern, value),
};

export const REGEX_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  regexMatch: matches,
  mustRegexMatch: matches,
  regexReplaceAll: replaces,
  mustRegexReplaceAll: replaces,
  regexFind: finds,
  mustRegexFind: finds,
};
