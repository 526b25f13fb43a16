import {
  AMPERSAND,
  ASTERISK,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DASH,
  DOT,
  DOUBLE_QUOTE,
  EXCLAMATION_MARK,
  GREATER_THAN,
  OPEN_BRACE,
  OPEN_BRACKET,
  PERCENT,
  PIPE,
  QUESTION_MARK,
  SINGLE_QUOTE,
  SPACE,
  TAB,
} from '../../go/characters';
import { scanBlockScalar } from './block-scalar';
import { breakWidth, isBlank, isBlankOrEnd, isDocumentMark, isWordCharacter } from './characters';
import { Cursor } from './cursor';
import { scanPlainScalar } from './plain-scalar';
import { scanQuotedScalar } from './quoted-scalar';
import { scanDirective, scanTag } from './tags';
import type { Token, TokenType } from './tokens';

/** A place where a mapping key without `?` may have begun. */
interface SimpleKey {
  readonly required: boolean;
  /** Number of the token the key begins with, counted from the start of the stream. */
  readonly number: number;
  readonly pos: number;
  readonly line: number;
  readonly column: number;
}

/** A key must end on its line and within this many characters (YAML 1.1, section 9.3). */
const LONGEST_KEY = 1024;

/**
 * Cuts YAML into tokens with libyaml's rules, which go-yaml follows. A `key` token is put in front of a simple key
 * once its `:` is found, so tokens are handed out only when no open key can stand before them.
 */
export class Scanner extends Cursor {
  private readonly queue: Token[] = [];
  private head = 0;
  private taken = 0;
  private readonly indents: number[] = [];
  private readonly simpleKeys: (SimpleKey | undefined)[] = [undefined];
  private ended = false;

  peek(): Token {
    while (this.head >= this.queue.length || this.headMayBeKey()) {
      this.fetch();
    }
    return this.queue[this.head] as Token;
  }

  skip(): void {
    this.head++;
    this.taken++;
    if (this.head === this.queue.length) {
      this.queue.length = 0;
      this.head = 0;
    }
  }

  private headMayBeKey(): boolean {
    for (let level = 0; level < this.simpleKeys.length; level++) {
      const key = this.simpleKeys[level];
      if (key?.number === this.taken) {
        return this.isKeyPossible(level);
      }
    }
    return false;
  }

  private isKeyPossible(level: number): boolean {
    const key = this.simpleKeys[level];
    if (!key) {
      return false;
    }
    if (key.line < this.line || key.pos + LONGEST_KEY < this.pos) {
      if (key.required) {
        this.fail("could not find expected ':'", key.line);
      }
      this.simpleKeys[level] = undefined;
      return false;
    }
    return true;
  }

  private fetch(): undefined {
    this.toNextToken();
    this.unrollIndent(this.column);
    const { text, pos } = this;
    const code = text.charCodeAt(pos);
    if (code === 0) {
      return this.fetchEnd();
    }
    if (this.column === 0) {
      if (code === PERCENT) {
        return this.fetchDirective();
      }
      if ((code === DASH || code === DOT) && isDocumentMark(text, pos)) {
        return this.fetchDocumentMark(code === DASH ? 'document-start' : 'document-end');
      }
    }
    switch (code) {
      case OPEN_BRACKET:
        return this.openFlow('flow-sequence-start');
      case OPEN_BRACE:
        return this.openFlow('flow-mapping-start');
      case CLOSE_BRACKET:
        return this.closeFlow('flow-sequence-end');
      case CLOSE_BRACE:
        return this.closeFlow('flow-mapping-end');
      case COMMA:
        return this.fetchFlowEntry();
      case DASH:
        if (isBlankOrEnd(text, pos + 1)) {
          return this.fetchBlockEntry();
        }
        break;
      case QUESTION_MARK:
        if (this.flowLevel > 0 || isBlankOrEnd(text, pos + 1)) {
          return this.fetchKey();
        }
        break;
      case COLON:
        if (this.flowLevel > 0 || isBlankOrEnd(text, pos + 1)) {
          return this.fetchValue();
        }
        break;
      case ASTERISK:
        return this.fetchAnchor('alias');
      case AMPERSAND:
        return this.fetchAnchor('anchor');
      case EXCLAMATION_MARK:
        this.saveKey();
        this.simpleKeyAllowed = false;
        return this.pushToken(scanTag(this));
      case PIPE:
      case GREATER_THAN:
        if (this.flowLevel === 0) {
          this.removeKey();
          this.simpleKeyAllowed = true;
          return this.pushToken(scanBlockScalar(this, code === PIPE));
        }
        break;
      case SINGLE_QUOTE:
      case DOUBLE_QUOTE:
        this.saveKey();
        this.simpleKeyAllowed = false;
        return this.pushToken(scanQuotedScalar(this, code));
    }
    if (this.startsPlain(code)) {
      this.saveKey();
      this.simpleKeyAllowed = false;
      return this.pushToken(scanPlainScalar(this));
    }
    return this.fail('found character that cannot start any token');
  }

  private startsPlain(code: number): boolean {
    if (code === DASH) {
      return !isBlank(this.text.charCodeAt(this.pos + 1));
    }
    if (code === QUESTION_MARK || code === COLON) {
      return this.flowLevel === 0 && !isBlankOrEnd(this.text, this.pos + 1);
    }
    return !isBlankOrEnd(this.text, this.pos) && !',[]{}#&*!|>\'"%@`'.includes(String.fromCharCode(code));
  }

  private toNextToken(): void {
    const { text } = this;
    for (;;) {
      let code = text.charCodeAt(this.pos);
      while (code === SPACE || (code === TAB && (this.flowLevel > 0 || !this.simpleKeyAllowed))) {
        code = text.charCodeAt(++this.pos);
      }
      this.skipComment();
      const width = breakWidth(text, this.pos);
      if (width === 0) {
        return;
      }
      this.skipBreak(width);
      if (this.flowLevel === 0) {
        this.simpleKeyAllowed = true;
      }
    }
  }

  private pushToken(token: Token): undefined {
    this.queue.push(token);
  }

  private push(type: TokenType, line = this.line): undefined {
    this.queue.push({ type, line, text: '', suffix: '' });
  }

  /** Puts a token in front of the one with that number. */
  private insert(number: number, type: TokenType, line: number): void {
    this.queue.splice(this.head + number - this.taken, 0, { type, line, text: '', suffix: '' });
  }

  private saveKey(): void {
    if (this.simpleKeyAllowed) {
      const required = this.flowLevel === 0 && this.indent === this.column;
      this.removeKey();
      this.simpleKeys[this.simpleKeys.length - 1] = {
        required,
        number: this.taken + this.queue.length - this.head,
        pos: this.pos,
        line: this.line,
        column: this.column,
      };
    }
  }

  private removeKey(): void {
    const key = this.simpleKeys.at(-1);
    if (key?.required) {
      this.fail("could not find expected ':'", key.line);
    }
    this.simpleKeys[this.simpleKeys.length - 1] = undefined;
  }

  private rollIndent(column: number, type: TokenType, line: number, number?: number): void {
    if (this.flowLevel > 0 || this.indent >= column) {
      return;
    }
    this.indents.push(this.indent);
    this.indent = column;
    if (number === undefined) {
      this.push(type, line);
    } else {
      this.insert(number, type, line);
    }
  }

  private unrollIndent(column: number): void {
    if (this.flowLevel > 0) {
      return;
    }
    while (this.indent > column) {
      this.push('block-end');
      this.indent = this.indents.pop() ?? -1;
    }
  }

  private fetchEnd(): undefined {
    if (this.ended) {
      return this.push('stream-end');
    }
    if (this.column !== 0) {
      this.line++;
      this.lineStart = this.pos;
    }
    this.unrollIndent(-1);
    this.removeKey();
    this.simpleKeyAllowed = false;
    this.ended = true;
    this.push('stream-end');
  }

  private fetchDirective(): undefined {
    this.unrollIndent(-1);
    this.removeKey();
    this.simpleKeyAllowed = false;
    this.pushToken(scanDirective(this));
  }

  private fetchDocumentMark(type: TokenType): undefined {
    this.unrollIndent(-1);
    this.removeKey();
    this.simpleKeyAllowed = false;
    this.push(type);
    this.pos += 3;
  }

  private openFlow(type: TokenType): undefined {
    this.saveKey();
    this.simpleKeys.push(undefined);
    this.flowLevel++;
    if (this.flowLevel > 10_000) {
      this.fail('exceeded max depth of 10000');
    }
    this.simpleKeyAllowed = true;
    this.push(type);
    this.pos++;
  }

  private closeFlow(type: TokenType): undefined {
    this.removeKey();
    if (this.flowLevel > 0) {
      this.flowLevel--;
      this.simpleKeys.pop();
    }
    this.simpleKeyAllowed = false;
    this.push(type);
    this.pos++;
  }

  private fetchFlowEntry(): undefined {
    this.removeKey();
    this.simpleKeyAllowed = true;
    this.push('flow-entry');
    this.pos++;
  }

  private fetchBlockEntry(): undefined {
    if (this.flowLevel === 0) {
      if (!this.simpleKeyAllowed) {
        this.fail('block sequence entries are not allowed in this context');
      }
      this.rollIndent(this.column, 'block-sequence-start', this.line);
    }
    this.removeKey();
    this.simpleKeyAllowed = true;
    this.push('block-entry');
    this.pos++;
  }

  private fetchKey(): undefined {
    if (this.flowLevel === 0) {
      if (!this.simpleKeyAllowed) {
        this.fail('mapping keys are not allowed in this context');
      }
      this.rollIndent(this.column, 'block-mapping-start', this.line);
    }
    this.removeKey();
    this.simpleKeyAllowed = this.flowLevel === 0;
    this.push('key');
    this.pos++;
  }

  private fetchValue(): undefined {
    const level = this.simpleKeys.length - 1;
    const key = this.isKeyPossible(level) ? this.simpleKeys[level] : undefined;
    if (key) {
      this.insert(key.number, 'key', key.line);
      this.rollIndent(key.column, 'block-mapping-start', key.line, key.number);
      this.simpleKeys[level] = undefined;
      this.simpleKeyAllowed = false;
    } else {
      if (this.flowLevel === 0) {
        if (!this.simpleKeyAllowed) {
          this.fail('mapping values are not allowed in this context');
        }
        this.rollIndent(this.column, 'block-mapping-start', this.line);
      }
      this.simpleKeyAllowed = this.flowLevel === 0;
    }
    this.push('value');
    this.pos++;
  }

  private fetchAnchor(type: 'alias' | 'anchor'): undefined {
    this.saveKey();
    this.simpleKeyAllowed = false;
    const { line, pos } = this;
    let end = pos + 1;
    while (isWordCharacter(this.text.charCodeAt(end))) {
      end++;
    }
    this.pos = end;
    if (end === pos + 1 || !(isBlankOrEnd(this.text, end) || '?:,]}%@`'.includes(this.text.charAt(end)))) {
      this.fail('did not find expected alphabetic or numeric character', line);
    }
    this.pushToken({ type, line, text: this.text.slice(pos + 1, end), suffix: '' });
  }
}
