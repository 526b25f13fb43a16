/** One containerd the table runs on. */
export interface ContainerdVersion {
  readonly version: string;
  /** Go module it is built from, or the Debian package it is unpacked from. */
  readonly source:
    | { readonly kind: 'module'; readonly path: string }
    | { readonly kind: 'debian'; readonly package: string };
}

const V1 = 'github.com/containerd/containerd';
const V2 = 'github.com/containerd/containerd/v2';

/**
 * One patch of every minor that TKE nodes have been seen with or may come with.
 * 1.6 is Debian 12's; the others are the newest patch the Go module proxy served when this was written.
 */
export const CONTAINERD_VERSIONS: readonly ContainerdVersion[] = [
  { version: '1.6.20', source: { kind: 'debian', package: 'containerd' } },
  { version: '1.7.35', source: { kind: 'module', path: V1 } },
  { version: '2.0.14', source: { kind: 'module', path: V2 } },
  { version: '2.1.9', source: { kind: 'module', path: V2 } },
  { version: '2.2.9', source: { kind: 'module', path: V2 } },
  { version: '2.3.7', source: { kind: 'module', path: V2 } },
  { version: '2.4.2', source: { kind: 'module', path: V2 } },
];

/** In which containerd sets `config_path` by itself and refuses its CRI beside mirrors (containerd issue 12612). */
const WITH_CONFLICT: ContainerdVersion = { version: '2.2.1', source: { kind: 'module', path: V2 } };

/** A version of the table, or 2.2.1, which nodes are only upgraded to. */
export function containerdVersion(version: string): ContainerdVersion {
  const found = [...CONTAINERD_VERSIONS, WITH_CONFLICT].find((each) => each.version === version);
  if (found === undefined) {
    throw new Error(`containerd ${version} is not one of the versions of the table`);
  }
  return found;
}

/** The neighbours of a version in the table. */
export function neighbours(version: string): { before?: string; after?: string } {
  const at = CONTAINERD_VERSIONS.findIndex((each) => each.version === version);
  const [before, after] = [CONTAINERD_VERSIONS[at - 1]?.version, CONTAINERD_VERSIONS[at + 1]?.version];
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}

/** True from containerd 2.0 on. */
export function isSecondMajor(version: string): boolean {
  return version.startsWith('2.');
}
