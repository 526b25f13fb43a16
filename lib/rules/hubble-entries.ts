import type { Declared } from '../cluster/declared';
import { suggest } from '../diagnostics/suggest';
import { isObject, type JsonValue } from '../json';
import { minorNumber } from '../version/version';
import { DYNAMIC_LOGS, DYNAMIC_METRICS, entriesAmong } from './entries';
import type { Breach, Rule } from './rule';

/** What an entry of a file that the agents read again whenever it changes may have. */
interface Entries {
  readonly id: string;
  /** The list of them, among the chart values. */
  readonly path: string;
  readonly what: string;
  readonly required: readonly string[];
  /** Keys whose text no two entries may share. */
  readonly unique: readonly string[];
  readonly keys: readonly { readonly name: string; readonly from?: number }[];
  readonly source: string;
}

const FILTERS = [{ name: 'includeFilters' }, { name: 'excludeFilters' }];

/** By the types that the agents read the files into (pkg/hubble/exporter/config.go, pkg/hubble/metrics/api/config.go). */
const ENTRIES: readonly Entries[] = [
  {
    id: 'flow-log-entry',
    path: DYNAMIC_LOGS,
    what: 'log of flows',
    required: ['name', 'filePath'],
    unique: ['name', 'filePath'],
    keys: [
      { name: 'name' },
      { name: 'filePath' },
      { name: 'fieldMask' },
      { name: 'fieldAggregate', from: 19 },
      { name: 'aggregationInterval', from: 19 },
      ...FILTERS,
      { name: 'fileMaxSizeMb' },
      { name: 'fileMaxBackups' },
      { name: 'fileCompress' },
      { name: 'end' },
    ],
    source: 'https://docs.cilium.io/en/stable/observability/hubble/configuration/export/',
  },
  {
    id: 'hubble-metric-entry',
    path: DYNAMIC_METRICS,
    what: 'metric',
    required: ['name'],
    unique: [],
    keys: [{ name: 'name' }, { name: 'contextOptions' }, ...FILTERS],
    source: 'https://docs.cilium.io/en/stable/observability/metrics/#hubble-exported-metrics',
  },
];

/** Rules on the entries of such files: an agent passes over a key that it does not know, and over a file with a fault. */
export const HUBBLE_ENTRY_RULES: readonly Rule[] = ENTRIES.map((entries) => ({
  id: entries.id,
  severity: 'error',
  source: entries.source,
  check: ({ cluster: { cilium } }: Declared) => {
    const minor = minorNumber(cilium.version);
    return entriesAmong(cilium.values, entries.path).flatMap(({ what, path }, index, all) => [
      ...entryBreaches(what, path, entries, minor),
      ...sharedBreaches(
        what,
        all.slice(0, index).map((before) => before.what),
        path,
        entries,
      ),
    ]);
  },
}));

function entryBreaches(
  entry: JsonValue,
  path: readonly (string | number)[],
  { what, required, keys }: Entries,
  minor: number,
): Breach[] {
  if (!isObject(entry)) {
    return [{ path, problem: `it is no map, as a ${what} is`, remedy: `Write ${required.join(' and ')}` }];
  }
  const known = keys.filter(({ from = 0 }) => minor >= from).map(({ name }) => name);
  const unknown = Object.keys(entry).filter((key) => !known.includes(key));
  const missing = required.filter((key) => entry[key] === undefined || entry[key] === null);
  return [
    ...unknown.map((key): Breach => {
      const meant = suggest(key, known);
      return {
        path: [...path, key],
        problem: `a ${what} of Cilium 1.${minor} has no "${key}", and the agents pass over it`,
        remedy: meant === undefined ? `Use ${known.join(', ')}` : `Did you mean "${meant}"?`,
      };
    }),
    ...missing.map(
      (key): Breach => ({
        path,
        problem: `a ${what} needs "${key}", and without it the agents read none of the file`,
        remedy: 'Add it',
      }),
    ),
  ];
}

function sharedBreaches(
  entry: JsonValue,
  before: readonly JsonValue[],
  path: readonly (string | number)[],
  { what, unique }: Entries,
): Breach[] {
  return unique
    .filter((key) => {
      const value = isObject(entry) ? entry[key] : undefined;
      return typeof value === 'string' && before.some((other) => isObject(other) && other[key] === value);
    })
    .map((key) => ({
      path: [...path, key],
      problem: `another ${what} has the same "${key}", and the agents read none of the file`,
      remedy: 'Change one of them',
    }));
}
