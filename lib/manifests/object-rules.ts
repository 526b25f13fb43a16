import { isObject, type JsonObject, type JsonValue } from '../json';
import { atLeast } from '../version/version';

/** Something an object says that the API server takes and that Cilium on TKE does not live with. */
export interface ObjectBreach {
  readonly field: string;
  readonly problem: string;
  readonly remedy: string;
}

/** What is known of objects, most of which people write for Cilium and this tool renders none of. */
export interface ObjectRule {
  readonly id: string;
  /** error: known to break; warning: unwise. */
  readonly severity: 'error' | 'warning';
  /** Where the knowledge comes from, a link. */
  readonly source: string;
  /**
   * True for a rule that does not hold for what is applied once Cilium runs.
   * @default false
   */
  readonly onlyBeforeCilium?: boolean;
  /**
   * True for a rule that does not hold for the part of an object that server-side apply lays over it.
   * @default false
   */
  readonly wholeObjectsOnly?: boolean;
  /** Whether the rule is about this object. */
  readonly about: (object: JsonObject) => boolean;
  /** @param cilium version that the object is for, where that is known */
  readonly check: (object: JsonObject, cilium?: string) => readonly ObjectBreach[];
}

const GUIDE = 'https://github.com/imroc/tke-guide/blob/main/docs/networking/cilium';
const EGRESS = `${GUIDE}/egress-gateway.md`;
const GATEWAY = `${GUIDE}/gateway-api.md`;

/**
 * Ports of the node that Cilium, the kubelet and kube-proxy's successor listen on, as their charts and flags have them
 * (https://docs.cilium.io/en/stable/operations/system_requirements/#firewall-rules,
 * https://kubernetes.io/docs/reference/networking/ports-and-protocols/).
 */
const HOST_PORTS: ReadonlySet<number> = new Set([
  ...[4240, 4244, 4250, 9234, 9878, 9879, 9890, 9891, 9901, 9962, 9963, 9964, 9965],
  ...[10248, 10250, 10255, 10256],
]);
/** Ports that an API server gives to Services by default. */
export const NODE_PORTS = { first: 30000, last: 32767 };

/** Private addresses, and those that providers use inside: what a node has. An elastic address is none of them. */
const INTERNAL =
  /^(?:10\.|172\.(?:1[6-9]|2[0-9]|3[01])\.|192\.168\.|100\.(?:6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\.)/;

const UPGRADE = 'https://docs.cilium.io/en/stable/operations/upgrade/#version-specific-notes';

interface Lapse {
  /** The first release whose CRDs do not have it; absent while all do. */
  readonly gone?: string;
  readonly remedy: string;
}

const MOVED: Lapse = { remedy: 'Write apiVersion: cilium.io/v2' };

/** Versions of kinds that are deprecated or gone, by the CRDs of 1.18.11, 1.19.6 and 1.20.0. */
const LAPSES: Readonly<Record<string, Lapse>> = {
  'cilium.io/v2alpha1/CiliumNodeConfig': { ...MOVED, gone: '1.20.0' },
  'cilium.io/v2alpha1/CiliumLoadBalancerIPPool': MOVED,
  'cilium.io/v2alpha1/CiliumCIDRGroup': MOVED,
  'cilium.io/v2alpha1/CiliumBGPAdvertisement': MOVED,
  'cilium.io/v2alpha1/CiliumBGPClusterConfig': MOVED,
  'cilium.io/v2alpha1/CiliumBGPNodeConfig': MOVED,
  'cilium.io/v2alpha1/CiliumBGPNodeConfigOverride': MOVED,
  'cilium.io/v2alpha1/CiliumBGPPeerConfig': MOVED,
  'cilium.io/v2alpha1/CiliumBGPPeeringPolicy': {
    gone: '1.19.0',
    remedy: 'Write a CiliumBGPClusterConfig and a CiliumBGPPeerConfig in its place',
  },
};

function lapseOf({ apiVersion, kind }: JsonObject): Lapse | undefined {
  const name = `${apiVersion}/${kind}`;
  return Object.hasOwn(LAPSES, name) ? LAPSES[name] : undefined;
}

const isCiliumKind = ({ apiVersion }: JsonObject) => String(apiVersion).startsWith('cilium.io/');

const isEgressPolicy = (object: JsonObject) => isKind(object, 'cilium.io', 'CiliumEgressGatewayPolicy');

/** Every rule about objects, the one table of them. */
export const OBJECT_RULES: readonly ObjectRule[] = [
  {
    id: 'null-in-data',
    severity: 'warning',
    source: 'https://kubernetes.io/docs/reference/using-api/server-side-apply/',
    about: (object) => isKind(object, '', 'ConfigMap'),
    check: ({ data }) =>
      Object.entries(isObject(data) ? data : {})
        .filter(([, value]) => value === null)
        .map(([key]) => ({
          field: `data.${key}`,
          problem:
            'it is null: server-side apply makes that an empty text, and kubectl apply without it leaves the key out',
          remedy: 'Set a text, or remove what sets it to null',
        })),
  },
  {
    id: 'egress-policy-gateway',
    severity: 'error',
    source: EGRESS,
    about: isEgressPolicy,
    check: ({ spec }) =>
      isObject(spec) && isObject(spec.egressGateway)
        ? []
        : [
            {
              field: 'spec.egressGateway',
              problem: 'a policy needs egressGateway, even when egressGateways lists more',
              remedy: 'Add spec.egressGateway with the nodeSelector of one gateway',
            },
          ],
  },
  {
    id: 'egress-policy-node',
    severity: 'error',
    source: EGRESS,
    about: isEgressPolicy,
    check: (object) =>
      gatewaysOf(object)
        .filter(({ gateway }) => !selects(gateway.nodeSelector))
        .map(({ gateway, field }) => ({
          field: `${field}.nodeSelector`,
          problem: `a gateway is one node, and ${gateway.nodeSelector === undefined ? 'none is selected' : 'this selects every node'}`,
          remedy: 'Select one node, for example by its label kubernetes.io/hostname',
        })),
  },
  {
    id: 'egress-policy-address',
    severity: 'warning',
    source: EGRESS,
    about: isEgressPolicy,
    check: (object) =>
      gatewaysOf(object)
        .filter(({ gateway: { egressIP } }) => egressIP !== undefined && !INTERNAL.test(String(egressIP)))
        .map(({ gateway, field }) => ({
          field: `${field}.egressIP`,
          problem: `${gateway.egressIP} does not look like the internal address of a node, and no node has an elastic address on an interface`,
          remedy: 'Write the internal address of the node; its elastic address is what the outside sees',
        })),
  },
  {
    id: 'gateway-listener',
    severity: 'error',
    source: GATEWAY,
    about: (object) =>
      isKind(object, 'gateway.networking.k8s.io', 'Gateway') &&
      isObject(object.spec) &&
      object.spec.gatewayClassName === 'cilium',
    check: ({ spec }) =>
      mapsIn(isObject(spec) ? spec.listeners : undefined).flatMap(({ item: { protocol, port }, index }) => [
        ...(protocol === 'TCP' || protocol === 'UDP'
          ? [
              {
                field: `spec.listeners[${index}].protocol`,
                problem: `Cilium's Gateways have no ${protocol} listeners`,
                remedy: 'Use HTTP, HTTPS or TLS, or a Service of type LoadBalancer',
              },
            ]
          : []),
        ...(isTaken(Number(port))
          ? [
              {
                field: `spec.listeners[${index}].port`,
                problem: `port ${port} of the node, where the Gateway listens on TKE, is taken by Cilium, the kubelet or a NodePort`,
                remedy: 'Use another port; a load balancer in front can have any',
              },
            ]
          : []),
      ]),
  },
  {
    id: 'gateway-service-namespace',
    severity: 'error',
    source: GATEWAY,
    // The Service that the chart itself makes goes where the pods go.
    about: (object) =>
      isKind(object, '', 'Service') && isObject(object.metadata) && object.metadata.name !== 'cilium-envoy',
    check: ({ spec, metadata }) => {
      const namespace = isObject(metadata) ? (metadata.namespace ?? 'default') : 'default';
      const selector = isObject(spec) && isObject(spec.selector) ? spec.selector : {};
      return selector['k8s-app'] === 'cilium-envoy' && namespace !== 'kube-system'
        ? [
            {
              field: 'metadata.namespace',
              problem: `the Service selects Cilium's Envoy, whose pods are in kube-system, and finds none in ${namespace}`,
              remedy: 'Put it into kube-system',
            },
          ]
        : [];
    },
  },
  {
    id: 'custom-resource-version-old',
    severity: 'warning',
    source: UPGRADE,
    about: isCiliumKind,
    check: (object, cilium) => {
      const lapse = lapseOf(object);
      const isGone = cilium !== undefined && lapse?.gone !== undefined && atLeast(cilium, lapse.gone);
      return lapse && !isGone
        ? [
            {
              field: 'apiVersion',
              problem: `${object.apiVersion}/${object.kind} is deprecated${lapse.gone === undefined ? '' : `, and Cilium ${lapse.gone} does not serve it any more`}`,
              remedy: lapse.remedy,
            },
          ]
        : [];
    },
  },
  {
    id: 'custom-resource-order',
    severity: 'warning',
    onlyBeforeCilium: true,
    source: `${GUIDE}/appendix/with-node-local-dns.md`,
    about: isCiliumKind,
    check: ({ kind, metadata }) => {
      const annotations = isObject(metadata) && isObject(metadata.annotations) ? metadata.annotations : {};
      const options = String(annotations['argocd.argoproj.io/sync-options'] ?? '');
      const comesLater = Number(annotations['argocd.argoproj.io/sync-wave'] ?? 0) > 0;
      return comesLater && options.includes('SkipDryRunOnMissingResource=true')
        ? []
        : [
            {
              field: 'metadata.annotations',
              problem: `Cilium's operator makes the CRD of ${kind} when it first starts, so on a new cluster what is applied along with Cilium comes too early`,
              remedy:
                'Apply it after Cilium (manifests.after of a cluster file does); for Argo CD give it a sync-wave above 0 and the sync-option SkipDryRunOnMissingResource=true',
            },
          ];
    },
  },
];

function isKind({ apiVersion, kind }: JsonObject, group: string, wanted: string): boolean {
  const [first = '', version] = String(apiVersion).split('/');
  return kind === wanted && (version === undefined ? '' : first) === group;
}

function gatewaysOf({ spec }: JsonObject): { gateway: JsonObject; field: string }[] {
  const { egressGateway, egressGateways } = isObject(spec) ? spec : {};
  return [
    ...(isObject(egressGateway) ? [{ gateway: egressGateway, field: 'spec.egressGateway' }] : []),
    ...mapsIn(egressGateways).map(({ item, index }) => ({
      gateway: item,
      field: `spec.egressGateways[${index}]`,
    })),
  ];
}

/** The maps of a list, with their places in it. */
export function mapsIn(value: JsonValue | undefined): { item: JsonObject; index: number }[] {
  return (Array.isArray(value) ? value : []).flatMap((item, index) =>
    isObject(item) ? [{ item, index }] : [],
  );
}

function selects(selector: JsonValue | undefined): boolean {
  const { matchLabels, matchExpressions } = isObject(selector) ? selector : {};
  return (
    (isObject(matchLabels) && Object.keys(matchLabels).length > 0) ||
    (Array.isArray(matchExpressions) && matchExpressions.length > 0)
  );
}

function isTaken(port: number): boolean {
  return HOST_PORTS.has(port) || (port >= NODE_PORTS.first && port <= NODE_PORTS.last);
}
