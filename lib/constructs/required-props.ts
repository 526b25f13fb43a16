import { InputError } from '../diagnostics/diagnostic';

/** Whether something can have props at all: not so a missing argument in plain JavaScript. */
function holdsProps(props: unknown): props is object {
  return typeof props === 'object' && props !== null && !Array.isArray(props);
}

/**
 * Plain JavaScript may leave the props out, where reading one would only say that `undefined` has none.
 *
 * @param construct name of the construct
 * @param needed the props that it cannot do without
 * @throws {InputError} when there are no props
 */
export function requireProps(props: unknown, construct: string, ...needed: readonly string[]): void {
  if (!holdsProps(props)) {
    throw new InputError([
      {
        severity: 'error',
        rule: 'no-props',
        problem: `${construct} was given no props`,
        remedy: `Give ${needed.join(' and ')}: new ${construct}(scope, id, { ${needed.map((name) => `${name}: ...`).join(', ')} })`,
      },
    ]);
  }
}
