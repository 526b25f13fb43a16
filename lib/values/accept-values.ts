import type { CiliumValues } from '../../imports/cilium';
import { type Diagnostic, InputError } from '../diagnostics/diagnostic';
import { isObject, type JsonObject } from '../json';
import { checkValues } from './check-values';

/** What a program sets, judged as what a cluster file sets is. */
export interface AcceptedValues {
  readonly version: string;
  readonly values: CiliumValues;
  readonly beneath: JsonObject;
  readonly undeclared?: readonly string[];
}

/**
 * Chart values that come from code: the types catch most mistakes, this the rest (a cast, plain JavaScript, a key of
 * another version).
 *
 * @returns the values, as JSON
 * @throws {InputError} with every error; warnings are for those who call {@link checkValues} themselves
 */
export function acceptValues({ values, ...rest }: AcceptedValues): JsonObject {
  const json = withoutUndefined(values as unknown as JsonObject);
  const errors = checkValues({ ...rest, values: json })
    .filter(({ severity }) => severity !== 'warning')
    .map(
      ({ path, ...finding }): Diagnostic => ({
        ...finding,
        severity: 'error',
        field: `values.${path.join('.')}`,
      }),
    );
  if (errors.length > 0) {
    throw new InputError(errors);
  }
  return json;
}

/** In TypeScript a field that is `undefined` is one that was left out, as it is in JSON. */
function withoutUndefined(map: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(map)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, isObject(value) ? withoutUndefined(value) : value]),
  );
}
