import type { JsonValue } from '../json';

/** One document of a release, in the order Helm prints them. */
export interface ManifestDocument {
  /** The template it came from, for example `mychart/templates/configmap.yaml`. */
  readonly path: string;
  /** As Helm prints it, in bytes. */
  readonly content: string;
  readonly kind: string;
  /** What the API server would read; null for a document of comments only. Frozen: other renders share it. */
  readonly value: JsonValue;
  readonly isHook: boolean;
}
