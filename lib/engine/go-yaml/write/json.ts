import { encodeRune, isUtf8, runesOf } from '../../go/bytes';
import { OutsideProfile } from '../../go/errors';
import { formatFloat, formatJsonFloat } from '../../go/format-number';
import { Integer, isNilCollection, Struct, sortedKeys, type Value } from '../../go/value';
import { readGoYaml } from '../read/read';
import { YamlSyntaxError } from '../read/syntax-error';
import { DICTS } from './dicts';
import { UnencodableValue } from './unencodable';

const SHORT: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '"': '\\"',
  '\\': '\\\\',
};

/**
 * json.Marshal: keys in byte order, nothing between the tokens.
 *
 * @param escapesHtml whether `<`, `>` and `&` are escaped, which they are unless toRawJson asks
 */
export function encodeJson(value: Value, escapesHtml: boolean): string {
  if (value === undefined || value === null) {
    return 'null';
  }
  switch (typeof value) {
    case 'string':
      return quoteJson(value, escapesHtml);
    case 'number':
      if (!Number.isFinite(value)) {
        throw new UnencodableValue(`json: unsupported value: ${formatFloat(value)}`);
      }
      return formatJsonFloat(value);
    case 'bigint':
    case 'boolean':
      return String(value);
  }
  if (isNilCollection(value)) {
    return 'null';
  }
  if (value instanceof Map) {
    return `{${sortedKeys(value)
      .map((key) => `${quoteJson(key, escapesHtml)}:${encodeJson(value.get(key), escapesHtml)}`)
      .join(',')}}`;
  }
  if (Array.isArray(value)) {
    return `[${value.map((item) => encodeJson(item, escapesHtml)).join(',')}]`;
  }
  if (value instanceof Struct) {
    throw new OutsideProfile(`to turn a ${value.type} into JSON`);
  }
  return value instanceof Integer ? String(value.value) : '';
}

/** A JSON string of bytes; a byte that is no UTF-8 becomes `\ufffd`. */
function quoteJson(bytes: string, escapesHtml: boolean): string {
  const text = isUtf8(bytes) ? bytes : runesOf(bytes).map(encodeRune).join('');
  const escaped = text.replace(/[\x00-\x1f"\\<>&]|\xe2\x80[\xa8\xa9]/g, (found) => {
    if (found.length === 3) {
      return found.endsWith('\xa8') ? '\\u2028' : '\\u2029';
    }
    if ('<>&'.includes(found) && !escapesHtml) {
      return found;
    }
    return SHORT[found] ?? `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  const replaced = text === bytes ? escaped : escaped.replaceAll('\xef\xbf\xbd', '\\ufffd');
  return `"${replaced}"`;
}

const NEEDS_ROUND_TRIP = /[\x7f-\uffff]/;

/** The longest key, quotes included, that the YAML reader takes for one. */
const LONGEST_KEY = 1024;

/**
 * A string as it comes out of the JSON that go-yaml reads back before it writes: the YAML reader folds a U+0085 and
 * refuses control characters, DEL among them.
 *
 * @throws {UnencodableValue} when it is refused
 */
export function encodable(bytes: string, isKey = false): string {
  if (!NEEDS_ROUND_TRIP.test(bytes) && !(isKey && bytes.length > LONGEST_KEY / 6)) {
    return bytes;
  }
  const json = quoteJson(bytes, true);
  if (isKey && json.length > LONGEST_KEY) {
    throw new UnencodableValue("yaml: did not find expected ',' or '}'");
  }
  try {
    return readGoYaml(json, DICTS) as string;
  } catch (error) {
    throw error instanceof YamlSyntaxError ? new UnencodableValue(`yaml: ${error.message}`) : error;
  }
}
