import { GoError, OutsideProfile } from '../../go/errors';
import { quoteGo } from '../../go/quote';
import { Integer, type Method, Struct, type Value } from '../../go/value';
import type { TemplateFunction } from '../eval/function';

/** A version as Masterminds/semver v3 reads it: loosely, so `v1.2` is one. */
export interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  readonly prerelease: string;
  readonly metadata: string;
  readonly original: string;
}

const IDENTIFIERS = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
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

function comparePrereleases(a: string, b: string): number {
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

type Operator = '' | '=' | '!=' | '>' | '<' | '>=' | '=>' | '<=' | '=<' | '~' | '~>' | '^';

interface Constraint {
  readonly operator: Operator;
  readonly version: Version;
  /** Which parts were left out: `1` has no minor, `1.2` no patch. */
  readonly without: 'major' | 'minor' | 'patch' | 'nothing';
}

const PART = '[0-9|xX*]+';
const LOOSE = `v?(${PART})(\\.${PART})?(\\.${PART})?(?:-(${IDENTIFIERS}))?(?:\\+(${IDENTIFIERS}))?`;
const LOOSE_UNNAMED = `v?${PART}(?:\\.${PART})?(?:\\.${PART})?(?:-${IDENTIFIERS})?(?:\\+${IDENTIFIERS})?`;
const OPERATORS = '=||!=|>|<|>=|=>|<=|=<|~|~>|\\^';
const ONE = new RegExp(`^\\s*(${OPERATORS})\\s*${LOOSE}\\s*$`);
const EACH = new RegExp(`(?:${OPERATORS})\\s*${LOOSE_UNNAMED}`, 'g');
const VALID = new RegExp(
  `^(?:\\s*(?:${OPERATORS})\\s*${LOOSE_UNNAMED}\\s*)(?:(?:\\s+|,\\s*)(?:${OPERATORS})\\s*${LOOSE_UNNAMED}\\s*)*$`,
);

/** Constraints joined by `||`, each a list of which all must hold. */
export function parseConstraints(text: string): Constraint[][] {
  if (text.length > 512) {
    throw new GoError('constraint string is too long (max 512 bytes)');
  }
  if (/\s-\s/.test(text)) {
    throw new OutsideProfile(`the hyphen range in the version constraint ${quoteGo(text)}`);
  }
  const groups = text.split('||');
  if (groups.length > 32) {
    throw new GoError('too many constraint groups (max 32)');
  }
  return groups.map((group) => {
    if (!VALID.test(group)) {
      throw new GoError(`improper constraint: ${quoteGo(group)}`);
    }
    return (group.match(EACH) ?? [group]).map(parseConstraint);
  });
}

function parseConstraint(text: string): Constraint {
  const [, operator = '', major = '', minor = '', patch = '', prerelease = ''] = ONE.exec(text) ?? [];
  if (major === '') {
    throw new GoError(`improper constraint: ${quoteGo(text)}`);
  }
  const without = isAny(major)
    ? 'major'
    : isAny(minor.slice(1))
      ? 'minor'
      : isAny(patch.slice(1))
        ? 'patch'
        : 'nothing';
  const tail = prerelease && `-${prerelease}`;
  const known = {
    major: '0.0.0',
    minor: `${major}.0.0`,
    patch: `${major}${minor}.0`,
    nothing: `${major}${minor}${patch}`,
  };
  try {
    return { operator: operator as Operator, version: parseVersion(known[without] + tail), without };
  } catch (error) {
    throw error instanceof GoError ? new GoError('constraint parser error') : error;
  }
}

function isAny(part: string): boolean {
  return part === '' || part === 'x' || part === 'X' || part === '*';
}

/** A pre-release is only looked at by a group of constraints that names one itself. */
export function satisfies(version: Version, groups: readonly (readonly Constraint[])[]): boolean {
  return groups.some((group) => {
    const looks =
      version.prerelease === '' || group.some((constraint) => constraint.version.prerelease !== '');
    return looks && group.every((constraint) => holds(version, constraint));
  });
}

function holds(version: Version, constraint: Constraint): boolean {
  const order = compareVersions(version, constraint.version);
  switch (constraint.operator) {
    case '':
    case '=':
      return constraint.without === 'nothing' ? order === 0 : isClose(version, constraint, order);
    case '!=':
      return differs(version, constraint, order);
    case '>':
      return isAbove(version, constraint, order);
    case '<':
      return order < 0;
    case '>=':
    case '=>':
      return order >= 0;
    case '<=':
    case '=<':
      return isAtMost(version, constraint, order);
    case '~':
    case '~>':
      return isClose(version, constraint, order);
    case '^':
      return isCompatible(version, constraint, order);
  }
}

function differs(version: Version, { version: other, without }: Constraint, order: number): boolean {
  if (without === 'nothing') {
    return order !== 0;
  }
  if (version.major !== other.major) {
    return true;
  }
  if (without === 'minor') {
    return false;
  }
  if (version.minor !== other.minor) {
    return true;
  }
  if (without === 'patch') {
    return comparePrereleases(version.prerelease, other.prerelease) !== 0;
  }
  return version.patch !== other.patch || order !== 0;
}

function isAbove(version: Version, { version: other, without }: Constraint, order: number): boolean {
  if (without === 'nothing' || without === 'major') {
    if (without === 'nothing' || version.major === other.major) {
      return order > 0;
    }
  }
  if (version.major !== other.major) {
    return version.major > other.major;
  }
  return without === 'patch' && version.minor > other.minor;
}

function isAtMost(version: Version, { version: other, without }: Constraint, order: number): boolean {
  if (without === 'nothing') {
    return order <= 0;
  }
  if (version.major !== other.major) {
    return version.major < other.major;
  }
  return without === 'minor' || version.minor <= other.minor;
}

function isClose(version: Version, { version: other, without }: Constraint, order: number): boolean {
  if (order < 0) {
    return false;
  }
  const isZero = other.major === 0n && other.minor === 0n && other.patch === 0n;
  if (isZero && without !== 'minor' && without !== 'patch') {
    return true;
  }
  return version.major === other.major && (without === 'minor' || version.minor === other.minor);
}

function isCompatible(version: Version, { version: other, without }: Constraint, order: number): boolean {
  if (order < 0) {
    return false;
  }
  if (other.major > 0n || without === 'minor') {
    return version.major === other.major;
  }
  if (version.major > 0n) {
    return false;
  }
  if (other.minor > 0n || without === 'patch') {
    return version.minor === other.minor;
  }
  return version.minor === 0n && version.patch === other.patch;
}

const versions = new Map<string, Version>();
const constraints = new Map<string, Constraint[][]>();

/** Charts ask about the same few versions and constraints over and over. */
function remembered<T>(memory: Map<string, T>, text: string, parse: (text: string) => T): T {
  let known = memory.get(text);
  if (known === undefined) {
    known = parse(text);
    if (memory.size < 1000) {
      memory.set(text, known);
    }
  }
  return known;
}

function getter(read: () => Value): Method {
  return { parameters: 0, call: read };
}

function versionStruct(version: Version): Struct {
  const whole = (value: bigint) => getter(() => new Integer('uint64', value));
  return new Struct(
    '*semver.Version',
    'ptr',
    new Map(),
    new Map([
      ['Major', whole(version.major)],
      ['Minor', whole(version.minor)],
      ['Patch', whole(version.patch)],
      ['Prerelease', getter(() => version.prerelease)],
      ['Metadata', getter(() => version.metadata)],
      ['Original', getter(() => version.original)],
      ['String', getter(() => versionText(version))],
    ]),
    () => versionText(version),
  );
}

export const SEMVER_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  semver: {
    parameters: ['string'],
    call: (_, text: string) => versionStruct(remembered(versions, text, parseVersion)),
  },
  semverCompare: {
    parameters: ['string', 'string'],
    call: (_, constraint: string, version: string) => {
      const groups = remembered(constraints, constraint, parseConstraints);
      return satisfies(remembered(versions, version, parseVersion), groups);
    },
  },
};
