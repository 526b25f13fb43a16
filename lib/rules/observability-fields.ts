import type { Declared } from '../cluster/declared';
import { suggest } from '../diagnostics/suggest';
import { valueAt } from '../values/effective';
import { minorNumber } from '../version/version';
import { DYNAMIC_METRICS, mapsAmong } from './entries';
import { type Breach, type Rule, valuePath } from './rule';

const HUBBLE = 'https://docs.cilium.io/en/stable/observability/hubble/';

/** What the fields `hubble` and `metrics` need of the rest of a cluster file. */
export const OBSERVABILITY_FIELD_RULES: readonly Rule[] = [
  {
    id: 'hubble-off',
    severity: 'error',
    source: HUBBLE,
    check: (declared) => {
      const { hubble, metrics } = declared.cluster;
      const fields = [
        ...(hubble ? [['hubble']] : []),
        ...(metrics?.hubble.length ? [['metrics', 'hubble']] : []),
      ];
      return declared.on('hubble.enabled')
        ? []
        : fields.map((path) => ({
            path,
            problem: 'it has no effect while cilium.values.hubble.enabled is off',
            remedy: 'Remove one of the two',
          }));
    },
  },
  {
    id: 'flow-log-name',
    severity: 'error',
    source: 'https://docs.cilium.io/en/stable/observability/hubble/configuration/export/',
    check: ({ cluster: { hubble } }) => {
      const names = (hubble?.flowLogs ?? []).map(({ name }) => name);
      return names.flatMap((name, index) =>
        names.indexOf(name) < index
          ? [
              {
                path: ['hubble', 'flowLogs', index, 'name'],
                problem: `two logs of flows are named "${name}", and would be written to one file`,
                remedy: 'Rename one of them',
              },
            ]
          : [],
      );
    },
  },
  {
    id: 'hubble-metric-name',
    severity: 'error',
    source: 'https://docs.cilium.io/en/stable/observability/metrics/#hubble-exported-metrics',
    check: (declared) => [
      ...(declared.cluster.metrics?.hubble ?? []).flatMap((metric, index) =>
        metricBreach(metric, ['metrics', 'hubble', index], declared),
      ),
      ...metricsInValues(declared).flatMap((metric, index) =>
        metricBreach(metric, [...valuePath('hubble.metrics.enabled'), index], declared),
      ),
      ...mapsAmong(declared.cluster.cilium.values, DYNAMIC_METRICS).flatMap(({ what: { name }, path }) =>
        typeof name === 'string' ? metricBreach(name, [...path, 'name'], declared) : [],
      ),
    ],
  },
];

function metricsInValues({ cluster }: Declared): string[] {
  const listed = valueAt(cluster.cilium.values, ['hubble', 'metrics', 'enabled']);
  return Array.isArray(listed) ? listed.map(String) : [];
}

/** The agent passes over a metric that it does not know, with a line in its log. */
function metricBreach(
  metric: string,
  path: readonly (string | number)[],
  { cluster: { cilium } }: Declared,
): Breach[] {
  const minor = minorNumber(cilium.version);
  const known = HUBBLE_METRICS.filter(({ from = 0, to = 99 }) => minor >= from && minor <= to).map(
    ({ name }) => name,
  );
  const [name = ''] = metric.split(':');
  const meant = suggest(name, known);
  return known.includes(name)
    ? []
    : [
        {
          path,
          problem: `Hubble of Cilium ${cilium.version} has no metric "${name}", and would skip it`,
          remedy: meant === undefined ? `Use ${known.join(', ')}` : `Did you mean "${meant}"?`,
        },
      ];
}

/** Those that the agents register (pkg/hubble/metrics of Cilium 1.18.11, 1.19.6 and 1.20.0). */
const HUBBLE_METRICS: readonly { readonly name: string; readonly from?: number; readonly to?: number }[] = [
  { name: 'dns' },
  { name: 'drop' },
  { name: 'flow' },
  { name: 'flows-to-world' },
  { name: 'http' },
  { name: 'httpV2' },
  { name: 'icmp' },
  { name: 'kafka', to: 19 },
  { name: 'policy' },
  { name: 'port-distribution' },
  { name: 'sctp', from: 20 },
  { name: 'tcp' },
];
