import { isDeepStrictEqual } from 'node:util';
import type { FieldPath } from '../cluster/layered-settings';
import type { ReadCluster } from '../cluster/read-clusters';
import { fieldOf } from '../diagnostics/finding';
import { isObject, type JsonValue } from '../json';
import { valueAt } from '../values/effective';
import { tkeReason } from '../values/tke-reasons';
import type { Explanation, Overridden, SetBy } from './explanation';

const VALUES = ['cilium', 'values'];

/** Every field of a cluster, chart values aside: those that a file sets, and the defaults of the others. */
export function explainFields(read: ReadCluster): Explanation[] {
  const { values: _, ...cilium } = read.cluster.cilium;
  return leaves({ ...read.cluster, cilium } as unknown as JsonValue).map(({ path, value }) =>
    explainField(path, value, read),
  );
}

function explainField(path: FieldPath, value: JsonValue, { settings }: ReadCluster): Explanation {
  const said = settings.settings(path);
  const [first, ...rest] = said;
  const set: SetBy = first ? { by: 'file', at: first.at } : { by: 'default', of: 'cluster file' };
  return {
    kind: 'field',
    key: fieldOf(path),
    value,
    set,
    overrode: rest.map((one) => ({ value: one.value, set: { by: 'file', at: one.at } })),
    ...(rest.length > 0 && Array.isArray(first?.value) && { replacedList: true }),
  };
}

/** Every chart value that a file of the cluster or this tool sets. */
export function explainValues(read: ReadCluster): Explanation[] {
  return leaves(read.declared.values).map(({ path }) => explainValue(path.map(String), read));
}

/** A single chart value, whoever sets it. */
export function explainValue(path: readonly string[], read: ReadCluster): Explanation {
  const { declared, settings } = read;
  const key = path.join('.');
  const { [key]: facts } = declared.known.facts;
  const said = settings.settings([...VALUES, ...path]);
  const ours = valueAt(declared.ours, path);
  const sources: Overridden[] = [
    ...said.map(({ value, at }): Overridden => ({ value, set: { by: 'file', at } })),
    ...(ours === undefined ? [] : [{ value: ours, set: byTool(path, read) }]),
    ...(facts?.default === undefined
      ? []
      : [{ value: facts.default, set: { by: 'default', of: 'chart' } as const }]),
  ];
  const [first, ...rest] = sources;
  const isList = Array.isArray(first?.value) && said.length > 1;
  return {
    kind: 'value',
    key,
    value: first?.value ?? declared.value(key),
    set: first?.set ?? { by: 'default', of: 'chart' },
    overrode: rest,
    ...(isList && { replacedList: true }),
    ...(facts?.description !== undefined && { description: facts.description }),
  };
}

function byTool(path: readonly string[], { settings, declared }: ReadCluster): SetBy {
  const reason = tkeReason(path, declared.scheme);
  const { why = 'clusters on TKE need it', source = '', field } = reason ?? {};
  const [said] = field === undefined ? [] : settings.settings(field.split('.'));
  return {
    by: 'tool',
    why,
    source,
    ...(field !== undefined && { field }),
    ...(said && { at: said.at }),
  };
}

/** Whether something other than the chart, or the definition of the cluster file, decides the value. */
export function differs({ kind, value, set, overrode }: Explanation): boolean {
  const byDefault = overrode.find(({ set: { by } }) => by === 'default');
  return (
    set.by !== 'default' && !(kind === 'value' && byDefault && isDeepStrictEqual(byDefault.value, value))
  );
}

/** The values that are not maps, with their paths; lists, and maps without keys, are values. */
export function leaves(value: JsonValue, path: FieldPath = []): { path: FieldPath; value: JsonValue }[] {
  if (!isObject(value) || (path.length > 0 && Object.keys(value).length === 0)) {
    return [{ path, value }];
  }
  return Object.entries(value).flatMap(([key, item]) => leaves(item, [...path, key]));
}
