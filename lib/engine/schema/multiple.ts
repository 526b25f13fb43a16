/** Whether a number is a whole multiple of another, both taken for the decimals that they are written as. */
export function isMultiple(number: number, factor: number): boolean {
  const a = decimal(number);
  const b = decimal(factor);
  const scale = Math.max(a.places, b.places);
  return (a.digits * 10n ** BigInt(scale - a.places)) % (b.digits * 10n ** BigInt(scale - b.places)) === 0n;
}

function decimal(number: number): { readonly digits: bigint; readonly places: number } {
  const [mantissa = '0', power = '0'] = number.toExponential().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const places = fraction.length - Number(power);
  const digits = BigInt(whole + fraction);
  return places < 0 ? { digits: digits * 10n ** BigInt(-places), places: 0 } : { digits, places };
}
