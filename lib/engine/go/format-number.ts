/** The digits and the decimal exponent of a float: 123.4 is `1234` and 3, as in 0.1234e3. */
function decimal(value: number): { digits: string; exponent: number } {
  const [mantissa = '', power = '0'] = Math.abs(value).toExponential().split('e');
  return { digits: mantissa.replace('.', ''), exponent: Number(power) + 1 };
}

/** strconv.FormatFloat(value, 'g', -1, 64): the shortest digits that read back, scientific below 1e-4 and from 1e6. */
export function formatFloat(value: number): string {
  if (!Number.isFinite(value)) {
    return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  }
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (value === 0) {
    return `${sign}0`;
  }
  const { digits, exponent } = decimal(value);
  const power = exponent - 1;
  if (power < -4 || power >= 6) {
    const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
    return `${sign}${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  }
  return sign + plain(digits, exponent);
}

/** A float as encoding/json writes it: scientific below 1e-6 and from 1e21, the exponent not padded. */
export function formatJsonFloat(value: number): string {
  if (value === 0) {
    return Object.is(value, -0) ? '-0' : '0';
  }
  const size = Math.abs(value);
  if (size < 1e-6 || size >= 1e21) {
    return value.toExponential();
  }
  const { digits, exponent } = decimal(value);
  return (value < 0 ? '-' : '') + plain(digits, exponent);
}

function plain(digits: string, exponent: number): string {
  if (exponent <= 0) {
    return `0.${'0'.repeat(-exponent)}${digits}`;
  }
  return exponent >= digits.length
    ? digits + '0'.repeat(exponent - digits.length)
    : `${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}
