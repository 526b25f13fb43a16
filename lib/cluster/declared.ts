import type { ChartValues } from '../charts/knowledge/chart-values';
import { isObject, type JsonObject, type JsonValue } from '../json';
import { effectiveValue, isOn } from '../values/effective';
import { imageValues } from '../values/image-values';
import { mergeValues } from '../values/merge-values';
import type { MeshMembership } from '../values/mesh-values';
import { type ApiServerEndpoint, type TkeScheme, tkeValues } from '../values/tke-values';
import type { Cluster } from './definition';
import type { FieldPath } from './layered-settings';
import type { ClusterMesh } from './mesh-definition';
import { FIELD_NAMES, type Names } from './names';

/** What a cluster file says of all that the chart values for TKE depend on. */
function schemeOf(cluster: Cluster): TkeScheme {
  const {
    kubeProxy,
    apiServer,
    network,
    masquerade,
    hubble,
    metrics,
    facts,
    images,
    localDNS,
    gatewayAPI,
    egressGateway,
    mesh,
  } = cluster;
  const { mode, routing, cniConfig, podCidrs, podCidrMaskSize } = network;
  return {
    ...(apiServer && { [kubeProxy.replace ? 'replaceKubeProxy' : 'apiServer']: endpointOf(apiServer) }),
    ...(routing === 'native' && cniConfig === 'own' && { ownCniConfig: true }),
    ...(routing === 'overlay' && { overlay: { beside: mode, podCidrs, podCidrMaskSize } }),
    ...(masquerade && { masquerade: { by: masquerade.by, exempt: exemptOf(masquerade.exempt, cluster) } }),
    ...(hubble && { hubble }),
    ...(metrics && { metrics: { ...metrics, serviceMonitors: facts.prometheusOperator } }),
    ...(localDNS && { localDNS: true }),
    ...(gatewayAPI && { gatewayAPI: true }),
    ...(mesh && { mesh: membershipOf(mesh, cluster.name) }),
    ...(egressGateway && { egressGateway: true }),
    ...(images.registry !== undefined && { imageRegistry: images.registry }),
  };
}

/** Which images a release has depends on all of its values. */
function withImages(
  values: JsonObject,
  { imageRegistry }: TkeScheme,
  { cilium }: Cluster,
  { facts }: ChartValues,
): JsonObject {
  return imageRegistry === undefined
    ? values
    : mergeValues(values, imageValues(imageRegistry, facts, mergeValues(values, cilium.values)));
}

/** Each CIDR once, those of the VPC first. */
function exemptOf(exempt: readonly string[], cluster: Cluster): readonly string[] {
  return [...new Set([...cluster.facts.vpcCidrs, ...meshCidrsOf(cluster), ...exempt])];
}

/** The CIDRs of the pods of the other clusters of the mesh. */
export function meshCidrsOf({ name, mesh, facts }: Cluster): readonly string[] {
  const others = Object.entries(mesh?.members ?? {}).filter(([member]) => member !== name);
  return [...new Set([...facts.meshCidrs, ...others.flatMap(([, { podCidrs }]) => podCidrs)])];
}

function membershipOf({ members, issuer, policyDefault }: ClusterMesh, name: string): MeshMembership {
  const own = members[name];
  return {
    name,
    id: own?.id ?? 0,
    ...(own?.subnet !== undefined && { subnet: own.subnet }),
    peers: Object.entries(members).flatMap(([member, { address }]) =>
      member === name || address === undefined ? [] : [{ name: member, address }],
    ),
    ...(issuer && { issuer }),
    policyDefaultLocalCluster: policyDefault === 'local-cluster',
  };
}

function endpointOf({ host, hostFrom, port }: NonNullable<Cluster['apiServer']>): ApiServerEndpoint {
  return { ...(host !== undefined && { host }), ...(hostFrom && { hostFrom }), port };
}

/** The cluster as declared, and the chart values that follow from it. */
export class Declared {
  readonly scheme: TkeScheme;
  /** The chart values that this tool sets, beneath those of the cluster file. */
  readonly ours: JsonObject;
  /** What the chart is given: those of the cluster file laid over ours. */
  readonly values: JsonObject;

  /** @param known what the chart of the cluster's version of Cilium says of its values */
  constructor(
    readonly cluster: Cluster,
    readonly known: ChartValues,
    /** How messages name what the user sets. */
    readonly names: Names = FIELD_NAMES,
  ) {
    this.scheme = schemeOf(cluster);
    this.ours = withImages(tkeValues(this.scheme), this.scheme, cluster, known);
    this.values = mergeValues(this.ours, cluster.cilium.values);
  }

  /** What the chart will see at a dotted path: the user's value, else ours, else the chart's default. */
  value(path: string): JsonValue | undefined {
    return effectiveValue(path, [this.values], this.known.facts);
  }

  /** True where a template's `if` would be. */
  on(path: string): boolean {
    return isOn(this.value(path));
  }

  /** The value as a list of texts; a single text, split at blanks and commas. */
  list(path: string): readonly string[] {
    const value = this.value(path);
    if (Array.isArray(value)) {
      return value.map((item) => (isObject(item) ? JSON.stringify(item) : String(item)));
    }
    return typeof value === 'string' ? value.split(/[\s,]+/).filter((text) => text !== '') : [];
  }

  /** True when pods have addresses of Cilium's own. */
  get overlay(): boolean {
    return this.cluster.network.routing === 'overlay';
  }

  /** True when the cluster is one of a cluster mesh. */
  get inMesh(): boolean {
    return this.on('clustermesh.useAPIServer') || this.on('clustermesh.config.enabled');
  }

  /** The address that a node-local DNS answers in the place of kube-dns, and the field that says so: this tool's, or one of the user's own. */
  get localDNS(): { readonly kubeDnsIP: string; readonly field: FieldPath } | undefined {
    const { localDNS, facts } = this.cluster;
    return localDNS
      ? { kubeDnsIP: localDNS.kubeDnsIP, field: ['localDNS'] }
      : facts.localDNS && { kubeDnsIP: facts.localDNS.kubeDnsIP, field: ['facts', 'localDNS'] };
  }

  /** How many nodes the pools may have in all, as far as the file says; super nodes run no agent. */
  get nodes(): number {
    return this.cluster.nodePools.reduce(
      (sum, { type, maxNodes = 0 }) => sum + (type === 'super' ? 0 : maxNodes),
      0,
    );
  }

  /** Whether Cilium masquerades what pods send out of the cluster. The chart does where the value is deleted. */
  get masquerades(): boolean {
    return this.value('enableIPv4Masquerade') !== false;
  }
}
