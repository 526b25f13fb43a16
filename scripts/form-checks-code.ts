import standaloneCode from 'ajv/dist/standalone';
import { ajvFor, FORMS, type FormName } from '../lib/cluster/forms';

/** The check of one form as a CommonJS module that needs no schema compiler. */
export function formCheckCode(name: FormName): string {
  const form = FORMS[name];
  const ajv = ajvFor(form, { source: true });
  return standaloneCode(ajv, ajv.compile(form.schema));
}

/** The module that replaces `lib/cluster/form-checks.ts` in the package: each check is evaluated when it is first asked for. */
export function formChecksCode(): string {
  const checks = (Object.keys(FORMS) as FormName[]).map(
    (name) => `  ${name}: (module) => {\n${formCheckCode(name)}\n  return module.exports;\n  },`,
  );
  return `"use strict";
const forms = {
${checks.join('\n')}
};
const checks = {};
exports.formCheck = (name) => (checks[name] ??= forms[name]({}));
`;
}
