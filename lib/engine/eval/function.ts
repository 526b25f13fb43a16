import type { ParameterType, Value } from '../go/value';
import type { Run } from './frame';

/** A function that templates call by name. */
export interface TemplateFunction {
  readonly parameters: readonly ParameterType[];
  /** The type of any further arguments; without it there may be none. */
  readonly rest?: ParameterType;
  /**
   * @throws {GoError} where the Go function returns an error or panics
   * @throws {OutsideProfile} where this engine does not know Go's answer
   */
  // biome-ignore lint/suspicious/noExplicitAny: the arguments have been checked against `parameters`
  readonly call: (run: Run, ...given: any[]) => Value;
}

export type FunctionTable = ReadonlyMap<string, TemplateFunction>;
