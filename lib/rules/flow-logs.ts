import type { Declared } from '../cluster/declared';
import type { JsonValue } from '../json';
import { flowMessages } from '../values/flow-messages';
import { jsonsIn } from '../values/text-forms';
import { minorNumber } from '../version/version';
import { DYNAMIC_LOGS, DYNAMIC_METRICS, type Entry, entriesAmong, itemsAt, mapsAmong } from './entries';
import type { Breach, Rule } from './rule';

const EXPORT = 'https://docs.cilium.io/en/stable/observability/hubble/configuration/export/';

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
  asked: readonly Entry<T>[],
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

function filtersOf({ cluster }: Declared): Entry<JsonValue>[] {
  const entries = [
    ...(cluster.hubble?.flowLogs ?? []).flatMap(({ only, except }, index) => [
      ...itemsAt([...(only ?? [])], ['hubble', 'flowLogs', index, 'only']),
      ...itemsAt([...(except ?? [])], ['hubble', 'flowLogs', index, 'except']),
    ]),
    ...['allowList', 'denyList'].flatMap((name) =>
      entriesAmong(cluster.cilium.values, `hubble.export.static.${name}`),
    ),
    ...[DYNAMIC_LOGS, DYNAMIC_METRICS].flatMap((list) =>
      mapsAmong(cluster.cilium.values, list).flatMap(({ what: entry, path }) =>
        ['includeFilters', 'excludeFilters'].flatMap((name) => itemsAt(entry[name], [...path, name])),
      ),
    ),
  ];
  // A text of the static lists holds objects of JSON.
  return entries.flatMap(({ what, path }) =>
    typeof what === 'string'
      ? (jsonsIn(what) ?? []).map((filter) => ({ what: filter, path }))
      : [{ what, path }],
  );
}

function fieldsOf({ cluster }: Declared): Entry<string>[] {
  const entries = [
    ...(cluster.hubble?.flowLogs ?? []).flatMap(({ fields }, index) =>
      itemsAt([...(fields ?? [])], ['hubble', 'flowLogs', index, 'fields']),
    ),
    ...['fieldMask', 'fieldAggregate'].flatMap((name) =>
      entriesAmong(cluster.cilium.values, `hubble.export.static.${name}`),
    ),
    ...mapsAmong(cluster.cilium.values, DYNAMIC_LOGS).flatMap(({ what: log, path }) =>
      ['fieldMask', 'fieldAggregate'].flatMap((name) => itemsAt(log[name], [...path, name])),
    ),
  ];
  return entries.flatMap(({ what, path }) => (typeof what === 'string' ? [{ what, path }] : []));
}
