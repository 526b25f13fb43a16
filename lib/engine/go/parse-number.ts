import { OutsideProfile } from './errors';

const INTEGER =
  /^([+-]?)(?:0[xX]((?:_?[0-9a-fA-F])+)|0[oO]((?:_?[0-7])+)|0[bB]((?:_?[01])+)|0((?:_?[0-7])*)|([1-9](?:_?[0-9])*))$/;

/** strconv.ParseInt(text, 0, 64): decimal, or 0x, 0o, 0b and leading-zero octal, with `_` between digits. */
export function parseInteger(text: string, min = -(2n ** 63n), max = 2n ** 63n - 1n): bigint | undefined {
  const match = INTEGER.exec(text);
  if (!match) {
    return undefined;
  }
  const [, sign, hex, octal, binary, zeroOctal, decimal] = match;
  const digits =
    hex !== undefined
      ? `0x${hex}`
      : octal !== undefined
        ? `0o${octal}`
        : binary !== undefined
          ? `0b${binary}`
          : decimal !== undefined
            ? decimal
            : zeroOctal
              ? `0o${zeroOctal}`
              : '0';
  const size = BigInt(digits.replaceAll('_', ''));
  const value = sign === '-' ? -size : size;
  return value >= min && value <= max ? value : undefined;
}

const FLOAT = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
/** Underscores stand between two digits, or behind the mark of a base. */
const UNDERSCORES =
  /^[+-]?(?:0[xX](?:_?[0-9a-fA-F]+)+|[0-9]+(?:_[0-9]+)*)?(?:\.[0-9a-fA-F]*(?:_[0-9a-fA-F]+)*)?(?:[eEpP][+-]?[0-9]+(?:_[0-9]+)*)?$/;
const SPECIAL = /^([+-]?)(inf|infinity|nan)$/i;

/** strconv.ParseFloat(text, 64) for decimal text; undefined where Go reports an error, which a range error is too. */
export function parseFloat64(text: string): number | undefined {
  const [, sign, word] = SPECIAL.exec(text) ?? [];
  if (word !== undefined) {
    return word.toLowerCase() === 'nan'
      ? sign === ''
        ? Number.NaN
        : undefined
      : sign === '-'
        ? Number.NEGATIVE_INFINITY
        : Number.POSITIVE_INFINITY;
  }
  if (text.includes('_')) {
    return UNDERSCORES.test(text) ? parseFloat64(text.replaceAll('_', '')) : undefined;
  }
  if (!FLOAT.test(text)) {
    return parseHexFloat(text);
  }
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

const HEX_FLOAT = /^([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?[0-9]+)$/;

/** Hexadecimal digits that a float holds exactly. */
const EXACT_DIGITS = 13;

/** `0x1.8p3` is 12: the digits times a power of two. */
function parseHexFloat(text: string): number | undefined {
  const [, sign, whole = '', fraction = '', power = ''] = HEX_FLOAT.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  if (sign === undefined || whole + fraction === '') {
    return undefined;
  }
  if (digits.length > EXACT_DIGITS) {
    throw new OutsideProfile(`the number ${text}`);
  }
  const value = Number(`0x${digits || '0'}`) * 2 ** (Number(power) - 4 * fraction.length);
  return Number.isFinite(value) ? (sign === '-' ? -value : value) : undefined;
}
