import { CILIUM_MINORS, readImport } from '../imports-directory';
import { type ApiTypes, type ApiTypesChange, NO_TYPES, withChange } from './type-expression';

/** The oldest and the newest minor version of Kubernetes 1 whose types are kept. */
export const OLDEST_MINOR = 30;
export const NEWEST_MINOR = 36;

const ready = new Map<number, ApiTypes>();
let custom: ApiTypes | undefined;

/**
 * The built-in types of Kubernetes 1.`minor`. The oldest version is kept whole, each later one as what it changes,
 * so that a diff of imports/ reads as the change of the API. Read once a process.
 *
 * @returns undefined for a version whose types are not kept
 */
export function builtInTypes(minor: number): ApiTypes | undefined {
  if (!Number.isInteger(minor) || minor < OLDEST_MINOR || minor > NEWEST_MINOR) {
    return undefined;
  }
  const below = minor === OLDEST_MINOR ? NO_TYPES : builtInTypes(minor - 1);
  const types =
    ready.get(minor) ??
    withChange(below ?? NO_TYPES, readImport<ApiTypesChange>(`kubernetes-1.${minor}.json`));
  ready.set(minor, types);
  return types;
}

/** The custom resources whose CRDs are kept: those of Argo CD, and what the chart can be asked for. */
export function customTypes(): ApiTypes {
  custom ??= withChange(NO_TYPES, readImport<ApiTypesChange>('custom-resources.json'));
  return custom;
}

const ciliumReady = new Map<number, ApiTypes>();

/**
 * The custom resources of Cilium 1.`minor` that people write: policies, pools, BGP, Envoy configurations.
 *
 * @returns those of no kind for a version that is not kept
 */
export function ciliumTypes(minor: number): ApiTypes {
  if (!CILIUM_MINORS.includes(minor)) {
    return NO_TYPES;
  }
  const types =
    ciliumReady.get(minor) ?? withChange(NO_TYPES, readImport<ApiTypesChange>(`cilium-1.${minor}.json`));
  ciliumReady.set(minor, types);
  return types;
}
