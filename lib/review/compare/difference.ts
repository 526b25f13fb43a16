import type { JsonValue } from '../../json';
import type { ChangeKind } from '../change';
import type { Shape } from './api-shape';

/** A difference, before it is known of which object. */
export interface Difference {
  readonly path: readonly string[];
  readonly kind: ChangeKind;
  readonly before?: JsonValue;
  readonly after?: JsonValue;
}

/** What compares values and collects their differences. */
export interface Compares {
  /** How many steps the path of a pod template has, where the object has one. */
  readonly templateDepth?: number | undefined;
  add(difference: Difference): void;
  values(
    before: JsonValue | undefined,
    after: JsonValue | undefined,
    shape: Shape,
    path: readonly string[],
  ): void;
}
