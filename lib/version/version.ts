/** The leading numbers of a version: `v3.8.3-rc.0`, `6.6.117-45.1.oc9`, `1.32`. */
export type VersionNumbers = readonly [major: number, minor: number, patch: number];

/** @returns undefined when the text does not begin with a version; a missing patch is 0 */
export function versionNumbers(text: string): VersionNumbers | undefined {
  const [, major, minor, patch = '0'] = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text) ?? [];
  return major === undefined || minor === undefined
    ? undefined
    : [Number(major), Number(minor), Number(patch)];
}

/** Negative when `one` is the older version, 0 when their numbers are the same. Pre-releases do not count. */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [versionNumbers(one) ?? [0, 0, 0], versionNumbers(other) ?? [0, 0, 0]];
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

/** True when a version is `lowest` or newer; false when it cannot be read. */
export function atLeast(version: string, lowest: string): boolean {
  return versionNumbers(version) !== undefined && compareVersions(version, lowest) >= 0;
}

/** The second number: 32 of `1.32.2`; NaN when the version cannot be read. */
export function minorNumber(version: string): number {
  return versionNumbers(version)?.[1] ?? Number.NaN;
}

/** `1.32` of `v1.32.2`. */
export function minorVersion(version: string): string {
  const [major, minor] = versionNumbers(version) ?? [Number.NaN, Number.NaN];
  return `${major}.${minor}`;
}
