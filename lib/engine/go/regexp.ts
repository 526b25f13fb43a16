import { OutsideProfile } from './errors';
import { quoteGo } from './quote';

/** A place that a regular expression matches, as indices of code units. */
export interface Match {
  readonly start: number;
  readonly end: number;
  /** The text of a group by number or name; empty for one that took no part, or is not there. */
  group(name: string): string;
}

/** A regular expression of Go's regexp. */
export interface Regexp {
  /** The leftmost match that starts at or after an index. */
  find(text: string, from: number): Match | undefined;
}

/** The number of a group; Go takes one with a leading zero, or a very large one, for a name. */
const GROUP_NUMBER = /^(?:0|[1-9][0-9]{0,7})$/;

const REMEMBERED = 1000;

const compiled = new Map<string, Regexp>();

/**
 * Compiles a regular expression in RE2's syntax. JavaScript runs those that mean the same to it, which starts at once;
 * re2js runs the others.
 *
 * @throws {OutsideProfile} for what re2js cannot read
 */
export function compileRegexp(pattern: string): Regexp {
  const known = compiled.get(pattern);
  if (known) {
    return known;
  }
  const regexp = compileNatively(pattern) ?? new Re2Regexp(pattern);
  if (compiled.size < REMEMBERED) {
    compiled.set(pattern, regexp);
  }
  return regexp;
}

/** One character: itself, escaped, any, or of a class of letters, digits and harmless signs. */
const SINGLE = String.raw`(?:[\w\-@/:;=,<>!#%&~"' ]|\\[.\\+*?()|[\]^$]|\.|\[\^?-?(?:[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9]|[\w.:/@ ])+-?\])`;

/** Single characters that may be repeated, anchors, alternatives, groups that are at most optional. */
const SHARED = new RegExp(String.raw`^(?:${SINGLE}[*+?]?\??|\^|\$|\||\((?:\?:)?|\)\??)*$`);

/**
 * Whether a pattern means the same to RE2 and to JavaScript: both take the leftmost match, and of those the one that
 * backtracking finds first. Groups that are repeated differ in empty rounds; so do optional ones that would rather be
 * empty.
 */
function isShared(pattern: string): boolean {
  return SHARED.test(pattern) && !(pattern.includes(')?') && /\||[*+?]\?/.test(pattern));
}

/** Where `.` and the classes mean the same to both. */
const SHARED_TEXT = /^[\n\x20-\x7e]*$/;

/** @returns undefined for a pattern that JavaScript does not run, or not as RE2 would */
export function compileNatively(pattern: string): Regexp | undefined {
  if (!isShared(pattern)) {
    return undefined;
  }
  let regexp: RegExp;
  try {
    regexp = new RegExp(pattern, 'g');
  } catch {
    return undefined;
  }
  return {
    find(text, from) {
      if (!SHARED_TEXT.test(text)) {
        return new Re2Regexp(pattern).find(text, from);
      }
      regexp.lastIndex = from;
      const match = regexp.exec(text);
      return match
        ? {
            start: match.index,
            end: match.index + match[0].length,
            group: (name) => (GROUP_NUMBER.test(name) ? (match[Number(name)] ?? '') : ''),
          }
        : undefined;
    },
  };
}

/** The same by re2js alone, for the test that holds both against each other. */
export function compileByRe2(pattern: string): Regexp {
  return new Re2Regexp(pattern);
}

type Re2 = ReturnType<typeof import('re2js')['RE2JS']['compile']>;

/** re2js is loaded when it is first needed: that takes longer than most templates. */
class Re2Regexp implements Regexp {
  private readonly regexp: Re2;

  constructor(pattern: string) {
    const { RE2JS } = require('re2js') as typeof import('re2js');
    try {
      this.regexp = RE2JS.compile(pattern);
    } catch {
      throw new OutsideProfile(`the regular expression ${quoteGo(pattern)}`);
    }
  }

  find(text: string, from: number): Match | undefined {
    const matcher = this.regexp.matcher(text);
    if (!matcher.find(from)) {
      return undefined;
    }
    return {
      start: matcher.start(),
      end: matcher.end(),
      group(name) {
        if (GROUP_NUMBER.test(name)) {
          return Number(name) <= matcher.groupCount() ? (matcher.group(Number(name)) ?? '') : '';
        }
        try {
          return matcher.group(name) ?? '';
        } catch {
          return '';
        }
      },
    };
  }
}
