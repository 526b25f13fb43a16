import type { ReadCluster } from '../cluster/read-clusters';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { fieldOf } from '../diagnostics/finding';
import { valueAt } from '../values/effective';

/**
 * Where in the cluster file stands what a chart stumbled over. A template names the value it read last, the schema
 * the one that it does not take; of that, what the file sets is looked for. Anything else is told at `cilium.values`.
 */
export function atRefusedValue(refusal: Diagnostic, { cluster, position }: ReadCluster): Diagnostic {
  const { values } = cluster.cilium;
  const read = valueNamed(refusal.problem);
  const set = read
    .map((_, index) => read.slice(0, read.length - index))
    .find((path) => valueAt(values, path) !== undefined && valueAt(values, path.slice(0, -1)) !== null);
  const path = ['cilium', 'values', ...(set ?? [])];
  const placed = { ...refusal, place: position(path), field: fieldOf(path) };
  if (set === undefined || valueAt(values, set) !== null) {
    return placed;
  }
  return {
    ...placed,
    problem: `null deletes "${set.join('.')}" with its defaults, and the chart cannot do without: it reads ${read.join('.')}`,
    remedy: 'Write the keys that you mean to change, or remove this one',
  };
}

/** By the template that read it, or by the schema of the values. */
function valueNamed(problem: string): readonly string[] {
  const read = [...problem.matchAll(/<\.Values\.([\w.]+)>/g)].at(-1)?.[1];
  return read?.split('.') ?? /- at '\/([\w/]+)'/.exec(problem)?.[1]?.split('/') ?? [];
}
