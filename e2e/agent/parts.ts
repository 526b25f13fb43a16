import {
  type CiliumParts,
  type CiliumVersion,
  type ClusterMeshParts,
  type CniPlugins,
  ciliumParts,
  clusterMeshParts,
  cniPlugins,
  type NodeTools,
  nodeTools,
} from '../parts/cilium';
import { etcd, KUBERNETES_VERSIONS, type KubernetesParts, kubernetesParts } from '../parts/parts';
import { MissingPart } from '../parts/program';
import type { Chosen, Trial } from './chosen';

/** The trials that connect pods. */
export const WITH_PODS: readonly Trial[] = ['packets', 'mesh', 'upgrade'];

/** A part, or why it is not there. */
export type Made<T> = { readonly part: T } | { readonly missing: string };

/** All that the trials need, made before the network is left behind. Plain JSON. */
export interface Parts {
  readonly kubernetes: Made<KubernetesParts>;
  readonly tools: Made<NodeTools>;
  readonly cilium: Readonly<Partial<Record<CiliumVersion, Made<CiliumParts>>>>;
  readonly clusterMesh: Readonly<Partial<Record<CiliumVersion, Made<ClusterMeshParts>>>>;
  readonly cniPlugins: Made<CniPlugins>;
}

/** Finds or builds the parts of what is asked; what cannot be had is left for the report. */
export function madeParts({ versions, trials }: Pick<Chosen, 'versions' | 'trials'>): Parts {
  const [newest] = KUBERNETES_VERSIONS;
  return {
    kubernetes: made(() => {
      etcd();
      return kubernetesParts(newest);
    }),
    tools: made(nodeTools),
    cilium: Object.fromEntries(versions.map((version) => [version, made(() => ciliumParts(version))])),
    clusterMesh: trials.includes('mesh')
      ? Object.fromEntries(versions.map((version) => [version, made(() => clusterMeshParts(version))]))
      : {},
    cniPlugins: trials.some((trial) => WITH_PODS.includes(trial))
      ? made(cniPlugins)
      : { missing: 'not asked for' },
  };
}

function made<T>(make: () => T): Made<T> {
  try {
    return { part: make() };
  } catch (error) {
    if (error instanceof MissingPart) {
      return { missing: error.message };
    }
    throw error;
  }
}
