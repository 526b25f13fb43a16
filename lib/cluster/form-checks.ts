import type { ValidateFunction } from 'ajv';
import { ajvFor, FORMS, type FormName } from './forms';

const checks = new Map<FormName, ValidateFunction>();

/**
 * The check of a form, compiled when it is first asked for. The build replaces this module by one with compiled checks
 * (`scripts/form-checks-code.ts`), so that the package loads neither the definitions nor Ajv.
 */
export function formCheck(name: FormName): ValidateFunction {
  const form = FORMS[name];
  const check = checks.get(name) ?? ajvFor(form).compile(form.schema);
  checks.set(name, check);
  return check;
}
