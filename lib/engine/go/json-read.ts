import { encodeRune, isUtf8, runesOf } from './bytes';
import { GoError } from './errors';
import { quoteGo } from './quote';

/** JSON that ends too soon. */
export class JsonEnd extends GoError {}

/** Places where white space may stand: at the end of a text Go's scanner looks what a space would be. */
const BETWEEN_TOKENS = /^(?:looking for|after (?:object|array)|in string literal)/;

/** A number of JSON as it was written. */
export class JsonNumber {
  constructor(readonly text: string) {}
}

/** JSON as encoding/json reads it: text is bytes, the last of two equal keys wins. */
export type ReadJson = null | boolean | string | JsonNumber | ReadJson[] | Map<string, ReadJson>;

/** Go's own limit for maps and lists inside each other. */
const DEEPEST = 10_000;

/**
 * Reads JSON.
 *
 * @param bytes the text, one code unit per byte
 * @throws {GoError} with the words of encoding/json
 */
export function readJson(bytes: string): ReadJson {
  return new JsonReader(bytes).document();
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

class JsonReader {
  private at = 0;

  constructor(private readonly text: string) {}

  document(): ReadJson {
    const value = this.value(0);
    this.space();
    if (this.at < this.text.length) {
      this.fail('after top-level value');
    }
    return value;
  }

  private value(depth: number): ReadJson {
    this.space();
    const char = this.text.charAt(this.at);
    switch (char) {
      case '{':
        return this.object(depth + 1);
      case '[':
        return this.array(depth + 1);
      case '"':
        return this.string();
      case 't':
        return this.literal('true', true);
      case 'f':
        return this.literal('false', false);
      case 'n':
        return this.literal('null', null);
    }
    return char === '-' || isDigit(char) ? this.number() : this.fail('looking for beginning of value');
  }

  private object(depth: number): Map<string, ReadJson> {
    this.requireDepth(depth);
    const object = new Map<string, ReadJson>();
    this.at++;
    this.space();
    if (this.take('}')) {
      return object;
    }
    for (;;) {
      this.space();
      if (this.text.charAt(this.at) !== '"') {
        this.fail('looking for beginning of object key string');
      }
      const key = this.string();
      this.space();
      if (!this.take(':')) {
        this.fail('after object key');
      }
      object.set(key, this.value(depth));
      this.space();
      if (this.take('}')) {
        return object;
      }
      if (!this.take(',')) {
        this.fail('after object key:value pair');
      }
    }
  }

  private array(depth: number): ReadJson[] {
    this.requireDepth(depth);
    const array: ReadJson[] = [];
    this.at++;
    this.space();
    if (this.take(']')) {
      return array;
    }
    for (;;) {
      array.push(this.value(depth));
      this.space();
      if (this.take(']')) {
        return array;
      }
      if (!this.take(',')) {
        this.fail('after array element');
      }
    }
  }

  private string(): string {
    let value = '';
    this.at++;
    for (;;) {
      const start = this.at;
      while (!isSpecial(this.text.charCodeAt(this.at))) {
        this.at++;
      }
      value += this.text.slice(start, this.at);
      if (this.take('"')) {
        return isUtf8(value) ? value : runesOf(value).map(encodeRune).join('');
      }
      if (!this.take('\\')) {
        this.fail('in string literal');
      }
      value += this.escape();
    }
  }

  private escape(): string {
    const simple = ESCAPES[this.text.charAt(this.at)];
    if (simple !== undefined) {
      this.at++;
      return simple;
    }
    if (!this.take('u')) {
      this.fail('in string escape code');
    }
    const unit = this.hex();
    const isHigh = unit >= 0xd800 && unit < 0xdc00;
    if (isHigh && this.text.startsWith('\\u', this.at)) {
      const before = this.at;
      this.at += 2;
      const low = this.hex();
      if (low >= 0xdc00 && low < 0xe000) {
        return encodeRune(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
      }
      this.at = before;
    }
    // A surrogate without its other half becomes U+FFFD.
    return encodeRune(unit);
  }

  private hex(): number {
    const start = this.at;
    for (; this.at < start + 4; this.at++) {
      if (!/[0-9a-fA-F]/.test(this.text.charAt(this.at))) {
        this.fail('in \\u hexadecimal character escape');
      }
    }
    return Number.parseInt(this.text.slice(start, this.at), 16);
  }

  private number(): JsonNumber {
    const start = this.at;
    this.take('-');
    if (!this.take('0')) {
      this.digits('in numeric literal');
    }
    if (this.take('.')) {
      this.digits('after decimal point in numeric literal');
    }
    if (this.take('e') || this.take('E')) {
      if (!this.take('+')) {
        this.take('-');
      }
      this.digits('in exponent of numeric literal');
    }
    return new JsonNumber(this.text.slice(start, this.at));
  }

  /** One digit or more. */
  private digits(where: string): void {
    if (!isDigit(this.text.charAt(this.at))) {
      this.fail(where);
    }
    while (isDigit(this.text.charAt(this.at))) {
      this.at++;
    }
  }

  private literal<T>(word: string, value: T): T {
    for (const char of word) {
      if (!this.take(char)) {
        this.fail(`in literal ${word} (expecting '${char}')`);
      }
    }
    return value;
  }

  private take(char: string): boolean {
    const isThere = this.text.charAt(this.at) === char;
    this.at += isThere ? 1 : 0;
    return isThere;
  }

  private space(): void {
    while (' \t\r\n'.includes(this.text.charAt(this.at) || 'x')) {
      this.at++;
    }
  }

  private requireDepth(depth: number): void {
    if (depth > DEEPEST) {
      throw new GoError('exceeded max depth');
    }
  }

  private fail(where: string): never {
    const char = this.text.charAt(this.at);
    if (char === '') {
      throw new JsonEnd(
        BETWEEN_TOKENS.test(where) ? 'unexpected end of JSON input' : `invalid character ' ' ${where}`,
      );
    }
    throw new GoError(`invalid character ${quoteChar(char)} ${where}`);
  }
}

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9' && char !== '';
}

/** A quote, a backslash, a control character, or the end of the text. */
function isSpecial(code: number): boolean {
  return !(code >= 0x20) || code === 0x22 || code === 0x5c;
}

/** A byte as Go's scanner names it: as the code point of that number. */
function quoteChar(char: string): string {
  switch (char) {
    case "'":
      return "'\\''";
    case '"':
      return "'\"'";
    default:
      return `'${quoteGo(encodeRune(char.charCodeAt(0))).slice(1, -1)}'`;
  }
}
