import { Chart, type ChartProps } from 'cdk8s';
import type { Construct } from 'constructs';
import type { JsonObject } from '../json';
import { isObject } from '../json';
import { SYSTEM_NAMESPACE } from '../tke/daemon-sets';
import type { CiliumChartProps } from './cilium-props';
import { HelmRelease, renderRelease } from './helm-release';

/** A release of Cilium whose values have been checked. */
export interface CheckedCiliumChartProps
  extends Omit<ChartProps, 'namespace'>,
    Pick<CiliumChartProps, 'version' | 'kubernetesVersion' | 'charts' | 'renderer'> {
  /** All that the chart is given: the user's values laid over those for TKE. */
  readonly values: JsonObject;
  /**
   * What the chart gives for them, when somebody has rendered it already.
   * @default - it is rendered
   */
  readonly rendered?: readonly JsonObject[];
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
    const { rendered = renderCilium(props) } = props;
    this.release = new HelmRelease(
      this,
      RELEASE,
      { ...releaseOf(props), annotate: certJobAnnotations, keyMaterialRemedy: certificateRemedy },
      rendered,
    );
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
