import { Declared, schemeOf } from '../cluster/declared';
import type { Cluster } from '../cluster/definition';
import { type Finding, fieldOf } from '../diagnostics/finding';
import { OBJECT_WARNINGS } from '../manifests/check-objects';
import { checkValues } from '../values/check-values';
import { tkeValues } from '../values/tke-values';
import { ADDRESS_RULES } from './addresses';
import { CNI_RULES } from './cni';
import { CONTROL_PLANE_RULES } from './control-plane';
import { FEATURE_RULES } from './features';
import { LOCAL_DNS_RULES } from './local-dns';
import { MASQUERADING_RULES } from './masquerading';
import { MESH_RULES } from './mesh';
import { NETWORK_RULES } from './network';
import { NODE_RULES } from './nodes';
import { OVERLAY_RULES } from './overlay';
import type { Rule } from './rule';
import { SCALE_RULES } from './scale';

/** Every rule of the field, the one table of them. */
export const RULES: readonly Rule[] = [
  ...CONTROL_PLANE_RULES,
  ...NETWORK_RULES,
  ...CNI_RULES,
  ...OVERLAY_RULES,
  ...ADDRESS_RULES,
  ...MASQUERADING_RULES,
  ...NODE_RULES,
  ...FEATURE_RULES,
  ...MESH_RULES,
  ...LOCAL_DNS_RULES,
  ...SCALE_RULES,
];

/**
 * Holds a well-formed cluster against the knowledge of its chart's values and against every rule of the field.
 * Warnings that the cluster file acknowledges are left out.
 */
export function checkCluster(cluster: Cluster): readonly Finding[] {
  const declared = new Declared(cluster);
  const ofValues = checkValues({
    version: cluster.cilium.version,
    values: cluster.cilium.values,
    beneath: tkeValues(schemeOf(cluster)),
    undeclared: cluster.cilium.undeclaredValues.map(({ key }) => key),
  }).map((finding): Finding => ({ ...finding, path: placeOf(finding, cluster) }));
  const ofRules = RULES.flatMap(({ id, severity, source, check }) =>
    check(declared).map((breach): Finding => ({ ...breach, rule: id, severity, source })),
  );
  return unacknowledged([...ofRules, ...ofValues], cluster);
}

/** Where the cluster file has what the check of values found. */
function placeOf({ rule, path }: Finding, { cilium }: Cluster): Finding['path'] {
  const vouched = cilium.undeclaredValues.findIndex(({ key }) => key === path.join('.'));
  return rule.startsWith('undeclared-value-') && vouched >= 0
    ? ['cilium', 'undeclaredValues', vouched, 'key']
    : ['cilium', 'values', ...path];
}

/** Acknowledging is for warnings: an error stays, and an acknowledgement that meets nothing is itself told. */
function unacknowledged(findings: readonly Finding[], { acknowledged }: Cluster): Finding[] {
  const meets = (finding: Finding, index: number) => {
    const entry = acknowledged[index];
    return (
      finding.severity === 'warning' &&
      entry?.rule === finding.rule &&
      (entry.field === undefined || entry.field === fieldOf(finding.path))
    );
  };
  const left = findings.filter((finding) => !acknowledged.some((_, index) => meets(finding, index)));
  const idle = acknowledged.flatMap(({ rule, field }, index): Finding[] =>
    findings.some((finding) => meets(finding, index)) || OBJECT_WARNINGS.includes(rule)
      ? []
      : [
          {
            rule: 'nothing-to-acknowledge',
            severity: 'warning',
            path: ['acknowledged', index],
            problem: findings.some((finding) => finding.rule === rule && finding.severity !== 'warning')
              ? `"${rule}" is an error here, and errors cannot be acknowledged`
              : `there is no warning "${rule}" ${field === undefined ? '' : `at ${field} `}to acknowledge`,
            remedy: 'Remove the entry, or write the rule and the field as the warning prints them',
          },
        ],
  );
  return [...left, ...idle];
}
