import type { ReadManifestFiles } from '../../cluster/manifest-files';
import type { JsonObject } from '../../json';
import type { Entries } from '../transitions/acknowledged';

/** One cluster as its file says it, defaults filled in, in one of the two states that are compared. */
export interface ClusterInput {
  /** Path of its own file, as a person would name it. */
  readonly file: string;
  readonly cluster: JsonObject;
  readonly acknowledged: Entries;
  /** The ring in which changes reach it. */
  readonly ring?: number;
  /** Where a field is set, for example `clusters/gz.yaml:14`. */
  readonly place: (path: readonly string[]) => string;
  /** What lay in this state at a path that the file has under `manifests`. */
  readonly manifests: (path: string) => ReturnType<ReadManifestFiles>;
}
