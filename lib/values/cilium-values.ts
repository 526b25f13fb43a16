/** Anything that YAML can say. */
export type FreeValue = null | boolean | number | string | readonly FreeValue[] | CiliumValues;

/**
 * Values of any version of the Cilium chart. The keys are checked at run time; `npx tke-cilium types` writes a type with
 * the keys, types and descriptions of the locked versions, which can be used in place of this one.
 */
export interface CiliumValues {
  readonly [key: string]: FreeValue | undefined;
}
