import type { Declared } from '../cluster/declared';
import { NO_MANIFESTS, type OwnManifests, type OwnObject } from '../cluster/own-manifests';
import { parkedAgents, returningAgents } from '../cluster/parked-agents';
import type { JsonObject } from '../json';
import { mirrorRegistry, startupScriptImage } from '../node-init/image';
import { nodePoolFiles } from '../node-init/node-pool-files';
import { ApiPriorityChart } from './api-priority-chart';
import { ArgoApplicationsChart, type ArgoLayer } from './argo-applications';
import type { CiliumChartProps } from './cilium-props';
import { CheckedCiliumChart, type CheckedCiliumChartProps } from './cilium-release';
import { CniConfigChart } from './cni-config-chart';
import { rendererOf } from './default-renderer';
import { EgressPoliciesChart } from './egress-policies-chart';
import { GatewayLoadBalancerChart } from './gateway-load-balancer-chart';
import type { Layer } from './layer';
import { LocalDnsChart } from './local-dns-chart';
import { CheckedNodeInitChart } from './node-init-chart';
import { ParkedDaemonSetChart, UnparkedDaemonSetChart } from './parked-daemon-set';
import { objectsOf, sharedObjectsOf } from './shared-layers';

/** Where charts and renderings come from, when not from the defaults. */
export type Sources = Pick<CiliumChartProps, 'charts' | 'renderer'>;

/** A layer without what all layers of a cluster share. */
type LayerOf = Omit<Layer, 'origin'>;

/** What a builder works with. */
interface LayerSource {
  readonly declared: Declared;
  readonly sources: Sources;
  readonly input: LayerInput;
}

/** What layers hold that was read from files, and not made. */
export interface LayerInput {
  /** The objects of `manifests:`. */
  readonly own: OwnManifests;
  /** The CRDs of the Gateway API; none where the cluster does not ask for it. */
  readonly gatewayCrds: readonly JsonObject[];
}

const NO_INPUT: LayerInput = { own: NO_MANIFESTS, gatewayCrds: [] };

/** One builder per kind of layer, in the order in which layers are applied; none where a cluster does not ask for it. */
const BUILDERS: readonly ((from: LayerSource) => readonly LayerOf[])[] = [
  nodeInit,
  parkedDaemonSets,
  returningDaemonSets,
  cniConfig,
  apiPriority,
  gatewayCrds,
  ownBefore,
  cilium,
  gatewayLoadBalancer,
  egressPolicies,
  localDns,
  ownAfter,
  nodePools,
];

/**
 * The layers that a cluster file asks for, in the order in which they are applied.
 *
 * @param origin the cluster file
 * @throws {InputError} when a construct refuses what the file asks for
 */
export function clusterLayers(
  declared: Declared,
  origin: string,
  sources: Sources = {},
  input: LayerInput = NO_INPUT,
): Layer[] {
  const from = { declared, sources, input };
  const layers = BUILDERS.flatMap((build) => build(from));
  return [...layers, ...applications(from, layers)].map((layer) => ({ ...layer, origin }));
}

function nodeInit({ declared }: LayerSource): LayerOf[] {
  const { name, containerdMirror, images } = declared.cluster;
  if (containerdMirror.mode === 'none') {
    return [];
  }
  const {
    mode,
    endpoint,
    image = startupScriptImage(declared.known, images.registry ?? mirrorRegistry(endpoint)),
  } = containerdMirror;
  const objects = sharedObjectsOf(CheckedNodeInitChart, { mode, image, mirror: { endpoint } });
  return [layer(name, objects, { name: 'node-init', wave: -2 })];
}

/** Each with its way back, which is applied by hand and so lies apart from the cluster's own directory. */
function parkedDaemonSets({ declared }: LayerSource): LayerOf[] {
  const { name } = declared.cluster;
  return parkedAgents(declared).flatMap(({ name: daemonSet, nodeSelector }) => {
    const parked = sharedObjectsOf(ParkedDaemonSetChart, { daemonSet });
    const undo = sharedObjectsOf(UnparkedDaemonSetChart, { daemonSet, nodeSelector });
    return [
      { ...layer(name, parked, { name: daemonSet, wave: -1, overridesForeignObjects: true }), partial: true },
      { directory: `_undo/${name}`, objects: undo, partial: true },
    ];
  });
}

/** Applied as the override was, by the same owner, so that the nodeSelector of the override goes. */
function returningDaemonSets({ declared }: LayerSource): LayerOf[] {
  const { name } = declared.cluster;
  return returningAgents(declared).map(({ name: daemonSet, nodeSelector }) => {
    const objects = sharedObjectsOf(UnparkedDaemonSetChart, { daemonSet, nodeSelector });
    return {
      ...layer(name, objects, { name: daemonSet, wave: -1, overridesForeignObjects: true }),
      partial: true,
    };
  });
}

function cniConfig({ declared }: LayerSource): LayerOf[] {
  const { name } = declared.cluster;
  return declared.scheme.ownCniConfig
    ? [
        layer(
          name,
          objectsOf((app) => new CniConfigChart(app, `${name}-cni-config`)),
          { name: 'cni-config', wave: -1 },
        ),
      ]
    : [];
}

function apiPriority({ declared }: LayerSource): LayerOf[] {
  const { name, apiPriority } = declared.cluster;
  return apiPriority
    ? [
        layer(
          name,
          objectsOf((app) => new ApiPriorityChart(app, `${name}-api-priority`, apiPriority)),
          {
            name: 'api-priority',
            wave: -1,
          },
        ),
      ]
    : [];
}

/** Before Cilium: the operator looks for them when it starts, and the class of Gateways is among the objects of the chart. */
function gatewayCrds({ declared: { cluster }, input }: LayerSource): LayerOf[] {
  return input.gatewayCrds.length > 0
    ? [
        {
          directory: `${cluster.name}/gateway-api-crds`,
          objects: input.gatewayCrds,
          argo: { name: 'gateway-api-crds', wave: -1 },
        },
      ]
    : [];
}

function gatewayLoadBalancer({ declared }: LayerSource): LayerOf[] {
  const { name, gatewayAPI } = declared.cluster;
  const loadBalancer = gatewayAPI?.loadBalancer;
  return loadBalancer
    ? [
        layer(
          name,
          objectsOf((app) => new GatewayLoadBalancerChart(app, `${name}-gateway`, loadBalancer)),
          {
            name: 'gateway-load-balancer',
            wave: 1,
          },
        ),
      ]
    : [];
}

function ownBefore({ declared, input: { own } }: LayerSource): LayerOf[] {
  return ownLayer(declared.cluster.name, own.before, { name: 'before-cilium', wave: -1 });
}

function egressPolicies({ declared: { cluster } }: LayerSource): LayerOf[] {
  const { name, egressGateway, nodePools } = cluster;
  const nodeLabels = nodePools.find((pool) => pool.name === egressGateway?.pool)?.labels ?? {};
  return egressGateway && egressGateway.policies.length > 0
    ? [
        layer(
          name,
          objectsOf(
            (app) =>
              new EgressPoliciesChart(app, `${name}-egress-gateway`, {
                policies: egressGateway.policies,
                nodeLabels,
              }),
          ),
          { name: 'egress-gateway', wave: 1, needsCrds: true },
        ),
      ]
    : [];
}

function localDns({ declared }: LayerSource): LayerOf[] {
  const { name, localDNS } = declared.cluster;
  return localDNS
    ? [
        layer(
          name,
          objectsOf((app) => new LocalDnsChart(app, `${name}-local-dns`, localDNS)),
          {
            name: 'local-dns',
            wave: 1,
            needsCrds: true,
          },
        ),
      ]
    : [];
}

function ownAfter({ declared, input: { own } }: LayerSource): LayerOf[] {
  return ownLayer(declared.cluster.name, own.after, { name: 'after-cilium', wave: 2, needsCrds: true });
}

function ownLayer(cluster: string, own: readonly OwnObject[], argo: ArgoLayer): LayerOf[] {
  return own.length > 0
    ? [{ directory: `${cluster}/${argo.name}`, objects: own.map(({ object }) => object), own, argo }]
    : [];
}

function cilium({ declared, sources }: LayerSource): LayerOf[] {
  const { name } = declared.cluster;
  const objects = objectsOf(
    (app) => new CheckedCiliumChart(app, `${name}-cilium`, ciliumRelease(declared, sources)),
  );
  // The class of Gateways is of a kind that an earlier layer defines, and waves do not wait for each other.
  const needsCrds = declared.on('gatewayAPI.enabled');
  return [layer(name, objects, { name: CILIUM_LAYER, wave: 0, ...(needsCrds && { needsCrds }) })];
}

/** The layer with the release of Cilium. */
export const CILIUM_LAYER = 'cilium';

/** The release of Cilium that a cluster file asks for. */
export function ciliumRelease(declared: Declared, sources: Sources): CheckedCiliumChartProps {
  const { kubernetes, cilium } = declared.cluster;
  return {
    version: cilium.version,
    kubernetesVersion: kubernetes,
    values: declared.values,
    renderer: rendererOf(cilium.renderer, cilium.helm),
    ...sources,
  };
}

function nodePools({ declared: { cluster } }: LayerSource): LayerOf[] {
  const files = nodePoolFiles(cluster);
  return files.length > 0 ? [{ directory: `${cluster.name}/node-pool`, objects: [], files }] : [];
}

function applications({ declared }: LayerSource, layers: readonly LayerOf[]): LayerOf[] {
  const { name, argoCD } = declared.cluster;
  if (!argoCD) {
    return [];
  }
  const ofLayers = layers.flatMap(({ argo }) => argo ?? []);
  const objects = objectsOf(
    (app) => new ArgoApplicationsChart(app, `${name}-argocd`, { cluster: name, argoCD, layers: ofLayers }),
  );
  return [{ directory: `_argocd/${name}`, objects }];
}

function layer(cluster: string, objects: readonly JsonObject[], argo: ArgoLayer): LayerOf {
  return { directory: `${cluster}/${argo.name}`, objects, argo };
}
