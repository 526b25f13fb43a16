import type { Declared } from '../cluster/declared';
import { isObject, type JsonObject, type JsonValue } from '../json';
import { valueAt } from '../values/effective';
import { flowMessages } from '../values/flow-messages';
import { minorNumber } from '../version/version';
import { type Breach, type Rule, valuePath } from './rule';

const EXPORT = 'https://docs.cilium.io/en/stable/observability/hubble/configuration/export/';

type Path = readonly (string | number)[];

/** Something that a log of flows is asked for, and where the cluster file has it. */
interface Asked<T> {
  readonly what: T;
  readonly path: Path;
}

/** Rules on what logs of flows are asked for: an agent ends, or writes no log, where it does not know that. */
export const FLOW_LOG_RULES: readonly Rule[] = [
  {
    id: 'flow-log-filter',
    severity: 'error',
    source: EXPORT,
    check: (declared) =>
      breaches(filtersOf(declared), declared, (known, filter) => known.filterFault(filter)),
  },
  {
    id: 'flow-log-field',
    severity: 'error',
    source: EXPORT,
    check: (declared) => breaches(fieldsOf(declared), declared, (known, field) => known.fieldFault(field)),
  },
];

function breaches<T>(
  asked: readonly Asked<T>[],
  { cluster: { cilium } }: Declared,
  faultOf: (known: NonNullable<ReturnType<typeof flowMessages>>, what: T) => string | undefined,
): Breach[] {
  const known = asked.length === 0 ? undefined : flowMessages(minorNumber(cilium.version));
  return asked.flatMap(({ what, path }) => {
    const fault = known && faultOf(known, what);
    return fault === undefined
      ? []
      : [
          {
            path,
            problem: `Hubble of Cilium ${cilium.version} cannot read it: ${fault}`,
            remedy: 'Write the names of flow.proto, the definition of the flows of Hubble',
          },
        ];
  });
}

function filtersOf({ cluster }: Declared): Asked<JsonValue>[] {
  const of = (list: JsonValue | undefined, path: Path) =>
    itemsOf(list, path).flatMap(({ what, path: at }) =>
      typeof what === 'string'
        ? objectsIn(what).map((object) => ({ what: object, path: at }))
        : [{ what, path: at }],
    );
  return [
    ...(cluster.hubble?.flowLogs ?? []).flatMap(({ only, except }, index) => [
      ...of([...(only ?? [])], ['hubble', 'flowLogs', index, 'only']),
      ...of([...(except ?? [])], ['hubble', 'flowLogs', index, 'except']),
    ]),
    ...['allowList', 'denyList'].flatMap((name) =>
      of(...inValues(cluster.cilium.values, `hubble.export.static.${name}`)),
    ),
    ...[LOGS, METRICS].flatMap((list) =>
      entriesOf(cluster.cilium.values, list).flatMap(({ what: entry, path }) =>
        ['includeFilters', 'excludeFilters'].flatMap((name) => of(entry[name], [...path, name])),
      ),
    ),
  ];
}

function fieldsOf({ cluster }: Declared): Asked<string>[] {
  const of = (list: JsonValue | undefined, path: Path) =>
    itemsOf(list, path).flatMap(({ what, path: at }) =>
      typeof what === 'string' ? [{ what, path: at }] : [],
    );
  return [
    ...(cluster.hubble?.flowLogs ?? []).flatMap(({ fields }, index) =>
      of([...(fields ?? [])], ['hubble', 'flowLogs', index, 'fields']),
    ),
    ...['fieldMask', 'fieldAggregate'].flatMap((name) =>
      of(...inValues(cluster.cilium.values, `hubble.export.static.${name}`)),
    ),
    ...entriesOf(cluster.cilium.values, LOGS).flatMap(({ what: log, path }) =>
      ['fieldMask', 'fieldAggregate'].flatMap((name) => of(log[name], [...path, name])),
    ),
  ];
}

/** What agents read from files that may change while they run. */
const LOGS = 'hubble.export.dynamic.config.content';
const METRICS = 'hubble.metrics.dynamic.config.content';

function entriesOf(values: JsonObject, list: string): Asked<JsonObject>[] {
  return itemsOf(...inValues(values, list)).flatMap(({ what, path }) =>
    isObject(what) ? [{ what, path }] : [],
  );
}

function inValues(values: JsonObject, path: string): [JsonValue | undefined, Path] {
  return [valueAt(values, path.split('.')), valuePath(path)];
}

function itemsOf(list: JsonValue | undefined, path: Path): Asked<JsonValue>[] {
  return Array.isArray(list) ? list.map((what, index) => ({ what, path: [...path, index] })) : [];
}

/** Objects of JSON, one after the other; what is none is the business of the form of the value. */
function objectsIn(text: string): JsonValue[] {
  try {
    return JSON.parse(`[${text.replaceAll(/\}\s*\{/g, '},{')}]`) as JsonValue[];
  } catch {
    return [];
  }
}
