import type { JsonValue } from '../json';

const SUFFIXES: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
const QUANTITY = /^([-+]?(?:\d+\.?\d*|\.\d+))(?:([KMGTPE]i|[numkMGTPE])|[eE]([-+]?\d+))?$/;

export function isQuantity(text: string): boolean {
  return QUANTITY.test(text);
}

/** How much a quantity of Kubernetes is; undefined for what is none. */
export function quantityOf(value: JsonValue | undefined): number | undefined {
  const [, number, suffix, exponent = '0'] = QUANTITY.exec(String(value ?? '')) ?? [];
  return number === undefined
    ? undefined
    : Number(number) * (suffix === undefined ? 10 ** Number(exponent) : (SUFFIXES[suffix] ?? 1));
}
