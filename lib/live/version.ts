/** Compares the leading numbers of a version: `v3.8.3-rc.0`, `6.6.117-45.1.oc9`. */
export function atLeast(version: string, lowest: readonly number[]): boolean {
  const numbers = (/^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(version) ?? [])
    .slice(1)
    .map((part) => Number(part ?? 0));
  if (numbers.length === 0) {
    return false;
  }
  const differing = lowest.findIndex((part, index) => numbers[index] !== part);
  return differing === -1 || (numbers[differing] ?? 0) > (lowest[differing] ?? 0);
}

/** `1.32` of `1.32.2`. */
export function minor(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}
