import type { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Declared } from '../cluster/declared';
import { parkedAgents } from '../cluster/parked-agents';
import { startupScriptImage } from '../node-init/image';
import { ApiPriorityChart } from './api-priority-chart';
import { ArgoApplicationsChart, type ArgoCdTarget, type ArgoLayer } from './argo-applications';
import { CheckedCiliumChart, type CiliumChartProps } from './cilium-chart';
import { CniConfigChart } from './cni-config-chart';
import { rendererOf } from './default-renderer';
import { NodeInitChart } from './node-init-chart';
import { ParkedDaemonSetChart, UnparkedDaemonSetChart } from './parked-daemon-set';

/** One layer of a cluster: the objects that are applied together. */
export interface ClusterLayer {
  /** Directory of the layer below the cluster's. */
  readonly name: string;
  /**
   * Directory of `dist/` that holds the layer instead, below it one for each cluster: what is for another cluster, or
   * applied by hand, stays out of the cluster's own directory, so that one can be applied as a whole.
   */
  readonly apart?: '_argocd' | '_undo';
  readonly chart: Chart;
  /** True when its manifests hold some fields only, of objects that somebody else owns. */
  readonly partial?: boolean;
  /** How Argo CD applies the layer; absent when it is applied by hand. */
  readonly argo?: Omit<ArgoLayer, 'name'>;
}

/** Where charts and renderings come from, when not from the defaults. */
export type Sources = Pick<CiliumChartProps, 'charts' | 'renderer'>;

/** The constructs that a cluster file asks for, in the order in which their layers are applied. */
export function clusterCharts(scope: Construct, declared: Declared, sources: Sources = {}): ClusterLayer[] {
  const { cluster, scheme } = declared;
  const { name, containerdMirror } = cluster;
  const layers: ClusterLayer[] = [];
  if (containerdMirror.mode !== 'none') {
    const { mode, endpoint, image = startupScriptImage(cluster.cilium.version) } = containerdMirror;
    layers.push({
      name: 'node-init',
      chart: new NodeInitChart(scope, `${name}-node-init`, { mode, image, mirror: { endpoint } }),
      argo: { wave: -2 },
    });
  }
  for (const { name: daemonSet, nodeSelector } of parkedAgents(declared)) {
    layers.push(
      {
        name: daemonSet,
        chart: new ParkedDaemonSetChart(scope, `${name}-${daemonSet}`, { daemonSet }),
        partial: true,
        argo: { wave: -1, overridesForeignObjects: true },
      },
      {
        name: `${daemonSet}-undo`,
        chart: new UnparkedDaemonSetChart(scope, `${name}-${daemonSet}-undo`, { daemonSet, nodeSelector }),
        partial: true,
        apart: '_undo',
      },
    );
  }
  if (scheme.ownCniConfig) {
    layers.push({
      name: 'cni-config',
      chart: new CniConfigChart(scope, `${name}-cni-config`),
      argo: { wave: -1 },
    });
  }
  if (cluster.apiPriority) {
    layers.push({
      name: 'api-priority',
      chart: new ApiPriorityChart(scope, `${name}-api-priority`, cluster.apiPriority),
      argo: { wave: -1 },
    });
  }
  layers.push({
    name: 'cilium',
    chart: new CheckedCiliumChart(scope, `${name}-cilium`, {
      version: cluster.cilium.version,
      kubernetesVersion: cluster.kubernetes,
      values: declared.values,
      renderer: rendererOf(cluster.cilium.renderer, cluster.cilium.helm),
      ...sources,
    }),
    argo: { wave: 0 },
  });
  if (cluster.argoCD) {
    const chart = applications(scope, name, cluster.argoCD, layers);
    layers.push({ name: 'argocd', chart, apart: '_argocd' });
  }
  return layers;
}

function applications(
  scope: Construct,
  cluster: string,
  argoCD: ArgoCdTarget,
  layers: readonly ClusterLayer[],
): Chart {
  return new ArgoApplicationsChart(scope, `${cluster}-argocd`, {
    cluster,
    argoCD,
    layers: layers.flatMap(({ name, argo }) => (argo ? [{ name, ...argo }] : [])),
  });
}
