import { isObject, type JsonObject } from '../json';
import { API_SERVER_PORT } from '../tke/addresses';
import { QUAY } from '../tke/registries';
import { readDocuments } from '../yaml/read';
import { at, type ClusterFacts, daemonSet, deployment } from './cluster-facts';
import { ciliumConfig, imageTag, isParked, rangesNotMasqueraded } from './readings';

/** What a cluster file says of a Cilium that runs. */
export interface RunningCilium {
  readonly version: string;
  /** Fields of `network`, besides its mode. */
  readonly network: JsonObject;
  readonly replacesKubeProxy: boolean;
  /** Where the agents reach the API server, as a cluster file has it; undefined where they use its Service. */
  readonly apiServer: JsonObject | undefined;
  /** Fields of the cluster file that keep what leaves the cluster as it is. */
  readonly traffic: JsonObject;
  /** The CIDRs that pods reach with their own addresses, where that is what the field `masquerade` takes for the VPC. */
  readonly vpcCidrs: readonly string[] | undefined;
  /** Chart values that no field says. */
  readonly values: JsonObject;
  readonly config: Readonly<Record<string, string>>;
}

/** A Cilium that no cluster file can describe, and why. */
export interface Indescribable {
  readonly field: string;
  readonly problem: string;
  readonly remedy: string;
}

const NOT_IN_PLACE = 'Leave it as it is, or make a new cluster: this cannot be changed while pods run';

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
      remedy: 'Use a cluster without DataPlaneV2 and without CiliumOverlay',
    };
  }
  const version = /^v(\d+\.\d+\.\d+)$/.exec(imageTag(live) ?? '')?.[1];
  if (!config || version === undefined) {
    return {
      field: 'cilium.version',
      problem: `a Cilium is here whose ${config ? `image ${image} names no version` : 'ConfigMap cilium-config is absent'}`,
      remedy: 'Write the cluster file by hand, with the version that runs',
    };
  }
  const network = networkOf(config);
  if (network === undefined) {
    return {
      field: 'network.routing',
      problem: `Cilium runs with ipam ${config.ipam} and routing-mode ${config['routing-mode']}, which a cluster file cannot say; a file with another would change the network of running pods`,
      remedy: NOT_IN_PLACE,
    };
  }
  const list = masqueradeList(facts);
  if (config['enable-ip-masq-agent'] === 'true' && !list) {
    return {
      field: 'masquerade',
      problem:
        "Cilium's ip-masq-agent runs without the ConfigMap ip-masq-agent, so that it leaves all private addresses alone; a cluster file always has a list",
      remedy: 'Set ipMasqAgent.config with Helm to the list that you want, and discover again',
    };
  }
  return {
    version,
    network,
    replacesKubeProxy: config['kube-proxy-replacement'] === 'true',
    apiServer: apiServerOf(live),
    ...trafficOf(config, list, facts),
    config,
  };
}

/** From the environment of the agent, which says an address, a name, or a ConfigMap that holds it. */
function apiServerOf(agent: JsonObject | undefined): JsonObject | undefined {
  const list = at(agent, 'spec', 'template', 'spec', 'containers', 0, 'env');
  const entry = (name: string) => (Array.isArray(list) ? list : []).find((one) => at(one, 'name') === name);
  const host = entry('KUBERNETES_SERVICE_HOST');
  const port = { port: Number(at(entry('KUBERNETES_SERVICE_PORT'), 'value') ?? API_SERVER_PORT) };
  const address = at(host, 'value');
  if (typeof address === 'string') {
    return { host: address, ...port };
  }
  const from = at(host, 'valueFrom', 'configMapKeyRef');
  return isObject(from)
    ? { hostFrom: { configMap: String(from.name), key: String(from.key) }, ...port }
    : undefined;
}

/** What Cilium's ip-masq-agent reads. */
interface MasqueradeList {
  readonly cidrs: readonly string[];
  readonly config: JsonObject;
}

/** From the ConfigMap that the chart makes; undefined where there is none. */
function masqueradeList({ masqueradeList: answer }: ClusterFacts): MasqueradeList | undefined {
  const text = answer.kind === 'found' ? at(answer.object, 'data', 'config') : undefined;
  const [config] = typeof text === 'string' ? readDocuments(text) : [];
  if (!isObject(config)) {
    return undefined;
  }
  const { nonMasqueradeCIDRs: cidrs } = config;
  return { cidrs: Array.isArray(cidrs) ? cidrs.map(String) : [], config };
}

type Traffic = Pick<RunningCilium, 'traffic' | 'vpcCidrs' | 'values'>;

/** Which packets leave with the address of their node, in the words of a cluster file. */
function trafficOf(
  config: Readonly<Record<string, string>>,
  list: MasqueradeList | undefined,
  facts: ClusterFacts,
): Traffic {
  const values = valuesOf(config);
  const common = { ...registryOf(facts), ...hubbleOf(facts) };
  const listed = config['enable-ip-masq-agent'] === 'true' ? list : undefined;
  if (config['routing-mode'] !== 'native') {
    // With overlay routing Cilium masquerades in any case, and TKE's ip-masq-agent is parked for it.
    const added = listed ? { ipMasqAgent: { enabled: true, config: listed.config } } : {};
    return { traffic: common, vpcCidrs: undefined, values: { ...values, ...added } };
  }
  if (config['enable-ipv4-masquerade'] !== 'true') {
    const parked = isParked(daemonSet(facts, 'ip-masq-agent'));
    const agents = parked ? { tkeAgents: { ipMasqAgent: { parked: true } } } : {};
    return { traffic: { ...common, ...agents }, vpcCidrs: undefined, values };
  }
  const cidr = config['ipv4-native-routing-cidr'];
  if (!listed && cidr !== undefined) {
    return { traffic: { ...common, masquerade: { by: 'one-cidr' } }, vpcCidrs: [cidr], values };
  }
  const { cidrs = [], config: said = {} } = listed ?? {};
  const ofVpc = rangesNotMasqueraded(facts).filter((range) => cidrs.includes(range));
  const vpcCidrs = ofVpc.length > 0 ? ofVpc : cidrs;
  const exempt = cidrs.filter((range) => !vpcCidrs.includes(range));
  const linkLocal = said.masqLinkLocal === true ? {} : { masqLinkLocal: said.masqLinkLocal ?? null };
  return {
    traffic: { ...common, masquerade: exempt.length > 0 ? { exempt } : {} },
    vpcCidrs,
    values: {
      ...values,
      ...(Object.keys(linkLocal).length > 0 && { ipMasqAgent: { config: linkLocal } }),
    },
  };
}

/** The registry in whose place of quay.io the image of the agents comes from. */
function registryOf(facts: ClusterFacts): JsonObject {
  const image = String(at(daemonSet(facts, 'cilium'), 'spec', 'template', 'spec', 'containers', 0, 'image'));
  const registry = /^(.+)\/cilium\/cilium:/.exec(image)?.[1];
  return registry === undefined || registry === QUAY ? {} : { images: { registry } };
}

function hubbleOf(facts: ClusterFacts): JsonObject {
  if (deployment(facts, 'hubble-ui')) {
    return { hubble: { ui: true } };
  }
  return deployment(facts, 'hubble-relay') ? { hubble: { relay: true } } : {};
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
