import type { ChartProps } from 'cdk8s';
import type { ChartStore } from '../charts/chart-store';
import type { ChartRenderer } from '../engine';
import type { CiliumValues } from '../values/cilium-values';
import type { TkeScheme } from '../values/tke-values';

/** Features that also need objects beside the chart, which only a cluster file describes: an app sets their chart values. */
type OfClusterFiles = 'egressGateway' | 'gatewayAPI' | 'localDNS' | 'mesh';

/** Cilium on one TKE cluster. */
export interface CiliumChartProps extends Omit<ChartProps, 'namespace'>, Omit<TkeScheme, OfClusterFiles> {
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
   * Dotted paths of values that the chart reads and does not declare: they are accepted unchecked.
   * @default - none
   */
  readonly undeclaredValues?: readonly string[];
  /**
   * Registries, or registry and path, that images may come from.
   * @default - quay.io and its mirror quay.tencentcloudcr.com
   */
  readonly allowedRegistries?: readonly string[];
  /**
   * Errors that are meant to be, of those that print the id of their rule, each with its reason.
   * @default - none
   */
  readonly acknowledged?: readonly AcknowledgedError[];
  /** @default - the charts that charts.lock.yaml in the working directory names */
  readonly charts?: ChartStore;
  /** @default - in this process, with the answers of Helm 4.2 */
  readonly renderer?: ChartRenderer;
}

/** An error that is meant to be. */
export interface AcknowledgedError {
  /** Id of the rule, which the error prints in square brackets. */
  readonly rule: string;
  /**
   * Only for the error at this prop, as it prints it.
   * @default - wherever it is
   */
  readonly field?: string;
  /** Why, for whoever reads this later; 10 characters or more. */
  readonly reason: string;
}
