import type { TemplateFunction } from '../eval/function';
import { Integer, type Method, Struct, type Value } from '../go/value';
import { type Constraint, parseConstraints, satisfies } from './semver-constraint';
import { parseVersion, type Version, versionText } from './semver-version';

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
