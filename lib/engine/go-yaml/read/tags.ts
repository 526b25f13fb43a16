import { isBlank, isBlankOrEnd, isWordCharacter } from './characters';
import type { Cursor } from './cursor';
import type { Token } from './tokens';

/** Reads `!handle!suffix`, `!suffix` or `!<uri>`. */
export function scanTag(cursor: Cursor): Token {
  const { text, line } = cursor;
  let handle = '';
  let suffix: string;
  if (text.charAt(cursor.pos + 1) === '<') {
    cursor.pos += 2;
    suffix = scanUri(cursor, '');
    if (text.charAt(cursor.pos) !== '>') {
      cursor.fail("did not find the expected '>'", line);
    }
    cursor.pos++;
  } else {
    handle = scanHandle(cursor);
    if (handle.length > 1 && handle.endsWith('!')) {
      suffix = scanUri(cursor, '');
    } else {
      suffix = scanUri(cursor, handle);
      handle = suffix === '' ? '' : '!';
      suffix = suffix === '' ? '!' : suffix;
    }
  }
  if (!isBlankOrEnd(text, cursor.pos)) {
    cursor.fail('did not find expected whitespace or line break', line);
  }
  return { type: 'tag', line, text: handle, suffix };
}

/** Reads a `%YAML` or `%TAG` line. */
export function scanDirective(cursor: Cursor): Token {
  const { text, line } = cursor;
  cursor.pos++;
  const name = scanWord(cursor);
  let token: Token;
  if (name === 'YAML') {
    cursor.skipBlanks();
    const [version = ''] =
      /^[0-9]{1,2}\.[0-9]{1,2}(?![0-9])/.exec(text.slice(cursor.pos, cursor.pos + 6)) ?? [];
    if (version === '') {
      cursor.fail('did not find expected version number', line);
    }
    cursor.pos += version.length;
    token = { type: 'version-directive', line, text: version, suffix: '' };
  } else if (name === 'TAG') {
    cursor.skipBlanks();
    const handle = scanHandle(cursor);
    if (!isBlank(text.charCodeAt(cursor.pos))) {
      cursor.fail('did not find expected whitespace', line);
    }
    cursor.skipBlanks();
    token = { type: 'tag-directive', line, text: handle, suffix: scanUri(cursor, '') };
  } else {
    return cursor.fail('found unknown directive name', line);
  }
  cursor.endLine(line);
  return token;
}

function scanWord(cursor: Cursor): string {
  const start = cursor.pos;
  while (isWordCharacter(cursor.text.charCodeAt(cursor.pos))) {
    cursor.pos++;
  }
  return cursor.text.slice(start, cursor.pos);
}

function scanHandle(cursor: Cursor): string {
  const { text, line } = cursor;
  if (text.charAt(cursor.pos) !== '!') {
    cursor.fail("did not find expected '!'", line);
  }
  cursor.pos++;
  const word = scanWord(cursor);
  if (text.charAt(cursor.pos) === '!') {
    cursor.pos++;
    return `!${word}!`;
  }
  return `!${word}`;
}

/** @param head a handle that turned out to be the start of the suffix */
function scanUri(cursor: Cursor, head: string): string {
  const { text, line } = cursor;
  let uri = head.slice(1);
  const start = cursor.pos;
  for (;;) {
    const char = text.charAt(cursor.pos);
    if (char === '%') {
      const hex = text.slice(cursor.pos + 1, cursor.pos + 3);
      if (!/^[0-9a-fA-F]{2}$/.test(hex)) {
        cursor.fail('did not find URI escaped octet', line);
      }
      uri += String.fromCharCode(Number.parseInt(hex, 16));
      cursor.pos += 3;
    } else if (isWordCharacter(char.charCodeAt(0)) || ";/?:@&=+$,.!~*'()[]".includes(char)) {
      uri += char;
      cursor.pos++;
    } else {
      break;
    }
  }
  if (head === '' && cursor.pos === start) {
    cursor.fail('did not find expected tag URI', line);
  }
  return uri;
}
