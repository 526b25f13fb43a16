import { breakWidth, isBlank, isBlankOrEnd, isBreakOrEnd, isWordCharacter } from './characters';
import type { Scanner } from './scanner';
import type { Token } from './tokens';

/** Reads `!handle!suffix`, `!suffix` or `!<uri>`. */
export function scanTag(scanner: Scanner): Token {
  const { text, line } = scanner;
  let handle = '';
  let suffix: string;
  if (text.charAt(scanner.pos + 1) === '<') {
    scanner.pos += 2;
    suffix = scanUri(scanner, '');
    if (text.charAt(scanner.pos) !== '>') {
      scanner.fail("did not find the expected '>'", line);
    }
    scanner.pos++;
  } else {
    handle = scanHandle(scanner);
    if (handle.length > 1 && handle.endsWith('!')) {
      suffix = scanUri(scanner, '');
    } else {
      suffix = scanUri(scanner, handle);
      handle = suffix === '' ? '' : '!';
      suffix = suffix === '' ? '!' : suffix;
    }
  }
  if (!isBlankOrEnd(text, scanner.pos)) {
    scanner.fail('did not find expected whitespace or line break', line);
  }
  return { type: 'tag', line, text: handle, suffix };
}

/** Reads a `%YAML` or `%TAG` line. */
export function scanDirective(scanner: Scanner): Token {
  const { text, line } = scanner;
  scanner.pos++;
  const name = scanWord(scanner);
  let token: Token;
  if (name === 'YAML') {
    skipBlanks(scanner);
    const [version = ''] =
      /^[0-9]{1,2}\.[0-9]{1,2}(?![0-9])/.exec(text.slice(scanner.pos, scanner.pos + 6)) ?? [];
    if (version === '') {
      scanner.fail('did not find expected version number', line);
    }
    scanner.pos += version.length;
    token = { type: 'version-directive', line, text: version, suffix: '' };
  } else if (name === 'TAG') {
    skipBlanks(scanner);
    const handle = scanHandle(scanner);
    if (!isBlank(text.charCodeAt(scanner.pos))) {
      scanner.fail('did not find expected whitespace', line);
    }
    skipBlanks(scanner);
    token = { type: 'tag-directive', line, text: handle, suffix: scanUri(scanner, '') };
  } else {
    return scanner.fail('found unknown directive name', line);
  }
  endLine(scanner, line);
  return token;
}

function endLine(scanner: Scanner, line: number): void {
  const { text } = scanner;
  skipBlanks(scanner);
  if (text.charAt(scanner.pos) === '#') {
    while (!isBreakOrEnd(text, scanner.pos)) {
      scanner.pos++;
    }
  }
  if (!isBreakOrEnd(text, scanner.pos)) {
    scanner.fail('did not find expected comment or line break', line);
  }
  const width = breakWidth(text, scanner.pos);
  if (width > 0) {
    scanner.skipBreak(width);
  }
}

function skipBlanks(scanner: Scanner): void {
  while (isBlank(scanner.text.charCodeAt(scanner.pos))) {
    scanner.pos++;
  }
}

function scanWord(scanner: Scanner): string {
  const start = scanner.pos;
  while (isWordCharacter(scanner.text.charCodeAt(scanner.pos))) {
    scanner.pos++;
  }
  return scanner.text.slice(start, scanner.pos);
}

function scanHandle(scanner: Scanner): string {
  const { text, line } = scanner;
  if (text.charAt(scanner.pos) !== '!') {
    scanner.fail("did not find expected '!'", line);
  }
  scanner.pos++;
  const word = scanWord(scanner);
  if (text.charAt(scanner.pos) === '!') {
    scanner.pos++;
    return `!${word}!`;
  }
  return `!${word}`;
}

/** @param head a handle that turned out to be the start of the suffix */
function scanUri(scanner: Scanner, head: string): string {
  const { text, line } = scanner;
  let uri = head.slice(1);
  const start = scanner.pos;
  for (;;) {
    const char = text.charAt(scanner.pos);
    if (char === '%') {
      const hex = text.slice(scanner.pos + 1, scanner.pos + 3);
      if (!/^[0-9a-fA-F]{2}$/.test(hex)) {
        scanner.fail('did not find URI escaped octet', line);
      }
      uri += String.fromCharCode(Number.parseInt(hex, 16));
      scanner.pos += 3;
    } else if (isWordCharacter(char.charCodeAt(0)) || ";/?:@&=+$,.!~*'()[]".includes(char)) {
      uri += char;
      scanner.pos++;
    } else {
      break;
    }
  }
  if (head === '' && scanner.pos === start) {
    scanner.fail('did not find expected tag URI', line);
  }
  return uri;
}
