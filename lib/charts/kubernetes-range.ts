import { minorVersion } from '../version/version';

/** Minor versions of Kubernetes 1, lowest and highest, both included. */
export interface KubernetesRange {
  readonly lowest: number;
  readonly highest: number;
}

/**
 * The Kubernetes versions that each minor of Cilium is end-to-end tested on. The charts' own `kubeVersion` is wider.
 * https://docs.cilium.io/en/v1.18/network/kubernetes/compatibility/, and the same page of 1.19 and 1.20
 */
const TESTED: Readonly<Record<string, KubernetesRange>> = {
  '1.18': { lowest: 30, highest: 33 },
  '1.19': { lowest: 32, highest: 35 },
  '1.20': { lowest: 33, highest: 36 },
};

/** Minor versions of Cilium that this tool has been tried with. */
export const TRIED_MINORS: readonly string[] = Object.keys(TESTED);

/** The Kubernetes versions that a version of Cilium is tested on; undefined for a minor that is not in the table. */
export function testedKubernetes(ciliumVersion: string): KubernetesRange | undefined {
  const minor = minorVersion(ciliumVersion);
  return Object.hasOwn(TESTED, minor) ? TESTED[minor] : undefined;
}

/** "Cilium 1.18: Kubernetes 1.30 to 1.33; ...", for descriptions. */
export function testedKubernetesInWords(): string {
  return Object.entries(TESTED)
    .map(([minor, { lowest, highest }]) => `Cilium ${minor}: 1.${lowest} to 1.${highest}`)
    .join('; ');
}

/** The version for a new repository: the newest whose examples here have all been reviewed. */
export const RECOMMENDED_VERSION = '1.19.6';
