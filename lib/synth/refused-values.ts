import type { ReadCluster } from '../cluster/read-clusters';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { fieldOf } from '../diagnostics/finding';
import type { Causes } from '../rules/causes';
import { valueAt } from '../values/effective';

/**
 * What a chart refuses, at the line of the value without which it would not. A refusal that no single value causes is at
 * `cilium.values`.
 */
export function atRefusedValue(
  refusal: Diagnostic,
  { cluster, position }: ReadCluster,
  causes: Causes,
): Diagnostic {
  const cause = causes.causeOf(
    (outcome) => outcome.refusal?.diagnostics.some(({ problem }) => problem === refusal.problem) ?? false,
  );
  const path = ['cilium', 'values', ...(cause ?? [])];
  const placed = { ...refusal, place: position(path), field: fieldOf(path) };
  if (cause === undefined || valueAt(cluster.cilium.values, cause) !== null) {
    return placed;
  }
  return {
    ...placed,
    problem: `null deletes "${cause.join('.')}" with its defaults, and the chart cannot do without: it reads ${valueNamed(refusal.problem) ?? cause.join('.')}`,
    remedy: 'Write the keys that you mean to change, or remove this one',
  };
}

/** The value that a template read last. */
function valueNamed(problem: string): string | undefined {
  return [...problem.matchAll(/<\.Values\.([\w.]+)>/g)].at(-1)?.[1];
}
