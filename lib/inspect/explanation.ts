import type { SourcePosition } from '../cluster/layered-settings';
import type { JsonValue } from '../json';

/** What is explained: a field of the cluster file, a chart value, or a key of the ConfigMap cilium-config. */
export type ExplainedKind = 'field' | 'value' | 'config';

/** Where a value is from. */
export type SetBy =
  | { readonly by: 'file'; readonly at: SourcePosition }
  /** This tool, and why; `field` is the field of the cluster file that decides it. */
  | {
      readonly by: 'tool';
      readonly why: string;
      readonly source: string;
      readonly field?: string;
      readonly at?: SourcePosition;
    }
  /** The default of the chart, or of the cluster file. */
  | { readonly by: 'default'; readonly of: 'chart' | 'cluster file' }
  /** The template of the chart, from chart values. */
  | { readonly by: 'template'; readonly values: readonly string[] };

/** A value that another one took the place of. */
export interface Overridden {
  readonly value: JsonValue;
  readonly set: SetBy;
}

/** One key of a cluster: its value, who set it, and what that took the place of. */
export interface Explanation {
  readonly kind: ExplainedKind;
  readonly key: string;
  /** Undefined where the key is deleted. */
  readonly value: JsonValue | undefined;
  readonly set: SetBy;
  /** The nearest first. */
  readonly overrode: readonly Overridden[];
  /** Set where one layer's list took the place of another's: lists are not joined. */
  readonly replacedList?: boolean;
  readonly description?: string;
  /** Explanations of the chart values that a key of cilium-config is made from. */
  readonly from?: readonly Explanation[];
}
