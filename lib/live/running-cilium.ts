import type { JsonObject } from '../json';
import { at, type ClusterFacts, daemonSet } from './cluster-facts';
import { ciliumConfig, imageTag, isParked } from './readings';

/** What a cluster file says of a Cilium that runs. */
export interface RunningCilium {
  readonly version: string;
  /** Fields of `network`, besides its mode. */
  readonly network: JsonObject;
  readonly replacesKubeProxy: boolean;
  /** Fields of the cluster file that keep what leaves the cluster as it is. */
  readonly traffic: JsonObject;
  /** Chart values that decide with whom pods may talk, and that no field says. */
  readonly values: JsonObject;
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
  if (config['routing-mode'] !== 'native' && config['enable-ip-masq-agent'] === 'true') {
    return {
      field: 'cilium.values.ipMasqAgent',
      problem:
        'Cilium runs an overlay with its ip-masq-agent, whose list is not read; a file without it would change which addresses pods leave with',
    };
  }
  const network = networkOf(config);
  return network === undefined
    ? {
        field: 'network.routing',
        problem: `Cilium runs with ipam ${config.ipam} and routing-mode ${config['routing-mode']}, which a cluster file cannot say; a file with another would change the network of running pods`,
      }
    : {
        version,
        network,
        replacesKubeProxy: config['kube-proxy-replacement'] === 'true',
        traffic: trafficOf(config, facts),
        values: valuesOf(config),
      };
}

/** With overlay routing Cilium masquerades in any case, and ip-masq-agent is parked for it. */
function trafficOf(config: Readonly<Record<string, string>>, facts: ClusterFacts): JsonObject {
  if (config['routing-mode'] !== 'native') {
    return {};
  }
  if (config['enable-ipv4-masquerade'] === 'true') {
    const cidr = config['ipv4-native-routing-cidr'];
    return config['enable-ip-masq-agent'] === 'true' || cidr === undefined
      ? { masquerade: {} }
      : { masquerade: { by: 'one-cidr' } };
  }
  return isParked(daemonSet(facts, 'ip-masq-agent')) ? { tkeAgents: { ipMasqAgent: { parked: true } } } : {};
}

function valuesOf(config: Readonly<Record<string, string>>): JsonObject {
  const isOn = (key: string) => config[key] === 'true';
  const id = Number(config['cluster-id'] ?? 0);
  return {
    ...(id > 0 && { cluster: { name: config['cluster-name'] ?? '', id } }),
    ...(isOn('enable-egress-gateway') && { egressGateway: { enabled: true } }),
    ...(isOn('enable-local-redirect-policy') && { localRedirectPolicies: { enabled: true } }),
  };
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
