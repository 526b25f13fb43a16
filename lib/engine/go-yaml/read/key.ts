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
      return floatKey(value);
  }
  throw new YamlSyntaxError(`unsupported map key: ${String(value)}`, 0);
}

/** Floats lose what a 32-bit float cannot hold. */
function floatKey(value: number): string {
  if (!Number.isFinite(value)) {
    return Number.isNaN(value) ? '.nan' : value > 0 ? '.inf' : '-.inf';
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
