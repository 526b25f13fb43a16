import { Declared } from '../../lib/cluster/declared';
import { validateCluster } from '../../lib/cluster/validate';
import type { JsonValue } from '../../lib/json';

/** The cluster that a well-formed value describes. */
export function declaredOf(value: JsonValue): Declared {
  const { cluster, findings } = validateCluster(value);
  if (!cluster) {
    throw new Error(`not a well-formed cluster: ${JSON.stringify(findings)}`);
  }
  return new Declared(cluster);
}
