import type { Regexp } from '../go/regexp';
import type { Value } from '../go/value';

/** The JSON types in the order in which santhosh-tekuri/jsonschema names them. */
export const TYPES = ['null', 'boolean', 'number', 'integer', 'string', 'array', 'object'] as const;
export type JsonType = (typeof TYPES)[number];

/** A bit for each, because values are checked against types thousands of times a render. */
export const BIT: Readonly<Record<JsonType, number>> = {
  null: 1,
  boolean: 2,
  number: 4,
  integer: 8,
  string: 16,
  array: 32,
  object: 64,
};

/** The way to a schema in its document, from the inside out. */
export interface Pointer {
  readonly above: Pointer | undefined;
  readonly name: string;
}

/** What `enum` or `const` allows, and where it is in the schema: its numbers are shown as they are written there. */
export interface Allowed {
  readonly values: readonly Value[];
  readonly pointer: readonly string[];
}

/** A schema ready to check values with; parts that are absent are not asked for. */
export interface Schema {
  /** True for one that asks for types and nothing else, as most do. */
  isTypeOnly: boolean;
  /** True or false for a schema that is just that. */
  always?: boolean;
  types?: { readonly names: readonly JsonType[]; readonly bits: number };
  constant?: Allowed;
  enum?: Allowed;
  ref?: Schema;
  /** Before 2019, what is beside a `$ref` does not count. */
  isOnlyRef?: boolean;
  minProperties?: number;
  maxProperties?: number;
  required?: readonly string[];
  properties?: ReadonlyMap<string, Schema>;
  patternProperties?: readonly (readonly [Regexp, Schema])[];
  additionalProperties?: Schema | false;
  propertyNames?: Schema;
  dependentRequired?: readonly (readonly [string, readonly string[]])[];
  dependentSchemas?: readonly (readonly [string, Schema])[];
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  /** For the first items, one each. */
  prefixItems?: readonly Schema[];
  /** For all other items. */
  items?: Schema;
  minLength?: number;
  maxLength?: number;
  pattern?: { readonly text: string; readonly regexp: Regexp };
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  not?: Schema;
  allOf?: readonly Schema[];
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  if?: Schema;
  then?: Schema;
  else?: Schema;
}
