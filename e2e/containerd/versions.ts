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
];

/** True from containerd 2.0 on. */
export function isSecondMajor(version: string): boolean {
  return version.startsWith('2.');
}
