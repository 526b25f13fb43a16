import { DOUBLE_QUOTE, LINE_FEED, SINGLE_QUOTE, SPACE } from '../../go/characters';
import { OutsideProfile } from '../../go/errors';
import { formatFloat, formatJsonFloat } from '../../go/format-number';
import { Integer, isNilCollection, Struct, type Value } from '../../go/value';
import { encodable } from './json';
import { naturalOrder } from './natural-order';
import { characterWidth, isPrintable, isSimpleKey, scalarStyle, widthOfBreak } from './scalar-style';
import { UnencodableValue } from './unencodable';

/** Where go-yaml v2 starts to look for a place to break a line. */
const WIDTH = 80;
const INDENT = 2;

/**
 * sigs.k8s.io/yaml.Marshal, as Helm's `toYaml` calls it.
 *
 * @returns bytes, with a newline at the end
 * @throws {UnencodableValue} where Marshal returns an error
 */
export function emitYaml(value: Value): string {
  return new Emitter().document(value);
}

type Context = 'root' | 'sequence' | 'mapping';

class Emitter {
  private output = '';
  private column = 0;
  private indent = -1;
  private whitespace = true;
  private indention = true;

  document(value: Value): string {
    this.node(value, 'root');
    this.indent = -1;
    this.writeIndent();
    return this.output;
  }

  private node(value: Value, context: Context): void {
    if (isNilCollection(value)) {
      this.word('null');
      return;
    }
    if (value instanceof Map) {
      this.mapping(value);
    } else if (Array.isArray(value)) {
      this.sequence(value, context);
    } else if (typeof value === 'string') {
      this.string(encodable(value), false);
    } else {
      this.word(plainWord(value));
    }
  }

  private mapping(value: ReadonlyMap<string, Value>): void {
    if (value.size === 0) {
      this.indicator('{}', true);
      return;
    }
    const outer = this.enter(false);
    for (const key of sortedKeys(value)) {
      this.writeIndent();
      if (isSimpleKey(key)) {
        this.string(key, true);
        this.indicator(':', false);
      } else {
        this.indicator('?', true, true);
        this.string(key, false);
        this.writeIndent();
        this.indicator(':', true, true);
      }
      this.node(value.get(key), 'mapping');
    }
    this.indent = outer;
  }

  private sequence(value: readonly Value[], context: Context): void {
    if (value.length === 0) {
      this.indicator('[]', true);
      return;
    }
    const outer = this.enter(context === 'mapping' && !this.indention);
    for (const item of value) {
      this.writeIndent();
      this.indicator('-', true, true);
      this.node(item, 'sequence');
    }
    this.indent = outer;
  }

  private enter(indentless: boolean): number {
    const outer = this.indent;
    if (outer < 0) {
      this.indent = 0;
    } else if (!indentless) {
      this.indent += INDENT;
    }
    return outer;
  }

  private string(text: string, isKey: boolean): void {
    const outer = this.indent;
    this.indent = outer < 0 ? INDENT : outer + INDENT;
    switch (scalarStyle(text, isKey)) {
      case 'plain':
        this.plain(text, !isKey);
        break;
      case 'single':
        this.singleQuoted(text, !isKey);
        break;
      case 'double':
        this.doubleQuoted(text, !isKey);
        break;
      case 'literal':
        this.literal(text);
    }
    this.indent = outer;
  }

  private word(text: string): void {
    if (!this.whitespace) {
      this.put(' ');
    }
    this.put(text);
    this.whitespace = false;
    this.indention = false;
  }

  private plain(text: string, breaks: boolean): void {
    if (!breaks || !text.includes(' ')) {
      this.word(text);
      return;
    }
    if (!this.whitespace) {
      this.put(' ');
    }
    let start = 0;
    for (let space = text.indexOf(' '); space >= 0; space = text.indexOf(' ', start)) {
      this.put(text.slice(start, space));
      start = endOfSpaces(text, space);
      const isSingle = start === space + 1;
      if (isSingle && this.column > WIDTH) {
        this.writeIndent();
      } else {
        this.put(text.slice(space, start));
      }
      this.indention = false;
    }
    this.put(text.slice(start));
    this.whitespace = false;
    this.indention = false;
  }

  private singleQuoted(text: string, breaks: boolean): void {
    this.indicator("'", true);
    let spaces = false;
    let afterBreak = false;
    for (let index = 0; index < text.length; ) {
      const code = text.charCodeAt(index);
      const breakWidth = widthOfBreak(text, index);
      if (code === SPACE) {
        const foldable = breaks && !spaces && this.column > WIDTH && index > 0 && index < text.length - 1;
        if (foldable && text.charCodeAt(index + 1) !== SPACE) {
          this.writeIndent();
        } else {
          this.put(' ');
        }
        index++;
        spaces = true;
      } else if (breakWidth > 0) {
        if (!afterBreak && code === LINE_FEED) {
          this.putBreak();
        }
        this.writeBreak(text, index, breakWidth);
        index += breakWidth;
        this.indention = true;
        afterBreak = true;
      } else {
        if (afterBreak) {
          this.writeIndent();
        }
        const width = characterWidth(code);
        this.putCharacter(
          code === SINGLE_QUOTE ? "''" : text.slice(index, index + width),
          code === SINGLE_QUOTE ? 2 : 1,
        );
        index += width;
        this.indention = false;
        spaces = false;
        afterBreak = false;
      }
    }
    this.indicator("'", false);
  }

  private doubleQuoted(text: string, breaks: boolean): void {
    this.indicator('"', true);
    // libyaml looks for a byte order mark at the start of the text, wherever it is; then nothing goes unescaped.
    const escapesAll = text.startsWith('\xef\xbb\xbf');
    let spaces = false;
    for (let index = 0; index < text.length; ) {
      const code = text.charCodeAt(index);
      const width = characterWidth(code);
      if (
        escapesAll ||
        !isPrintable(text, index) ||
        widthOfBreak(text, index) > 0 ||
        code === DOUBLE_QUOTE ||
        code === 92
      ) {
        this.put(escapeCharacter(text.slice(index, index + width)));
        spaces = false;
      } else if (code === SPACE) {
        if (breaks && !spaces && this.column > WIDTH && index > 0 && index < text.length - 1) {
          this.writeIndent();
          if (text.charCodeAt(index + 1) === SPACE) {
            this.put('\\');
          }
        } else {
          this.put(' ');
        }
        spaces = true;
      } else {
        this.putCharacter(text.slice(index, index + width), 1);
        spaces = false;
      }
      index += width;
    }
    this.indicator('"', false);
  }

  private literal(text: string): void {
    const startsWithGap = text.charCodeAt(0) === SPACE || widthOfBreak(text, 0) > 0;
    this.indicator('|', true);
    this.indicator((startsWithGap ? String(INDENT) : '') + chomping(text), false);
    this.putBreak();
    this.indention = true;
    this.whitespace = true;
    let afterBreak = true;
    for (let index = 0; index < text.length; ) {
      const breakWidth = widthOfBreak(text, index);
      if (breakWidth > 0) {
        this.writeBreak(text, index, breakWidth);
        index += breakWidth;
        this.indention = true;
        afterBreak = true;
        continue;
      }
      if (afterBreak) {
        this.writeIndent();
      }
      const end = endOfLine(text, index);
      this.put(text.slice(index, end));
      index = end;
      this.indention = false;
      afterBreak = false;
    }
  }

  private writeBreak(text: string, index: number, width: number): void {
    if (text.charCodeAt(index) === LINE_FEED) {
      this.putBreak();
    } else {
      this.output += text.slice(index, index + width);
      this.column = 0;
    }
  }

  private writeIndent(): void {
    const indent = Math.max(this.indent, 0);
    if (!this.indention || this.column > indent || (this.column === indent && !this.whitespace)) {
      this.putBreak();
    }
    if (this.column < indent) {
      this.put(' '.repeat(indent - this.column));
    }
    this.whitespace = true;
    this.indention = true;
  }

  private indicator(text: string, needsWhitespace: boolean, keepsIndention = false): void {
    if (needsWhitespace && !this.whitespace) {
      this.put(' ');
    }
    this.put(text);
    this.whitespace = false;
    this.indention = this.indention && keepsIndention;
  }

  /** Appends text without line breaks. */
  private put(text: string): void {
    this.output += text;
    this.column += countCharacters(text);
  }

  private putCharacter(bytes: string, columns: number): void {
    this.output += bytes;
    this.column += columns;
  }

  private putBreak(): void {
    this.output += '\n';
    this.column = 0;
  }
}

function sortedKeys(value: ReadonlyMap<string, Value>): string[] {
  const keys = [...value.keys()];
  // Two keys that are the same once encoded would be one entry in JSON.
  return keys.every((key) => encodable(key, true) === key) ? keys.sort(naturalOrder) : refuseKeys();
}

function refuseKeys(): never {
  throw new OutsideProfile('toYaml of a map with a key that is not plain Unicode text');
}

/** Everything that is not a string or a collection, as it goes through JSON and back. */
function plainWord(value: Exclude<Value, string | Map<string, Value> | Value[]>): string {
  if (value === undefined || value === null) {
    return 'null';
  }
  if (value instanceof Struct) {
    throw new OutsideProfile(`to turn a ${value.type} into YAML`);
  }
  if (value instanceof Integer) {
    return String(value.value);
  }
  return typeof value === 'number' ? floatWord(value) : String(value);
}

/** A float without a fraction that fits an integer of 64 bits is written as one. */
function floatWord(value: number): string {
  if (!Number.isFinite(value)) {
    throw new UnencodableValue(`json: unsupported value: ${formatFloat(value)}`);
  }
  if (!Number.isInteger(value) || value <= -(2 ** 63) || value >= 2 ** 64) {
    return formatFloat(value);
  }
  return Object.is(value, -0) ? '0' : formatJsonFloat(value);
}

function endOfSpaces(text: string, start: number): number {
  let end = start;
  while (text.charCodeAt(end) === SPACE) {
    end++;
  }
  return end;
}

function endOfLine(text: string, start: number): number {
  let end = start;
  while (end < text.length && widthOfBreak(text, end) === 0) {
    end++;
  }
  return end;
}

function countCharacters(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length; index++) {
    if ((text.charCodeAt(index) & 0xc0) === 0x80) {
      count--;
    }
  }
  return count;
}

/** `-` drops the last line break of a literal block, `+` keeps every one, nothing keeps one. */
function chomping(text: string): '' | '-' | '+' {
  const last = lastCharacter(text, text.length);
  if (widthOfBreak(text, last) === 0) {
    return '-';
  }
  return last === 0 || widthOfBreak(text, lastCharacter(text, last)) > 0 ? '+' : '';
}

/** Where the last character before `end` starts. */
function lastCharacter(text: string, end: number): number {
  let start = end - 1;
  while ((text.charCodeAt(start) & 0xc0) === 0x80) {
    start--;
  }
  return start;
}

const ESCAPES: ReadonlyMap<number, string> = new Map([
  [0x00, '0'],
  [0x07, 'a'],
  [0x08, 'b'],
  [0x09, 't'],
  [0x0a, 'n'],
  [0x0b, 'v'],
  [0x0c, 'f'],
  [0x0d, 'r'],
  [0x1b, 'e'],
  [0x22, '"'],
  [0x5c, '\\'],
  [0x85, 'N'],
  [0xa0, '_'],
  [0x2028, 'L'],
  [0x2029, 'P'],
]);

function escapeCharacter(character: string): string {
  const code = Buffer.from(character, 'latin1').toString('utf8').codePointAt(0) ?? 0;
  const short = ESCAPES.get(code);
  if (short !== undefined) {
    return `\\${short}`;
  }
  const [mark, digits] = code <= 0xff ? ['x', 2] : code <= 0xffff ? ['u', 4] : ['U', 8];
  return `\\${mark}${code
    .toString(16)
    .toUpperCase()
    .padStart(digits as number, '0')}`;
}
