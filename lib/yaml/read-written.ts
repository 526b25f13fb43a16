import type { JsonObject, JsonValue } from '../json';
import { readManifests } from './read';
import { writeManifest } from './write';

/**
 * Reads the objects of a file that {@link writeManifest} wrote, more than ten times as fast as the reader of all YAML.
 * It knows the forms that the writer uses and no others. Whether it understood the text is not assumed but checked:
 * writing what it read must give the same bytes. Any other text goes to the reader of all YAML.
 *
 * @throws {YamlError} for text that is no YAML
 * @throws {TypeError} for a document that is no object with `apiVersion` and `kind`
 */
export function readWritten(text: string): JsonObject[] {
  const body = text.replace(/^(?:#.*\n)+/, '');
  const object = new WrittenText(body).read();
  const isManifest = typeof object?.apiVersion === 'string' && typeof object.kind === 'string';
  if (object && isManifest && writeManifest(object) === body) {
    return [object];
  }
  return readManifests(text);
}

/** Thrown and caught inside this file: the text is not in the writer's form. */
class OtherForm extends Error {}

class WrittenText {
  private readonly lines: readonly string[];
  private row = 0;
  private column = 0;

  constructor(text: string) {
    this.lines = text.endsWith('\n') ? text.slice(0, -1).split('\n') : [];
  }

  read(): JsonObject | undefined {
    try {
      const value = this.lines.length > 0 ? this.node() : null;
      const whole = this.row === this.lines.length;
      return whole && typeof value === 'object' && value !== null && !Array.isArray(value)
        ? value
        : undefined;
    } catch (error) {
      if (error instanceof OtherForm) {
        return undefined;
      }
      throw error;
    }
  }

  private node(): JsonValue {
    const line = this.lines[this.row] ?? '';
    const { column } = this;
    if (line.startsWith('- ', column)) {
      return this.list(column);
    }
    const first = line[column] ?? '';
    if (first === '"' ? quotedEnd(line, column) === line.length : keyEnd(line, column) < 0) {
      return this.scalar(line.slice(column), column - 2);
    }
    return this.map(column);
  }

  private list(column: number): JsonValue[] {
    const items: JsonValue[] = [];
    while (this.column === column && (this.lines[this.row] ?? '').startsWith('- ', column)) {
      this.column = column + 2;
      items.push(this.node());
    }
    return items;
  }

  private map(column: number): JsonObject {
    const map: JsonObject = {};
    while (this.column === column && this.row < this.lines.length) {
      const line = this.lines[this.row] ?? '';
      if (line.startsWith('- ', column)) {
        break;
      }
      const quoted = line[column] === '"';
      const end = quoted ? quotedEnd(line, column) : keyEnd(line, column);
      if (end < 0 || line[end] !== ':') {
        throw new OtherForm();
      }
      const key = quoted ? parsed(line.slice(column, end)) : line.slice(column, end);
      if (key === '__proto__') {
        throw new OtherForm();
      }
      if (end + 1 === line.length) {
        this.next();
        if (this.column !== column + 2) {
          throw new OtherForm();
        }
        map[key] = this.node();
      } else {
        map[key] = this.scalar(line.slice(end + 2), column);
      }
    }
    return map;
  }

  /** @param column that of the key before it: lines of a literal block lie two columns deeper */
  private scalar(text: string, column: number): JsonValue {
    if (text[0] === '|') {
      return this.literal(text, column + 2);
    }
    this.next();
    switch (text) {
      case 'null':
        return null;
      case 'true':
        return true;
      case 'false':
        return false;
      case '[]':
        return [];
      case '{}':
        return {};
    }
    if (text[0] === '"') {
      return parsed(text);
    }
    if (/^-?[0-9]/.test(text)) {
      const number = Number(text);
      return Number.isInteger(number) && !Number.isSafeInteger(number) && /^-?\d+$/.test(text)
        ? BigInt(text)
        : number;
    }
    return text;
  }

  private literal(sign: string, column: number): string {
    const indent = ' '.repeat(column);
    const lines: string[] = [];
    for (this.row++; this.row < this.lines.length; this.row++) {
      const line = this.lines[this.row] ?? '';
      if (line !== '' && !line.startsWith(indent)) {
        break;
      }
      lines.push(line.slice(column));
    }
    this.row--;
    this.next();
    const text = lines.join('\n');
    return sign === '|-' ? text : `${text}\n`;
  }

  private next(): void {
    this.row++;
    const line = this.lines[this.row] ?? '';
    let column = 0;
    while (line[column] === ' ') {
      column++;
    }
    this.column = column;
  }
}

/** Where a plain key ends: at its colon, which ends the line or comes before a blank; negative where there is none. */
function keyEnd(line: string, from: number): number {
  const colon = line.indexOf(': ', from);
  return colon >= 0 ? colon : line.endsWith(':') && line.length > from + 1 ? line.length - 1 : -1;
}

/** The place behind the closing quote of the text in quotes that starts here. */
function quotedEnd(line: string, from: number): number {
  for (let at = from + 1; at < line.length; at++) {
    if (line[at] === '\\') {
      at++;
    } else if (line[at] === '"') {
      return at + 1;
    }
  }
  return -1;
}

function parsed(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    throw new OtherForm();
  }
}
