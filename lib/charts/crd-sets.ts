/** The CRDs of the Gateway API, of one channel. */
export const GATEWAY_API = 'gateway-api';

/**
 * Sets of CRDs that are locked and fetched as charts are, each version one YAML file, and where that is published.
 * Of the Gateway API it is the standard channel, which has all that Cilium demands.
 */
export const CRD_SETS: Readonly<Record<string, (version: string) => string>> = {
  [GATEWAY_API]: (version) =>
    `https://github.com/kubernetes-sigs/gateway-api/releases/download/v${version}/standard-install.yaml`,
};

/** Whether that is a set of CRDs, and no chart. */
export function isCrdSet(name: string): boolean {
  return Object.hasOwn(CRD_SETS, name);
}
