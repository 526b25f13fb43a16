import type { JsonObject } from '../json';
import { at, type ClusterFacts, daemonSet } from './cluster-facts';
import { ciliumConfig, imageTag } from './readings';

/** What a cluster file says of a Cilium that runs. */
export interface RunningCilium {
  readonly version: string;
  /** Fields of `network`, besides its mode. */
  readonly network: JsonObject;
  readonly replacesKubeProxy: boolean;
}

/** A Cilium that no cluster file can describe, and why. */
export interface Indescribable {
  readonly field: string;
  readonly problem: string;
}

/** The Cilium that runs, from its own configuration; undefined where there is none. */
export function runningCilium(facts: ClusterFacts): RunningCilium | Indescribable | undefined {
  const live = daemonSet(facts, 'cilium');
  const config = ciliumConfig(facts);
  if (!live && !config) {
    return undefined;
  }
  const image = String(at(live, 'spec', 'template', 'spec', 'containers', 0, 'image') ?? '');
  if (image.includes('tkeimages')) {
    return {
      field: 'cilium',
      problem: "TKE's own Cilium runs here (DataPlaneV2 or CiliumOverlay), which is TKE's to change",
    };
  }
  const version = /^v(\d+\.\d+\.\d+)$/.exec(imageTag(live) ?? '')?.[1];
  if (!config || version === undefined) {
    return {
      field: 'cilium.version',
      problem: `a Cilium is here whose ${config ? `image ${image} names no version` : 'ConfigMap cilium-config is absent'}`,
    };
  }
  const network = networkOf(config);
  return network === undefined
    ? {
        field: 'network.routing',
        problem: `Cilium runs with ipam ${config.ipam} and routing-mode ${config['routing-mode']}, which a cluster file cannot say; a file with another would change the network of running pods`,
      }
    : { version, network, replacesKubeProxy: config['kube-proxy-replacement'] === 'true' };
}

function networkOf(config: Readonly<Record<string, string>>): JsonObject | undefined {
  if (config.ipam === 'delegated-plugin' && config['routing-mode'] === 'native') {
    return config['custom-cni-conf'] === 'true' ? { cniConfig: 'own' } : {};
  }
  const pools = config['auto-create-cilium-pod-ip-pools'] ?? '';
  const [, cidrs, maskSize] = /^default=ipv4-cidrs:([\d./,]+);ipv4-mask-size:(\d+)$/.exec(pools) ?? [];
  return config.ipam === 'multi-pool' && config['routing-mode'] === 'tunnel' && cidrs && maskSize
    ? { routing: 'overlay', podCidrs: cidrs.split(','), podCidrMaskSize: Number(maskSize) }
    : undefined;
}
