import type { ManifestDigest } from '../cluster/manifest-files';
import type { Diagnostic } from '../diagnostics/diagnostic';
import type { StagedFile } from '../publish/staging';
import type { ClusterFacts } from './proof';

/** What became of one cluster. Plain data: it may come from another thread. */
export interface JobResult {
  readonly file: string;
  readonly groups: readonly string[];
  /** What the layers that clusters share have wrong. */
  readonly ofLayers: readonly Diagnostic[];
  /** What its file has wrong, or not well. */
  readonly ofFile: readonly Diagnostic[];
  /** What is wrong, or not well, with what is made of it. */
  readonly ofObjects: readonly Diagnostic[];
  /** What is wrong, or not well, with the way from what is published to what is made of it: of this synth only. */
  readonly ofTransitions?: readonly Diagnostic[];
  /** The name under which the cluster is published, where it is another one. */
  readonly former?: string;
  /** Absent where its file is not well-formed. */
  readonly facts?: Omit<ClusterFacts, 'warnings'>;
  /** What lay at the paths of `manifests:`; absent where there are none, or nothing was rendered. */
  readonly manifests?: readonly ManifestDigest[];
  /** Absent where nothing was rendered, or what was is refused. */
  readonly output?: { readonly staged: readonly StagedFile[]; readonly digest: string };
}

/** Whether the file is refused: then nothing is published, and nothing more needs to be rendered. */
export function isFileRefused({ ofFile }: JobResult): boolean {
  return ofFile.some(({ severity }) => severity === 'error');
}
