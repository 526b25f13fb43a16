import type { ChartStore } from '../charts/chart-store';
import { Declared } from '../cluster/declared';
import type { Cluster } from '../cluster/definition';
import { PROP_NAMES } from '../cluster/names';
import { validateCluster } from '../cluster/validate';
import { type Diagnostic, InputError } from '../diagnostics/diagnostic';
import { type Finding, fieldOf } from '../diagnostics/finding';
import { isObject, type JsonObject, type JsonValue } from '../json';
import type { CiliumChartProps } from './cilium-props';

/**
 * The cluster that the props of a `CiliumChart` describe, so that the rules for cluster files judge it. What the props do
 * not say (node pools, facts, Argo CD) is set so that no rule has anything to find there.
 *
 * @throws {InputError} when the props are not well-formed, in the words of the props
 */
export function declaredByProps(props: CiliumChartProps, charts: ChartStore): Declared {
  const known = charts.values(props.version);
  const { cluster, findings = [] } = validateCluster(clusterOf(props));
  if (!cluster) {
    throw new InputError(findings.map((finding) => diagnosticOf(finding)));
  }
  return new Declared(cluster, known, PROP_NAMES);
}

/** A finding about that cluster, at the prop that it comes from. */
export function diagnosticOf({ path, severity = 'error', ...finding }: Finding): Diagnostic {
  const field = propOf(path);
  const missing = finding.rule === 'missing-field' && { problem: `${field} is missing` };
  return { ...finding, ...missing, severity, field };
}

/** Props by the fields of a cluster file that they stand for, the longer ones first. */
const PROPS: readonly (readonly [field: string, prop: string])[] = [
  ['kubernetes', 'kubernetesVersion'],
  ['cilium.version', 'version'],
  ['cilium.values', 'values'],
  ['cilium.undeclaredValues', 'undeclaredValues'],
  ['apiServer', 'replaceKubeProxy'],
  ['kubeProxy.replace', 'replaceKubeProxy'],
  ['network.podCidrs', 'overlay.podCidrs'],
  ['network.podCidrMaskSize', 'overlay.podCidrMaskSize'],
  ['network.mode', 'overlay.beside'],
  ['network.routing', 'overlay'],
  ['network.cniConfig', 'ownCniConfig'],
  ['images.allowedRegistries', 'allowedRegistries'],
  ['facts.vpcCidrs', 'masquerade.exempt'],
  ['images.registry', 'imageRegistry'],
  ['facts.prometheusOperator', 'metrics.serviceMonitors'],
];

function propOf(path: Finding['path']): string {
  const field = fieldOf(path);
  const [known, prop] = PROPS.find(
    ([name]) => field === name || (/^[.[]/.test(field.slice(name.length)) && field.startsWith(name)),
  ) ?? ['', ''];
  return `${prop}${field.slice(known.length)}`;
}

/** A node pool of which no rule has anything to say. */
const ANY_NODES = { name: 'any', type: 'regular', kernel: '999.0' };

const NO_REASON = 'given in code';

function clusterOf(props: CiliumChartProps): JsonObject {
  const {
    replaceKubeProxy,
    apiServer = replaceKubeProxy,
    ownCniConfig,
    overlay,
    masquerade,
    metrics,
  } = props;
  const beside = overlay?.beside ?? 'vpc-cni';
  return asJson({
    name: 'any',
    kubernetes: props.kubernetesVersion,
    network: {
      mode: beside,
      ...(overlay !== undefined && {
        routing: 'overlay',
        podCidrs: overlay?.podCidrs,
        podCidrMaskSize: overlay?.podCidrMaskSize,
      }),
      ...(ownCniConfig && { cniConfig: 'own' }),
    },
    nodePools: [ANY_NODES],
    kubeProxy: { mode: 'iptables', replace: replaceKubeProxy !== undefined },
    apiServer,
    ...(masquerade && { masquerade: { by: masquerade.by } }),
    hubble: props.hubble,
    ...(metrics && { metrics: { agent: metrics.agent, hubble: metrics.hubble } }),
    facts: { vpcCidrs: masquerade?.exempt, prometheusOperator: metrics?.serviceMonitors },
    cilium: {
      version: props.version,
      values: props.values,
      undeclaredValues: props.undeclaredValues?.map((key) => ({ key, reason: NO_REASON })),
    },
    images: { registry: props.imageRegistry, allowedRegistries: props.allowedRegistries },
    acknowledged: props.acknowledged?.map((entry): JsonObject => ({ ...entry })),
  } satisfies Record<keyof Cluster | string, unknown> as unknown as JsonObject);
}

/** In TypeScript a field that is `undefined` is one that was left out, as it is in JSON. */
function asJson(map: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(map)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, itemAsJson(value)]),
  );
}

function itemAsJson(value: JsonValue): JsonValue {
  if (Array.isArray(value)) {
    return value.map(itemAsJson);
  }
  return isObject(value) ? asJson(value) : value;
}
