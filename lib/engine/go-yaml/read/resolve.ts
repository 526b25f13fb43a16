import { DASH, DIGIT_0, DIGIT_9, DOT, PLUS } from '../../go/characters';
import { parseFloat64, parseInteger } from '../../go/parse-number';
import { YamlSyntaxError } from './syntax-error';
import { isTimestamp } from './timestamp';

/** A scalar by the rules of go-yaml: integers are bigint, floats are number. */
export type Scalar = null | boolean | string | number | bigint;

const WORDS: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ...words(true, 'y Y yes Yes YES true True TRUE on On ON'),
  ...words(false, 'n N no No NO false False FALSE off Off OFF'),
  ...words(null, '~ null Null NULL'),
  ['', null],
  ...words(Number.NaN, '.nan .NaN .NAN'),
  ...words(Number.POSITIVE_INFINITY, '.inf .Inf .INF +.inf +.Inf +.INF'),
  ...words(Number.NEGATIVE_INFINITY, '-.inf -.Inf -.INF'),
]);

function words(value: Scalar, list: string): [string, Scalar][] {
  return list.split(' ').map((word) => [word, value]);
}

const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const MAX_UINT64 = 2n ** 64n - 1n;

/** What a plain scalar means: YAML 1.1 as go-yaml v2 reads it, so `0755` is octal, `yes` is true, `10:20` is text. */
export function resolvePlain(text: string): Scalar {
  const first = text.charCodeAt(0);
  if (first >= DIGIT_0 && first <= DIGIT_9) {
    return resolveNumber(text);
  }
  switch (first) {
    case PLUS:
    case DASH:
      return WORDS.get(text) ?? resolveNumber(text);
    case DOT:
      return WORDS.get(text) ?? parseFloat64(text) ?? text;
  }
  // Only a text this short, or none, can be a word.
  if (text.length <= 5 && (Number.isNaN(first) || 'yYnNtTfFoO~'.includes(text.charAt(0)))) {
    const word = WORDS.get(text);
    return word === undefined ? text : word;
  }
  return text;
}

function resolveNumber(text: string): Scalar {
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  const integer =
    parseInteger(plain) ?? (/^[+-]/.test(plain) ? undefined : parseInteger(plain, 0n, MAX_UINT64));
  if (integer !== undefined) {
    return integer;
  }
  return (FLOAT.test(plain) ? parseFloat64(plain) : undefined) ?? text;
}

/** Whether a plain scalar of this text would be read back as this very text. */
export function isPlainText(text: string): boolean {
  if (resolvePlain(text) !== text) {
    return false;
  }
  const first = text.charCodeAt(0);
  const isDigit = first >= DIGIT_0 && first <= DIGIT_9;
  return !(
    (isDigit && isTimestamp(text)) ||
    ((isDigit || first === PLUS || first === DASH) && BASE_60.test(text))
  );
}

/** Base-60 numbers, which other YAML 1.1 readers take for numbers. */
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

const PREFIX = 'tag:yaml.org,2002:';

/** A scalar with an explicit tag. Tags that go-yaml does not know leave the text as it is. */
export function resolveTagged(tag: string, text: string): Scalar {
  const kind = tag.startsWith(PREFIX) ? tag.slice(PREFIX.length) : '';
  if (kind === 'binary') {
    return decodeBinary(text);
  }
  if (!['bool', 'int', 'float', 'null', 'timestamp'].includes(kind)) {
    return text;
  }
  const value = resolvePlain(text);
  const found = kindOf(value, text);
  if (found === kind) {
    return value;
  }
  if (kind === 'float' && typeof value === 'bigint' && value < 2n ** 63n) {
    return Number(value);
  }
  throw new YamlSyntaxError(`cannot decode !!${found} \`${text}\` as a !!${kind}`, 0);
}

function kindOf(value: Scalar, text: string): string {
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return 'float';
    case 'string':
      return isTimestamp(text) ? 'timestamp' : 'str';
    default:
      return 'null';
  }
}

function decodeBinary(text: string): string {
  const compact = text.replace(/[\r\n]/g, '');
  const bytes = Buffer.from(compact, 'base64');
  if (bytes.toString('base64') !== compact) {
    throw new YamlSyntaxError('!!binary value contains invalid base64 data', 0);
  }
  return bytes.toString('latin1');
}
