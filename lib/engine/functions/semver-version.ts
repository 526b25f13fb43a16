import { GoError } from '../go/errors';
import { quoteGo } from '../go/quote';

/** A version as Masterminds/semver v3 reads it: loosely, so `v1.2` is one. */
export interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  readonly prerelease: string;
  readonly metadata: string;
  readonly original: string;
}

/** What a pre-release and metadata are written with. */
export const IDENTIFIERS = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
const VERSION = new RegExp(
  `^v?([0-9]+)(?:\\.([0-9]+))?(?:\\.([0-9]+))?(?:-(${IDENTIFIERS}))?(?:\\+(${IDENTIFIERS}))?$`,
);
const MAX_UINT64 = 2n ** 64n - 1n;

export function parseVersion(text: string): Version {
  if (text.length > 256) {
    throw new GoError('version string is too long (max 256 bytes)');
  }
  const match = VERSION.exec(text);
  if (!match) {
    throw new GoError('invalid semantic version');
  }
  const [, major = '', minor = '0', patch = '0', prerelease = '', metadata = ''] = match;
  if (prerelease.split('.').some((part) => /^0[0-9]+$/.test(part))) {
    throw new GoError('version segment starts with 0');
  }
  const numbers = [major, minor, patch].map(BigInt);
  const tooLarge = numbers.find((number) => number > MAX_UINT64);
  if (tooLarge !== undefined) {
    throw new GoError(
      `error parsing version segment: strconv.ParseUint: parsing ${quoteGo(String(tooLarge))}: value out of range`,
    );
  }
  const [a = 0n, b = 0n, c = 0n] = numbers;
  return { major: a, minor: b, patch: c, prerelease, metadata, original: text };
}

export function versionText({ major, minor, patch, prerelease, metadata }: Version): string {
  return `${major}.${minor}.${patch}${prerelease && `-${prerelease}`}${metadata && `+${metadata}`}`;
}

/** Negative when `a` comes before `b`. A pre-release comes before its release; metadata does not count. */
export function compareVersions(a: Version, b: Version): number {
  for (const part of ['major', 'minor', 'patch'] as const) {
    if (a[part] !== b[part]) {
      return a[part] < b[part] ? -1 : 1;
    }
  }
  if (a.prerelease === b.prerelease) {
    return 0;
  }
  if (a.prerelease === '' || b.prerelease === '') {
    return a.prerelease === '' ? 1 : -1;
  }
  return comparePrereleases(a.prerelease, b.prerelease);
}

export function comparePrereleases(a: string, b: string): number {
  const left = a.split('.');
  const right = b.split('.');
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const order = comparePart(left[index] ?? '', right[index] ?? '');
    if (order !== 0) {
      return order;
    }
  }
  return 0;
}

/** Numbers by value and before words, words by byte, more parts after fewer. */
function comparePart(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  if (a === '' || b === '') {
    return a === '' ? -1 : 1;
  }
  const numberA = partNumber(a);
  const numberB = partNumber(b);
  if (numberA !== undefined && numberB !== undefined) {
    return numberA > numberB ? 1 : -1;
  }
  if (numberA !== undefined || numberB !== undefined) {
    return numberA !== undefined ? -1 : 1;
  }
  return a > b ? 1 : -1;
}

function partNumber(part: string): bigint | undefined {
  const number = /^[0-9]+$/.test(part) ? BigInt(part) : undefined;
  return number !== undefined && number <= MAX_UINT64 ? number : undefined;
}
