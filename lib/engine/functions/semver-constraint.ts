import { GoError, OutsideProfile } from '../go/errors';
import { quoteGo } from '../go/quote';
import {
  comparePrereleases,
  compareVersions,
  IDENTIFIERS,
  parseVersion,
  type Version,
} from './semver-version';

type Operator = '' | '=' | '!=' | '>' | '<' | '>=' | '=>' | '<=' | '=<' | '~' | '~>' | '^';

export interface Constraint {
  readonly operator: Operator;
  readonly version: Version;
  /** Which parts were left out: `1` has no minor, `1.2` no patch. */
  readonly without: 'major' | 'minor' | 'patch' | 'nothing';
}

const PART = '[0-9|xX*]+';
const LOOSE = `v?(${PART})(\\.${PART})?(\\.${PART})?(?:-(${IDENTIFIERS}))?(?:\\+(${IDENTIFIERS}))?`;
const LOOSE_UNNAMED = `v?${PART}(?:\\.${PART})?(?:\\.${PART})?(?:-${IDENTIFIERS})?(?:\\+${IDENTIFIERS})?`;
const OPERATORS = '=||!=|>|<|>=|=>|<=|=<|~|~>|\\^';
/** Go's `\s`; JavaScript's is more. */
const SPACE = '[\\t\\n\\f\\r ]';
const ONE = new RegExp(`^${SPACE}*(${OPERATORS})${SPACE}*${LOOSE}${SPACE}*$`);
const EACH = new RegExp(`(?:${OPERATORS})${SPACE}*${LOOSE_UNNAMED}`, 'g');
const VALID = new RegExp(
  `^(?:${SPACE}*(?:${OPERATORS})${SPACE}*${LOOSE_UNNAMED}${SPACE}*)(?:(?:${SPACE}+|,${SPACE}*)(?:${OPERATORS})${SPACE}*${LOOSE_UNNAMED}${SPACE}*)*$`,
);

const HYPHEN = new RegExp(`${SPACE}-${SPACE}`);

/** Constraints joined by `||`, each a list of which all must hold. */
export function parseConstraints(text: string): Constraint[][] {
  if (text.length > 512) {
    throw new GoError('constraint string is too long (max 512 bytes)');
  }
  if (HYPHEN.test(text)) {
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
