import type { Declared } from '../cluster/declared';
import type { Cluster } from '../cluster/definition';
import type { Finding } from '../diagnostics/finding';
import { checkValues } from '../values/check-values';
import { RULES } from './table';

/**
 * Checks a well-formed cluster against what is known of its chart's values and against every rule about cluster files.
 * Findings that the cluster file acknowledges are among them.
 */
export function checkCluster(declared: Declared): readonly Finding[] {
  const { cluster, ours, names } = declared;
  const ofValues = checkValues({
    known: declared.known,
    values: cluster.cilium.values,
    beneath: ours,
    undeclared: cluster.cilium.undeclaredValues.map(({ key }) => key),
    undeclaredField: names.undeclaredValues,
  }).map((finding): Finding => ({ ...finding, path: placeOf(finding, cluster) }));
  const ofRules = RULES.flatMap(({ id, severity, acknowledgeable = false, source, check }) =>
    check(declared).map(
      (breach): Finding => ({
        ...breach,
        rule: id,
        severity,
        source,
        ...(acknowledgeable && { acknowledgeable }),
      }),
    ),
  );
  return [...ofRules, ...ofValues];
}

/** Where the cluster file has what the check of values found. */
function placeOf({ rule, path }: Finding, { cilium }: Cluster): Finding['path'] {
  const vouched = cilium.undeclaredValues.findIndex(({ key }) => key === path.join('.'));
  return rule.startsWith('undeclared-value-') && vouched >= 0
    ? ['cilium', 'undeclaredValues', vouched, 'key']
    : ['cilium', 'values', ...path];
}
