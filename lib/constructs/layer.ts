import type { OwnObject } from '../cluster/own-manifests';
import type { JsonObject } from '../json';
import type { NodePoolFile } from '../node-init/node-pool-files';
import type { ArgoLayer } from './argo-applications';

/** What is applied together to one cluster: the same value from the constructs to the disk. */
export interface Layer {
  /** Directory of the layer below `dist/`, for example `gz-prod/cilium`. */
  readonly directory: string;
  /** What the layer comes from, for the first line of every file, for example `clusters/gz-prod.yaml`. */
  readonly origin: string;
  readonly objects: readonly JsonObject[];
  /**
   * The same objects, where a user wrote them, with their places.
   * @default - this tool made them
   */
  readonly own?: readonly OwnObject[];
  /**
   * Files that hold no objects, such as the user data of a node pool.
   * @default - none
   */
  readonly files?: readonly NodePoolFile[];
  /**
   * The manifests hold some fields only, of objects that somebody else owns.
   * @default false
   */
  readonly partial?: boolean;
  /**
   * How Argo CD applies the layer.
   * @default - no Application points at it: it is applied by hand
   */
  readonly argo?: ArgoLayer;
}
