import {
  CARRIAGE_RETURN,
  COLON,
  DASH,
  HASH,
  LINE_FEED,
  QUESTION_MARK,
  SPACE,
  TAB,
} from '../../go/characters';
import { isPlainText } from '../read/resolve';

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal';

/** Text that may stand plain wherever a block scalar may, unless it reads as something else. */
const SIMPLE = /^[A-Za-z0-9_/.][A-Za-z0-9_/.-]*$/;

interface Analysis {
  readonly multiline: boolean;
  readonly plain: boolean;
  readonly single: boolean;
  readonly literal: boolean;
}

const SIMPLE_ANALYSIS: Analysis = { multiline: false, plain: true, single: true, literal: true };

/** How go-yaml writes a string: plain if it may, in a literal block when it has lines, else in quotes. */
export function scalarStyle(text: string, isKey: boolean): ScalarStyle {
  if (text === '') {
    return 'double';
  }
  const analysis = analyze(text);
  if (text.includes('\n')) {
    return analysis.literal && !isKey ? 'literal' : 'double';
  }
  if (!isPlainText(text)) {
    return 'double';
  }
  if (analysis.multiline && isKey) {
    return 'double';
  }
  if (analysis.plain) {
    return 'plain';
  }
  return analysis.single ? 'single' : 'double';
}

/** Whether a text fits before the `:` of a mapping entry: on one line, and at most 128 bytes. */
export function isSimpleKey(text: string): boolean {
  return text.length <= 128 && !analyze(text).multiline;
}

/** What the characters of a text allow, by the rules of libyaml's emitter. */
function analyze(text: string): Analysis {
  if (SIMPLE.test(text)) {
    return text.startsWith('...') ? { ...SIMPLE_ANALYSIS, plain: false } : SIMPLE_ANALYSIS;
  }
  let indicators = text.startsWith('---') || text.startsWith('...');
  let special = false;
  let multiline = false;
  let breakThenSpace = false;
  let spaceThenBreak = false;
  let previous: 'space' | 'break' | 'other' = 'other';
  let afterBlank = true;
  const startsWithGap = text.charCodeAt(0) === SPACE || widthOfBreak(text, 0) > 0;
  for (let index = 0; index < text.length; ) {
    const code = text.charCodeAt(index);
    const width = characterWidth(code);
    const next = index + width;
    const beforeBlank = next >= text.length || isBlank(text.charCodeAt(next));
    indicators ||= isIndicator(code, index === 0, beforeBlank, afterBlank);
    special ||= !isPrintable(text, index);
    const isBreak = widthOfBreak(text, index) > 0;
    if (code === SPACE) {
      breakThenSpace ||= previous === 'break';
    } else if (isBreak) {
      multiline = true;
      spaceThenBreak ||= previous === 'space';
    }
    previous = code === SPACE ? 'space' : isBreak ? 'break' : 'other';
    afterBlank = isBlank(code) || isBreak || code === 0;
    index = next;
  }
  const plainFits = !startsWithGap && previous === 'other' && !indicators;
  const quotesNeeded = spaceThenBreak || special;
  return {
    multiline,
    plain: plainFits && !breakThenSpace && !quotesNeeded && !multiline,
    single: !breakThenSpace && !quotesNeeded,
    literal: previous !== 'space' && !quotesNeeded,
  };
}

function isIndicator(code: number, first: boolean, beforeBlank: boolean, afterBlank: boolean): boolean {
  if (first) {
    return (
      '#,[]{}&*!|>\'"%@`'.includes(String.fromCharCode(code)) ||
      ((code === QUESTION_MARK || code === COLON || code === DASH) && beforeBlank)
    );
  }
  return (code === COLON && beforeBlank) || (code === HASH && afterBlank);
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** How many bytes the line break at `index` takes, 0 when there is none. */
export function widthOfBreak(text: string, index: number): number {
  const code = text.charCodeAt(index);
  if (code === LINE_FEED || code === CARRIAGE_RETURN) {
    return 1;
  }
  if (code === 0xc2) {
    return text.charCodeAt(index + 1) === 0x85 ? 2 : 0;
  }
  const third = text.charCodeAt(index + 2);
  return code === 0xe2 && text.charCodeAt(index + 1) === 0x80 && (third === 0xa8 || third === 0xa9) ? 3 : 0;
}

export function characterWidth(code: number): number {
  return code < 0x80 ? 1 : code < 0xe0 ? 2 : code < 0xf0 ? 3 : 4;
}

/** What libyaml writes as it is: a newline, and most characters of up to three bytes. */
export function isPrintable(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  if (code < 0x80) {
    return code === LINE_FEED || (code >= 0x20 && code <= 0x7e);
  }
  const second = text.charCodeAt(index + 1);
  const third = text.charCodeAt(index + 2);
  switch (code) {
    case 0xc2:
      return second >= 0xa0;
    case 0xed:
      return second < 0xa0;
    case 0xee:
      return true;
    case 0xef:
      return !(second === 0xbb && third === 0xbf) && !(second === 0xbf && (third === 0xbe || third === 0xbf));
    default:
      return code > 0xc2 && code < 0xed;
  }
}
