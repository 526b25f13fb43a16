import type { ChartStore } from '../charts/chart-store';
import type { ReadCluster } from '../cluster/read-clusters';
import type { JsonObject } from '../json';
import { valueAt } from '../values/effective';
import { configTracer } from './config-trace';
import { explainValue } from './explain';
import type { Explanation } from './explanation';

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
  const trace = configTracer(read, charts);
  const ours = trace(read.declared.values);
  const theirs = trace(DEFAULTS);
  return Object.entries(ours.data)
    .map(([key, value]) => ({ key, value, byDefault: theirs.data[key] }))
    .filter(({ key, value, byDefault }) => isAsked(key, value, byDefault))
    .map(({ key, value, byDefault }): Explanation => {
      const paths = ours.valuesOf(key);
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
