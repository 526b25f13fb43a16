import { Chart, type ChartProps } from 'cdk8s';
import type { Construct } from 'constructs';
import type { CiliumValues } from '../../imports/cilium';
import type { ChartStore } from '../charts/chart-store';
import { InputError } from '../diagnostics/diagnostic';
import type { ChartRenderer } from '../engine';
import type { JsonObject } from '../json';
import { isObject } from '../json';
import { SYSTEM_NAMESPACE } from '../tke/daemon-sets';
import { acceptValues } from '../values/accept-values';
import { type ApiServerEndpoint, mergeValues, type TkeScheme, tkeValues } from '../values/tke-values';
import { HelmRelease, renderRelease } from './helm-release';

/** Cilium on one TKE cluster. */
export interface CiliumChartProps extends Omit<ChartProps, 'namespace'>, TkeScheme {
  /** A locked version of the chart, which is the version of Cilium. */
  readonly version: string;
  /** Kubernetes version of the cluster, for example `1.32.2`. */
  readonly kubernetesVersion: string;
  /**
   * Chart values laid over those for TKE: maps merge, lists replace, `null` deletes a default.
   * @default - none
   */
  readonly values?: CiliumValues;
  /**
   * Dotted paths of values that the chart reads and does not declare: they are let through unchecked.
   * @default - none
   */
  readonly undeclaredValues?: readonly string[];
  /** @default - charts found beside the app, in the cache, or downloaded */
  readonly charts?: ChartStore;
  /** @default - in this process, with the answers of Helm 4.2 */
  readonly renderer?: ChartRenderer;
}

/** A release of Cilium whose values have been checked. */
export interface CheckedCiliumChartProps
  extends Omit<ChartProps, 'namespace'>,
    Pick<CiliumChartProps, 'version' | 'kubernetesVersion' | 'charts' | 'renderer'> {
  /** All that the chart is given: the user's values laid over those for TKE. */
  readonly values: JsonObject;
}

/**
 * The Cilium chart, release `cilium` in kube-system, with values that somebody has checked before.
 *
 * @throws {InputError} when the chart cannot be had, or refuses a value
 */
export class CheckedCiliumChart extends Chart {
  readonly release: HelmRelease;

  constructor(scope: Construct, id: string, props: CheckedCiliumChartProps) {
    // No chart namespace: cdk8s would stamp it on ClusterRoles too.
    super(scope, id, props);
    this.release = new HelmRelease(this, RELEASE, {
      ...releaseOf(props),
      annotate: certJobAnnotations,
      keyMaterialRemedy: certificateRemedy,
    });
  }
}

const RELEASE = 'cilium';

/**
 * The objects of that release as the chart gives them, for whoever wants to know what other values would give.
 *
 * @throws {InputError} when the chart cannot be had, or refuses a value
 */
export function renderCilium(props: CheckedCiliumChartProps): JsonObject[] {
  return renderRelease({ ...releaseOf(props), releaseName: RELEASE });
}

function releaseOf({ version, values, kubernetesVersion, charts, renderer }: CheckedCiliumChartProps) {
  return {
    chart: { name: 'cilium', version },
    namespace: SYSTEM_NAMESPACE,
    values,
    kubernetesVersion,
    ...(charts && { charts }),
    ...(renderer && { renderer }),
  };
}

/**
 * The Cilium chart as it is right for TKE, release `cilium` in kube-system.
 *
 * @throws {InputError} when a version is not locked or the API server has no address, the chart cannot be had, or a
 *   value is one it does not know, or refuses
 */
export class CiliumChart extends CheckedCiliumChart {
  constructor(scope: Construct, id: string, props: CiliumChartProps) {
    super(scope, id, { ...props, values: checkedValues(props) });
  }
}

function checkedValues(props: CiliumChartProps): JsonObject {
  refuseNoHost(props.replaceKubeProxy);
  const ours = tkeValues(props);
  const values = acceptValues({
    version: props.version,
    values: props.values ?? {},
    beneath: ours,
    undeclared: props.undeclaredValues ?? [],
  });
  return mergeValues(ours, values);
}

/** An address from an unset environment variable passes the types; agents that are given it find no API server. */
function refuseNoHost(endpoint: ApiServerEndpoint | undefined): void {
  if (endpoint !== undefined && !endpoint.host) {
    throw new InputError([
      {
        severity: 'error',
        rule: 'api-server',
        field: 'replaceKubeProxy.host',
        problem: `${JSON.stringify(endpoint.host)} is not the address of an API server`,
        remedy: 'Give the address of the endpoint default/kubernetes: kubectl get ep kubernetes -n default',
      },
    ]);
  }
}

/**
 * Charts of 1.18 mark the Job that makes Hubble's certificates as a Helm hook. Argo CD runs such a Job only after
 * everything is healthy, which Hubble Relay never is without its certificate (cilium/cilium#40381): as a Sync hook it
 * runs along with the rest. From 1.19 on it is a plain Job whose name ends in a hash, so every change leaves a finished
 * one behind, which would show the Application OutOfSync for ever. kubectl knows none of these annotations.
 */
function certJobAnnotations(manifest: JsonObject): Record<string, string> {
  if (manifest.kind !== 'Job') {
    return {};
  }
  const annotations = isObject(manifest.metadata) ? manifest.metadata.annotations : undefined;
  return isObject(annotations) && 'helm.sh/hook' in annotations
    ? {
        'argocd.argoproj.io/hook': 'Sync',
        'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
      }
    : { 'argocd.argoproj.io/compare-options': 'IgnoreExtraneous' };
}

function certificateRemedy(secret: string): string {
  if (secret.startsWith('clustermesh')) {
    return 'Set clustermesh.apiserver.tls.auto.method to cronJob or certmanager';
  }
  return 'Set hubble.tls.auto.method to cronJob or certmanager, and leave tls.ca.key and the other keys out of the values';
}
