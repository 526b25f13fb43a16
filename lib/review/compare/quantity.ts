import type { JsonValue } from '../../json';

/** Suffixes of quantities, as powers of ten times a thousand, and of two (apimachinery, resource.Quantity). */
const SUFFIXES: Readonly<Record<string, bigint>> = {
  n: 1n,
  u: 1_000n,
  m: 1_000_000n,
  '': 10n ** 9n,
  k: 10n ** 12n,
  M: 10n ** 15n,
  G: 10n ** 18n,
  T: 10n ** 21n,
  P: 10n ** 24n,
  E: 10n ** 27n,
  Ki: 2n ** 10n * 10n ** 9n,
  Mi: 2n ** 20n * 10n ** 9n,
  Gi: 2n ** 30n * 10n ** 9n,
  Ti: 2n ** 40n * 10n ** 9n,
  Pi: 2n ** 50n * 10n ** 9n,
  Ei: 2n ** 60n * 10n ** 9n,
};

/**
 * True when two quantities are the same amount: the API server stores both in one spelling. `0.5` is `500m`.
 * What is not understood counts as different.
 */
export function sameQuantity(a: JsonValue, b: JsonValue): boolean {
  const [first, second] = [amount(a), amount(b)];
  return first !== undefined && first === second;
}

/** In billionths. */
function amount(value: JsonValue): bigint | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?([numkMGTPE]|[KMGTPE]i|)$/.exec(String(value));
  const unit = SUFFIXES[match?.[4] ?? ''];
  if (!match || unit === undefined || `${match[2]}${match[3] ?? ''}` === '') {
    return undefined;
  }
  const [, sign, whole = '', fraction = ''] = match;
  const digits = BigInt(`${whole}${fraction}`);
  const scale = 10n ** BigInt(fraction.length);
  if ((digits * unit) % scale !== 0n) {
    return undefined;
  }
  const billionths = (digits * unit) / scale;
  return sign === '-' ? -billionths : billionths;
}
