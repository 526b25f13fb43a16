import type { ReadCluster } from '../cluster/read-clusters';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { fieldOf } from '../diagnostics/finding';
import { isObject, type JsonObject } from '../json';
import type { Causes } from '../rules/causes';
import { causeOfRefusal } from '../rules/problem-causes';
import { valueAt } from '../values/effective';

/**
 * What a chart refuses, at the line of the value without which it would not. A refusal that no single value causes is at
 * the first value that the chart read for it and the file sets, or at `cilium.values`.
 */
export function atRefusedValue(
  refusal: Diagnostic,
  { cluster, position }: ReadCluster,
  causes: Causes,
): Diagnostic {
  const { values } = cluster.cilium;
  const read = refusal.valuePaths ?? [];
  const cause =
    causeOfRefusal(refusal, causes) ??
    read.map((path) => partSet(values, path)).find((path) => path !== undefined);
  const path = ['cilium', 'values', ...(cause ?? [])];
  const placed = { ...refusal, place: position(path), field: fieldOf(path) };
  if (cause === undefined || valueAt(values, cause) !== null) {
    return placed;
  }
  const within = read.find((path) => cause.every((name, index) => path[index] === name)) ?? cause;
  return {
    ...placed,
    problem: `null deletes "${cause.join('.')}" with its defaults, and the chart cannot do without: it reads ${within.join('.')}`,
    remedy: 'Write the keys that you mean to change, or remove this one',
  };
}

/** The path, or the part of it at which the file says something that has no such key, a null for example. */
function partSet(values: JsonObject, read: readonly string[]): readonly string[] | undefined {
  for (let length = 1; length <= read.length; length++) {
    const path = read.slice(0, length);
    const value = valueAt(values, path);
    if (value === undefined) {
      return undefined;
    }
    if (length === read.length || !isObject(value)) {
      return path;
    }
  }
  return undefined;
}
