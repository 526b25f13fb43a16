import type { TSchema } from '@sinclair/typebox';
import Ajv, { type Options } from 'ajv';
import { ClusterDefinition } from './definition';
import { DefaultsDefinition, GroupDefinition } from './layer-definition';

/** The files whose form is checked: that of a cluster with its layers laid below it, `_defaults.yaml`, and a group. */
export type FormName = 'cluster' | 'defaults' | 'group';

interface Form {
  readonly schema: TSchema;
  /** Whether the check fills in the defaults of fields that are absent. */
  readonly useDefaults: boolean;
}

/** What each of them has to look like. */
export const FORMS: Readonly<Record<FormName, Form>> = {
  cluster: { schema: ClusterDefinition, useDefaults: true },
  defaults: { schema: DefaultsDefinition, useDefaults: false },
  group: { schema: GroupDefinition, useDefaults: false },
};

/** Ajv as it checks a form; the same whether it compiles the schema now or when this package is built. */
export function ajvFor(form: Form, code: Options['code'] = {}): Ajv {
  return new Ajv({
    allErrors: true,
    verbose: true,
    useDefaults: form.useDefaults,
    // The definitions are known to be schemas: a test holds them against the meta-schema, which takes longer than all clusters.
    meta: false,
    validateSchema: false,
    code,
  });
}
