/** A block of IPv4 addresses. */
export interface Cidr {
  readonly first: number;
  readonly size: number;
  /** False when bits are set beyond the prefix, as in 10.0.0.1/8. */
  readonly canonical: boolean;
}

/** @returns undefined for what is not `a.b.c.d/prefix` */
export function parseCidr(text: string): Cidr | undefined {
  const [address = '', prefix = ''] = text.split('/');
  const value = parseAddress(address);
  if (value === undefined || !/^\d{1,2}$/.test(prefix) || Number(prefix) > 32) {
    return undefined;
  }
  const size = 2 ** (32 - Number(prefix));
  return { first: value - (value % size), size, canonical: value % size === 0 };
}

/** @returns the address as a number, undefined for what is no IPv4 address */
export function parseAddress(text: string): number | undefined {
  const bytes = text.split('.').map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : 256));
  return bytes.length === 4 && bytes.every((byte) => byte < 256)
    ? bytes.reduce((sum, byte) => sum * 256 + byte, 0)
    : undefined;
}

/** The number as people write the address. */
export function addressText(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

function overlap(one: Cidr, other: Cidr): boolean {
  return one.first < other.first + other.size && other.first < one.first + one.size;
}

/** Whether `outer` holds all of `inner`. */
export function covers(outer: Cidr, inner: Cidr): boolean {
  return outer.first <= inner.first && inner.first + inner.size <= outer.first + outer.size;
}

/** Whether the blocks together hold all of `inner`. */
export function coverTogether(blocks: readonly Cidr[], inner: Cidr): boolean {
  const end = inner.first + inner.size;
  let covered = inner.first;
  for (const { first, size } of [...blocks].sort((one, other) => one.first - other.first)) {
    if (first <= covered) {
      covered = Math.max(covered, first + size);
    }
  }
  return covered >= end;
}

/** Whether two CIDRs, as they are written, have an address in common; what is no CIDR has none. */
export function overlaps(one: string, other: string): boolean {
  const [left, right] = [parseCidr(one), parseCidr(other)];
  return left !== undefined && right !== undefined && overlap(left, right);
}
