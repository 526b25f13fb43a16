import { cacheDirectory } from '../cache';
import type { ChartStore } from '../charts/chart-store';
import type { ReadCluster } from '../cluster/read-clusters';
import { InProcessRenderer, type TracedDocument } from '../engine';
import { isObject, type JsonObject } from '../json';
import { readLocated } from '../yaml/located';

/** The ConfigMap that the agents and the operator read. */
const CONFIG_MAP = 'cilium-config';

/** The ConfigMap cilium-config as rendered, and what it was made from. */
export interface TracedConfig {
  readonly data: Readonly<Record<string, string>>;
  /** Paths of the chart values that a key is made from, the closest first. */
  valuesOf(key: string): readonly (readonly string[])[];
}

/** Renders cilium-config for a cluster, as often as there are values to try. */
export function configTracer(
  { cluster }: Pick<ReadCluster, 'cluster'>,
  charts: ChartStore,
): (values: JsonObject) => TracedConfig {
  const renderer = new InProcessRenderer({
    dialect: cluster.cilium.helm,
    cacheDirectory: () => cacheDirectory('parsed'),
  });
  const chart = charts.locate('cilium', cluster.cilium.version);
  return (values) =>
    tracedConfig(
      renderer.trace({
        chart,
        releaseName: 'cilium',
        namespace: 'kube-system',
        values,
        kubeVersion: cluster.kubernetes,
        apiVersions: [],
      }),
    );
}

function tracedConfig(documents: readonly TracedDocument[]): TracedConfig {
  const document = documents.find(
    ({ value }) =>
      isObject(value) &&
      value.kind === 'ConfigMap' &&
      isObject(value.metadata) &&
      value.metadata.name === CONFIG_MAP,
  );
  const data =
    document && isObject(document.value) && isObject(document.value.data) ? document.value.data : {};
  return {
    data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, String(value)])),
    valuesOf: (key) => (document ? pathsOf(document, key) : []),
  };
}

/** The chart values that the lines of a key came from. */
function pathsOf(document: TracedDocument, key: string): readonly (readonly string[])[] {
  const located = readLocated(document.content);
  if (!('value' in located)) {
    return [];
  }
  const { line } = located.position(['data', key]);
  return document.valuesAt(line).filter((path) => path.length > 0);
}
