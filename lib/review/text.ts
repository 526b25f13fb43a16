import { isObject, type JsonValue } from '../json';

/**
 * A sentence of the report in which names and values of the input are set apart by {@link code}: every form prints
 * those in its own way, and none can take them for markup.
 */
export type Text = string;

const OPEN = '\u0001';
const CLOSE = '\u0002';

/** A name or a value of the input. What a reader would not see, or a terminal would obey, is shown as an escape. */
export function code(text: string): Text {
  return `${OPEN}${visible(text)}${CLOSE}`;
}

/** Control characters, and those that change the direction of a text, as escapes. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const escaped = JSON.stringify(character).slice(1, -1);
    return escaped === character ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : escaped;
  });
}

/** Replaces what is set apart, and the words around it, by what a form prints for them. */
export function printText(
  text: Text,
  form: { readonly code: (text: string) => string; readonly words: (text: string) => string },
): string {
  return text
    .split(OPEN)
    .map((part, index) => {
      const [inside = '', outside] = index === 0 ? ['', part] : part.split(CLOSE);
      return `${index === 0 ? '' : form.code(inside)}${form.words(outside ?? '')}`;
    })
    .join('');
}

/** The text without marks. */
export function plainText(text: Text): string {
  return text.replaceAll(OPEN, '').replaceAll(CLOSE, '');
}

/** Longest value that is printed whole, in characters. */
const LONGEST = 90;

/** A value on one line, shortened where it is long. */
export function valueText(value: JsonValue | undefined): string {
  if (value === undefined) {
    return 'nothing';
  }
  const text = typeof value === 'string' ? value : jsonText(value);
  return shortened(text.replace(/\r?\n/g, '\u23ce')) || '""';
}

function shortened(line: string): string {
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}\u2026` : line;
}

/** JSON on one line; integers beyond 2^53 with all their digits. */
export function jsonText(value: JsonValue): string {
  if (typeof value === 'bigint') {
    return String(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(jsonText).join(',')}]`;
  }
  return isObject(value)
    ? `{${Object.entries(value)
        .map(([key, item]) => `${JSON.stringify(key)}:${jsonText(item)}`)
        .join(',')}}`
    : JSON.stringify(value);
}

/** `a -> b`, `new: b` or `gone: a`. */
export function changeText(before: JsonValue | undefined, after: JsonValue | undefined): Text {
  if (before === undefined || before === null) {
    return `new: ${code(valueText(after))}`;
  }
  if (after === undefined || after === null) {
    return `gone: ${code(valueText(before))}`;
  }
  const [from, to] = [before, after].map(valueText);
  // A number and the text of its digits are not the same, and look alike.
  return from === to
    ? `${code(shortened(jsonText(before)))} \u2192 ${code(shortened(jsonText(after)))}`
    : `${code(from ?? '')} \u2192 ${code(to ?? '')}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listText(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** `1 path`, `2 paths`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en-US')} ${number === 1 ? one : many}`;
}

/**
 * Replaces the name of a cluster where it is a word, or a part of one between other characters than letters and digits:
 * the same text of two clusters is then equal.
 */
export function withoutName(text: string, cluster: string): string {
  return text
    .split(cluster)
    .reduce((done, next) =>
      /[A-Za-z0-9]$/.test(done) || /^[A-Za-z0-9]/.test(next)
        ? `${done}${cluster}${next}`
        : `${done}<cluster>${next}`,
    );
}
