import { cacheDirectory } from '../cache';
import type { ChartStore } from '../charts/chart-store';
import type { ReadCluster } from '../cluster/read-clusters';
import { InProcessRenderer, type TracedDocument } from '../engine';
import { isObject, type JsonObject } from '../json';
import { valueAt } from '../values/effective';
import { readLocated } from '../yaml/located';
import { explainValue } from './explain';
import type { Explanation } from './explanation';

/** The ConfigMap that the agents and the operator read. */
const CONFIG_MAP = 'cilium-config';

/** How many chart values are named as those that a key is made from; the closest come first. */
const NAMED = 3;

/** The chart's own values, but for those that make a new key at every render. They are in no key of cilium-config. */
const DEFAULTS: JsonObject = { hubble: { tls: { auto: { method: 'cronJob' } } } };

/**
 * The keys of the ConfigMap cilium-config, and the chart values that each is made from.
 *
 * @param isAsked whether a key is to be explained; asked with its value, and the value that the chart's defaults give
 */
export function explainConfig(
  read: ReadCluster,
  charts: ChartStore,
  isAsked: (key: string, value: string, byDefault: string | undefined) => boolean,
): Explanation[] {
  const release = releaseOf(read, charts);
  const ours = configOf(release.trace(read.declared.values));
  const theirs = configOf(release.trace(DEFAULTS));
  return Object.entries(ours.data)
    .map(([key, value]) => ({ key, value: String(value), byDefault: textOf(theirs.data[key]) }))
    .filter(({ key, value, byDefault }) => isAsked(key, value, byDefault))
    .map(({ key, value, byDefault }): Explanation => {
      const paths = ours.document ? pathsOf(ours.document, key) : [];
      const setting = paths.filter((path) => valueAt(read.declared.values, path) !== undefined);
      const shown = (setting.length > 0 ? setting : paths).slice(0, NAMED);
      return {
        kind: 'config',
        key,
        value,
        set: { by: 'template', values: shown.map((path) => path.join('.')) },
        overrode:
          byDefault === undefined || byDefault === value
            ? []
            : [{ value: byDefault, set: { by: 'default', of: 'chart' } }],
        from: shown.map((path) => explainValue(path, read)),
      };
    });
}

function textOf(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value);
}

function releaseOf({ cluster }: ReadCluster, charts: ChartStore) {
  const renderer = new InProcessRenderer({
    dialect: cluster.cilium.helm,
    cacheDirectory: () => cacheDirectory('parsed'),
  });
  const chart = charts.locate('cilium', cluster.cilium.version);
  return {
    trace: (values: JsonObject) =>
      renderer.trace({
        chart,
        releaseName: 'cilium',
        namespace: 'kube-system',
        values,
        kubeVersion: cluster.kubernetes,
        apiVersions: [],
      }),
  };
}

function configOf(documents: readonly TracedDocument[]): { document?: TracedDocument; data: JsonObject } {
  const document = documents.find(
    ({ value }) =>
      isObject(value) &&
      value.kind === 'ConfigMap' &&
      isObject(value.metadata) &&
      value.metadata.name === CONFIG_MAP,
  );
  const data =
    document && isObject(document.value) && isObject(document.value.data) ? document.value.data : {};
  return { ...(document && { document }), data };
}

/** The chart values that the lines of a key came from, the closest first. */
function pathsOf(document: TracedDocument, key: string): readonly (readonly string[])[] {
  const located = readLocated(document.content);
  if (!('value' in located)) {
    return [];
  }
  const { line } = located.position(['data', key]);
  return document.valuesAt(line).filter((path) => path.length > 0);
}
