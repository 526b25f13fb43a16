import type { ChartStore } from '../charts/chart-store';
import type { ReadCluster } from '../cluster/read-clusters';
import { InputError } from '../diagnostics/diagnostic';
import { suggest } from '../diagnostics/suggest';
import { isObject, type JsonValue } from '../json';
import { differs, explainFields, explainValue, explainValues } from './explain';
import { explainConfig } from './explain-config';
import type { Explanation } from './explanation';

/** What differs from the defaults of the chart and of the cluster file. */
export function explainCluster(read: ReadCluster, charts: ChartStore): Explanation[] {
  return [
    ...explainFields(read).filter(differs),
    ...explainValues(read).filter(differs),
    ...explainConfig(read, charts, (_, value, byDefault) => value !== byDefault),
  ];
}

/**
 * Everything that has a name: a field of the cluster file, a chart value, a key of cilium-config, or a map of the first
 * two with all that is in it.
 *
 * @throws {InputError} when nothing has it
 */
export function explainKey(key: string, read: ReadCluster, charts: ChartStore): Explanation[] {
  const fields = explainFields(read).filter((one) => isAtOrUnder(one.key, key));
  const name = key.startsWith('cilium.values.') ? key.slice('cilium.values.'.length) : key;
  const { facts } = read.declared.known;
  const set = explainValues(read).filter((one) => isAtOrUnder(one.key, name));
  const known = Object.keys(facts)
    .filter((path) => isAtOrUnder(path, name) && facts[path]?.removed === undefined)
    .filter((path) => facts[path]?.default !== undefined && !set.some((one) => isAtOrUnder(one.key, path)))
    .map((path) => explainValue(path.split('.'), read));
  const config = explainConfig(read, charts, (one) => one === key);
  const found = [...fields, ...set, ...known, ...config];
  if (found.length === 0) {
    throw unknownKey(key, read, charts);
  }
  return found;
}

function isAtOrUnder(key: string, above: string): boolean {
  return key === above || key.startsWith(`${above}.`) || key.startsWith(`${above}[`);
}

function unknownKey(key: string, read: ReadCluster, charts: ChartStore): InputError {
  const names = [
    ...namesIn(read.cluster as unknown as JsonValue),
    ...Object.keys(read.declared.known.facts),
    ...explainConfig(read, charts, () => true).map((one) => one.key),
  ];
  const near = suggest(key, names);
  return new InputError([
    {
      severity: 'error',
      rule: 'unknown-key',
      problem: `"${key}" is no field of the cluster file, no value of the chart of Cilium ${read.cluster.cilium.version} and no key of cilium-config`,
      remedy: near ? `Did you mean ${near}?` : 'Search for it with tke-cilium values search',
    },
  ]);
}

function namesIn(value: JsonValue, above = ''): string[] {
  return isObject(value)
    ? Object.entries(value).flatMap(([key, item]) => {
        const path = above === '' ? key : `${above}.${key}`;
        return [path, ...namesIn(item, path)];
      })
    : [];
}
