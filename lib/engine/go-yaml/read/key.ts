import { formatFloat } from '../../go/format-number';
import type { Scalar } from './resolve';
import { YamlSyntaxError } from './syntax-error';

/** A key as sigs.k8s.io/yaml turns it into the key of a JSON object. */
export function keyText(value: Scalar): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
      return String(value);
    case 'bigint':
      if (value < 2n ** 63n) {
        return String(value);
      }
      break;
    case 'number':
      return Number.isFinite(value) ? floatText(value) : (NOT_FINITE[formatFloat(value)] ?? '');
  }
  throw new YamlSyntaxError(`unsupported map key: ${String(value)}`, 0);
}

/** What is no number is written as YAML writes it. */
const NOT_FINITE: Readonly<Record<string, string>> = { NaN: '.nan', '+Inf': '.inf', '-Inf': '-.inf' };

/** A float where JSON wants a text: it loses what a 32-bit float cannot hold. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) {
    return formatFloat(value);
  }
  const single = Math.fround(value);
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(single.toPrecision(digits));
    if (Math.fround(short) === single) {
      return formatFloat(short);
    }
  }
  return formatFloat(single);
}
