import { createHash } from 'node:crypto';
import type { ManifestDigest } from '../cluster/manifest-files';
import type { Diagnostic } from '../diagnostics/diagnostic';
import type { FileSpec } from '../layout/layout';
import type { FleetMember } from '../rules/across/fleet-member';

/** What is known of a cluster besides its files: all that its share in the checks of the fleet needs. */
export interface ClusterFacts {
  readonly name: string;
  readonly ring?: number;
  /** Warnings only. */
  readonly warnings: readonly Diagnostic[];
  /** The file that has the list of acknowledgements that counts for it. */
  readonly acknowledgedIn: string;
  readonly member: FleetMember;
}

/** What a synth made of a cluster, and of what: while neither changes, it need not be made again. */
export interface Proof extends ClusterFacts {
  /** SHA-256 of the cluster's own file. */
  readonly own: string;
  /** The groups that the file names: with them the layers are known without reading YAML. */
  readonly groups: readonly string[];
  /** SHA-256 of all that decides what is made of the cluster. */
  readonly inputs: string;
  /** What lay at the paths of `manifests:`. */
  readonly manifests?: readonly ManifestDigest[];
  /** Digest of the cluster's files, see `OutputDigest`. */
  readonly output: string;
  /** How the disk described the files; '' where the digest has to be looked at. */
  readonly stamp: string;
}

export function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    hash.update(part);
  }
  return hash.digest('base64');
}

/** The digest of a cluster's files, in the order of their paths. */
export function outputDigest(files: readonly FileSpec[]): string {
  const hash = createHash('sha256');
  for (const { path, content } of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    hash.update(`${path}\0${Buffer.byteLength(content)}\0`).update(content);
  }
  return hash.digest('base64');
}
