import type { Diagnostic } from '../diagnostics/diagnostic';
import { checkObjects, type ObjectsCheck } from '../manifests/check-objects';
import type { Causes } from './causes';

/** The value without which a chart would not refuse. */
export function causeOfRefusal(refusal: Diagnostic, causes: Causes): readonly string[] | undefined {
  return causes.causeOf(
    (outcome) => outcome.refusal?.diagnostics.some(({ problem }) => problem === refusal.problem) ?? false,
  );
}

/** The value without which a rendered object would not have a problem. */
export function causeOfProblem(
  { rule, field }: Diagnostic,
  causes: Causes,
  check: ObjectsCheck,
): readonly string[] | undefined {
  return causes.causeOf(
    ({ objects }) =>
      !objects || checkObjects(objects, check).some((other) => other.rule === rule && other.field === field),
  );
}
