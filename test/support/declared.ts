import { ChartValues } from '../../lib/charts/knowledge/chart-values';
import { Declared } from '../../lib/cluster/declared';
import { validateCluster } from '../../lib/cluster/validate';
import type { JsonValue } from '../../lib/json';
import { TEST_VERSIONS, testCharts } from './charts';

/** The cluster that a well-formed value describes. */
export function declaredOf(value: JsonValue): Declared {
  const { cluster, findings } = validateCluster(value);
  if (!cluster) {
    throw new Error(`not a well-formed cluster: ${JSON.stringify(findings)}`);
  }
  return new Declared(cluster, valuesOf(cluster.cilium.version));
}

/** A version whose chart the tests do not have is taken to have the values of the newest that they have. */
function valuesOf(version: string): ChartValues {
  return TEST_VERSIONS.includes(version)
    ? testCharts.values(version)
    : new ChartValues(version, testCharts.values(TEST_VERSIONS.at(-1) ?? '').facts);
}
