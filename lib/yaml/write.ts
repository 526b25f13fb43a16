import { isObject, type JsonObject, type JsonValue } from '../json';

/**
 * Text that no YAML reader, 1.1 or 1.2, takes for anything but a string when it is written plain.
 * Everything else is quoted: `0o17`, `10:20`, `yes`, `1e3`, `2024-01-02` all mean something to some reader.
 */
const PLAIN = /^[A-Za-z/][A-Za-z0-9_./-]*(?:[ :=@][A-Za-z0-9_./-]+)*$/;
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/** Characters that a reader may refuse or fold when they stand in a literal block. */
const NOT_LITERAL = /[^\x20-\x7e\n\u00a1-\u1fff\u2100-\ud7ff\ue000-\ufefe\uff00-\uffef]|[ \t]\n|[ \t]$|^\s/;

/** A JSON string is a YAML string but for these: go-yaml refuses them raw, or takes them for line breaks. */
const NOT_RAW = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** A key must end within so many characters to stand without a `?` (YAML 1.1, section 9.3). */
const LONGEST_KEY = 1024;

/**
 * Writes one Kubernetes object so that every YAML reader gets the same object back:
 * strings that could be read as something else are quoted, no anchors, no folding, keys in the object's order.
 * Our own writer, because these bytes are reviewed and committed: no other release of a library may change them.
 *
 * @returns text that ends with a newline, without a `---` line
 */
export function writeManifest(manifest: JsonObject): string {
  return nodeText(manifest, '');
}

/** A node in lines of its own, each but the first of a nested one behind the indent. */
function nodeText(value: JsonValue, indent: string): string {
  if (Array.isArray(value) && value.length > 0) {
    return value.map((item) => `${indent}- ${nodeText(item, `${indent}  `).trimStart()}`).join('');
  }
  if (isObject(value) && Object.keys(value).length > 0) {
    return Object.entries(value)
      .map(([key, item]) => `${indent}${keyText(key, indent)}:${valueText(item, indent)}`)
      .join('');
  }
  return `${scalarText(value, indent)}\n`;
}

/** What follows a key: on its line, or below it. */
function valueText(value: JsonValue, indent: string): string {
  const isBlock = Array.isArray(value) ? value.length > 0 : isObject(value) && Object.keys(value).length > 0;
  return isBlock ? `\n${nodeText(value, `${indent}  `)}` : ` ${scalarText(value, `${indent}  `)}\n`;
}

function keyText(key: string, indent: string): string {
  const text = isPlain(key) ? key : quoted(key);
  return text.length > LONGEST_KEY ? `? ${text}\n${indent}` : text;
}

function scalarText(value: JsonValue, indent: string): string {
  if (typeof value === 'string') {
    return isPlain(value) ? value : isLiteral(value) ? literal(value, indent) : quoted(value);
  }
  if (Array.isArray(value)) {
    return '[]';
  }
  if (typeof value === 'object' && value !== null) {
    return '{}';
  }
  return Object.is(value, -0) ? '-0' : String(value);
}

function isPlain(text: string): boolean {
  return PLAIN.test(text) && !RESERVED.test(text);
}

function isLiteral(text: string): boolean {
  return text.includes('\n') && !NOT_LITERAL.test(text);
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(
    NOT_RAW,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Lines as they are, behind a sign for what becomes of the line breaks at the end: one, none, or all of them. */
function literal(text: string, indent: string): string {
  const body = text.replace(/\n+$/, '');
  const breaks = text.length - body.length;
  const lines = body.replace(/^(?=.)/gm, indent);
  return breaks > 1 ? `|+\n${lines}${'\n'.repeat(breaks - 1)}` : `${breaks === 1 ? '|' : '|-'}\n${lines}`;
}
