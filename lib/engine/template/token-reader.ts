import type { OutsideProfile } from '../go/errors';
import { quoteGo } from '../go/quote';
import { type Comment, type Token, type TokenType, tokenize } from './lexer';
import type { Source } from './nodes';

/** A text that is no template; the message is Go's. */
export class TemplateSyntaxError extends Error {
  constructor(
    readonly source: Source,
    readonly line: number,
    readonly problem: string,
  ) {
    super(`template: ${source.name}:${line}: ${problem}`);
  }
}

/** The tokens of a template, read one after another, and the faults that they show. */
export class TokenReader {
  private readonly tokens: readonly Token[];
  protected readonly comments: readonly Comment[];
  /** Number of the token that comes next. */
  protected at = 0;

  constructor(protected readonly source: Source) {
    ({ tokens: this.tokens, comments: this.comments } = tokenize(source.text));
  }

  protected isKeyword(token: Token, word: string): boolean {
    return token.type === 'keyword' && token.text === word;
  }

  protected expect(type: TokenType, context: string): void {
    const token = this.nextNonSpace();
    if (token.type !== type) {
      this.unexpected(token, context);
    }
  }

  protected afterSpace(index: number): Token {
    return this.tokens[index]?.type === 'space' ? this.token(index + 1) : this.token(index);
  }

  protected token(index: number): Token {
    return this.tokens[index] ?? { type: 'eof', text: 'EOF', pos: this.source.text.length };
  }

  protected peek(): Token {
    return this.token(this.at);
  }

  protected peekNonSpace(): Token {
    while (this.peek().type === 'space') {
      this.at++;
    }
    return this.peek();
  }

  protected next(): Token {
    const token = this.peek();
    this.at++;
    return token;
  }

  protected nextNonSpace(): Token {
    this.peekNonSpace();
    return this.next();
  }

  protected unexpected(token: Token, context: string): never {
    if (token.type === 'error') {
      return this.fail(token.text, token);
    }
    return this.fail(`unexpected ${describe(token)} in ${context}`, token);
  }

  protected fail(problem: string, token = this.last()): never {
    throw new TemplateSyntaxError(this.source, this.lineOf(token), problem);
  }

  /** Declines what Go would take. */
  protected refuse(fault: OutsideProfile, token = this.last()): never {
    fault.origin = { template: this.source.name, line: this.lineOf(token), calling: '' };
    throw fault;
  }

  private last(): Token {
    return this.token(Math.max(0, this.at - 1));
  }

  private lineOf({ pos }: Token): number {
    return this.source.text.slice(0, pos).split('\n').length;
  }
}

function describe({ type, text }: Token): string {
  if (type === 'eof') {
    return 'EOF';
  }
  if (type === 'keyword') {
    return text.startsWith('<') ? text : `<${text}>`;
  }
  return text.length > 10 ? `${quoteGo(text.slice(0, 10))}...` : quoteGo(text);
}
