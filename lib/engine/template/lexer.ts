import { decodeRune, fromBytes } from '../go/bytes';
import { DIGIT_0, DIGIT_9, LOWER_A, LOWER_Z, UPPER_A, UPPER_Z } from '../go/characters';
import { quoteGo } from '../go/quote';
import { isDigit, isLetter } from '../go/unicode';

export type TokenType =
  | 'text'
  | 'left'
  | 'right'
  | 'space'
  | 'identifier'
  | 'keyword'
  | 'bool'
  | 'field'
  | 'variable'
  | 'dot'
  | 'number'
  | 'char constant'
  | 'string'
  | 'raw string'
  | 'assign'
  | 'declare'
  | 'pipe'
  | '('
  | ')'
  | 'char'
  | 'error'
  | 'eof';

export interface Token {
  readonly type: TokenType;
  readonly text: string;
  /** Byte offset in the template. */
  readonly pos: number;
}

const KEYWORDS = new Set([
  'block',
  'break',
  'continue',
  'define',
  'else',
  'end',
  'if',
  'nil',
  'range',
  'template',
  'with',
]);

const SPACES = ' \t\r\n';
const NUMBER =
  /^[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?/;

/** A comment of a template, with its marks: `/* ... *\/`. */
export interface Comment {
  readonly text: string;
  /** Byte offset in the template. */
  readonly pos: number;
}

/** A template cut into tokens. */
export interface Tokens {
  readonly tokens: Token[];
  readonly comments: readonly Comment[];
}

/**
 * Cuts a template into tokens the way Go's text/template does, trim markers applied and comments apart.
 * A fault ends the tokens with an `error` token that carries Go's words.
 */
export function tokenize(input: string): Tokens {
  return new Lexer(input).run();
}

class Lexer {
  private readonly tokens: Token[] = [];
  private readonly comments: Comment[] = [];
  private pos = 0;

  constructor(private readonly input: string) {}

  run(): Tokens {
    while (this.text() && this.action()) {
      // text and actions take turns until one of them ends the tokens
    }
    return { tokens: this.tokens, comments: this.comments };
  }

  /** Text up to the next `{{`. Returns false at the end of the input. */
  private text(): boolean {
    const start = this.pos;
    const left = this.input.indexOf('{{', start);
    const end = left < 0 ? this.input.length : left;
    const kept =
      left >= 0 && this.trimsLeft(left + 2)
        ? trimRight(this.input.slice(start, end))
        : this.input.slice(start, end);
    if (kept !== '') {
      this.push('text', kept, start);
    }
    this.pos = end;
    if (left < 0) {
      this.push('eof', 'EOF', end);
    }
    return left >= 0;
  }

  /** From `{{` to `}}`. Returns false after a fault. */
  private action(): boolean {
    const left = this.pos;
    this.pos += 2;
    const trims = this.trimsLeft(this.pos);
    if (trims) {
      this.pos += 2;
    }
    if (this.input.startsWith('/*', this.pos)) {
      return this.comment();
    }
    this.push('left', '{{', left);
    let depth = 0;
    for (;;) {
      const delimiter = this.rightDelimiter();
      if (delimiter > 0) {
        if (depth > 0) {
          return this.fault('unclosed left paren');
        }
        this.endAction(delimiter);
        return true;
      }
      const token = this.next();
      if (!token) {
        return false;
      }
      depth += token === '(' ? 1 : token === ')' ? -1 : 0;
      if (depth < 0) {
        this.tokens.pop();
        return this.fault('unexpected right paren');
      }
    }
  }

  private comment(): boolean {
    const end = this.input.indexOf('*/', this.pos + 2);
    if (end < 0) {
      return this.fault('unclosed comment');
    }
    this.comments.push({ text: this.input.slice(this.pos, end + 2), pos: this.pos });
    this.pos = end + 2;
    const delimiter = this.rightDelimiter();
    if (delimiter === 0) {
      return this.fault('comment ends before closing delimiter');
    }
    this.skipDelimiter(delimiter);
    return true;
  }

  private endAction(delimiter: number): void {
    this.push('right', '}}', this.pos + delimiter - 2);
    this.skipDelimiter(delimiter);
  }

  private skipDelimiter(width: number): void {
    this.pos += width;
    if (width > 2) {
      while (this.pos < this.input.length && SPACES.includes(this.input.charAt(this.pos))) {
        this.pos++;
      }
    }
  }

  /** Width of the `}}` or ` -}}` that is here, 0 when none is. */
  private rightDelimiter(): number {
    if (this.input.startsWith('}}', this.pos)) {
      return 2;
    }
    return this.isSpace(this.pos) && this.input.startsWith('-}}', this.pos + 1) ? 4 : 0;
  }

  private trimsLeft(pos: number): boolean {
    return this.input.charAt(pos) === '-' && this.isSpace(pos + 1);
  }

  private isSpace(pos: number): boolean {
    return pos < this.input.length && SPACES.includes(this.input.charAt(pos));
  }

  /** One token inside an action, undefined after a fault. */
  private next(): TokenType | undefined {
    const start = this.pos;
    const char = this.input.charAt(start);
    if (char === '') {
      return this.fail('unclosed action');
    }
    if (SPACES.includes(char)) {
      return this.space();
    }
    switch (char) {
      case '=':
        return this.take('assign', 1);
      case ':':
        return this.input.charAt(start + 1) === '=' ? this.take('declare', 2) : this.fail('expected :=');
      case '|':
        return this.take('pipe', 1);
      case '(':
      case ')':
        return this.take(char, 1);
      case '"':
        return this.quoted('string', 'unterminated quoted string');
      case "'":
        return this.quoted('char constant', 'unterminated character constant');
      case '`':
        return this.rawString();
      case '$':
        return this.word('variable', 'variable');
    }
    if (char === '.' && !/[0-9]/.test(this.input.charAt(start + 1))) {
      return this.word('field', 'dot');
    }
    if (/[.+0-9-]/.test(char)) {
      return this.number();
    }
    return this.identifierOrChar(char);
  }

  /** Spaces, but for one that belongs to the ` -}}` after them. */
  private space(): TokenType {
    let end = this.pos;
    while (this.isSpace(end)) {
      end++;
    }
    if (this.input.startsWith('-}}', end)) {
      end--;
    }
    return this.take('space', end - this.pos);
  }

  private quoted(type: 'string' | 'char constant', unterminated: string): TokenType | undefined {
    const quote = this.input.charAt(this.pos);
    for (let end = this.pos + 1; end < this.input.length && this.input[end] !== '\n'; end++) {
      if (this.input[end] === quote) {
        return this.take(type, end + 1 - this.pos);
      }
      if (this.input[end] === '\\') {
        end++;
        if (this.input[end] === '\n') {
          break;
        }
      }
    }
    return this.fail(unterminated);
  }

  private rawString(): TokenType | undefined {
    const end = this.input.indexOf('`', this.pos + 1);
    return end < 0
      ? this.fail('unterminated raw quoted string')
      : this.take('raw string', end + 1 - this.pos);
  }

  /** A field or a variable; `alone` is what the mark is without a name after it. */
  private word(type: TokenType, alone: TokenType): TokenType | undefined {
    const end = this.wordEnd(this.pos + 1);
    return this.terminated(end) ? this.take(end === this.pos + 1 ? alone : type, end - this.pos) : undefined;
  }

  private number(): TokenType | undefined {
    const [text = ''] = NUMBER.exec(this.input.slice(this.pos, this.pos + 64)) ?? [];
    const end = this.pos + text.length;
    if (this.wordEnd(end) > end || /[+-]/.test(this.input.charAt(end))) {
      return this.fail(`bad number syntax: ${quoteGo(this.input.slice(this.pos, this.wordEnd(end)))}`);
    }
    return this.take('number', text.length);
  }

  private identifierOrChar(char: string): TokenType | undefined {
    const end = this.wordEnd(this.pos);
    if (end > this.pos) {
      if (!this.terminated(end)) {
        return undefined;
      }
      const word = this.input.slice(this.pos, end);
      const type = KEYWORDS.has(word)
        ? 'keyword'
        : word === 'true' || word === 'false'
          ? 'bool'
          : 'identifier';
      return this.take(type, word.length);
    }
    return char > ' ' && char <= '~'
      ? this.take('char', 1)
      : this.fail(`unrecognized character in action: ${this.describe(this.pos)}`);
  }

  private wordEnd(from: number): number {
    let end = from;
    while (end < this.input.length) {
      const code = this.input.charCodeAt(end);
      if (
        (code >= LOWER_A && code <= LOWER_Z) ||
        (code >= UPPER_A && code <= UPPER_Z) ||
        (code >= DIGIT_0 && code <= DIGIT_9) ||
        code === 95
      ) {
        end++;
        continue;
      }
      if (code < 0x80) {
        break;
      }
      const { rune, width } = decodeRune(this.input, end);
      if (!isLetter(rune) && !isDigit(rune)) {
        break;
      }
      end += width;
    }
    return end;
  }

  /** True when a word may end here; else the fault is on record. */
  private terminated(end: number): boolean {
    const char = this.input.charAt(end);
    if (char === '' || ' \t\r\n.,|:)('.includes(char) || this.input.startsWith('}}', end)) {
      return true;
    }
    return this.fault(`bad character ${this.describe(end)}`);
  }

  private describe(pos: number): string {
    const { rune, width } = decodeRune(this.input, pos);
    const code = rune.toString(16).toUpperCase().padStart(4, '0');
    return `U+${code} '${fromBytes(this.input.slice(pos, pos + width))}'`;
  }

  private take(type: TokenType, width: number): TokenType {
    this.push(type, this.input.slice(this.pos, this.pos + width), this.pos);
    this.pos += width;
    return type;
  }

  private push(type: TokenType, text: string, pos: number): void {
    this.tokens.push({ type, text, pos });
  }

  private fail(message: string): undefined {
    this.push('error', message, this.pos);
    return undefined;
  }

  private fault(message: string): false {
    this.push('error', message, this.pos);
    return false;
  }
}

function trimRight(text: string): string {
  let end = text.length;
  while (end > 0 && SPACES.includes(text.charAt(end - 1))) {
    end--;
  }
  return text.slice(0, end);
}
