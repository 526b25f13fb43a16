import type { JsonValue } from '../json';
import type { ExplainedKind, Explanation, Overridden, SetBy } from './explanation';

const HEADINGS: Readonly<Record<ExplainedKind, string>> = {
  field: 'Fields of the cluster',
  value: 'Chart values',
  config: 'Keys of cilium-config',
};

/**
 * The layers of a cluster, and a table for each kind of key: the key, its value, and who set it.
 *
 * @param layers the files, the lowest first
 */
export function explanationTable(
  {
    cluster,
    ring,
    layers,
  }: { readonly cluster: string; readonly ring?: number; readonly layers: readonly string[] },
  explanations: readonly Explanation[],
): string {
  const head = `${cluster}${ring === undefined ? '' : ` (ring ${ring})`}: ${layers.join(' < ')}`;
  const kinds = (Object.keys(HEADINGS) as ExplainedKind[]).map((kind) => ({
    heading: HEADINGS[kind],
    rows: explanations.filter((one) => one.kind === kind).flatMap(rowsOf),
  }));
  const tables = kinds
    .filter(({ rows }) => rows.length > 0)
    .map(({ heading, rows }) => [heading, ...aligned(rows)].join('\n'));
  return `${[head, ...tables].join('\n\n')}\n`;
}

function rowsOf({ key, value, set, overrode, replacedList = false, from = [] }: Explanation): string[][] {
  return [
    [`  ${key}`, shortened(value), setText(set)],
    ...overrode.map((one) => ['', '', overrodeText(one, replacedList)]),
    ...from.map((one) => ['', '', `${one.key} = ${shortened(one.value)}: ${setText(one.set)}`]),
  ];
}

function overrodeText({ value, set }: Overridden, replacedList: boolean): string {
  const verb = replacedList && set.by === 'file' && Array.isArray(value) ? 'replaced the list' : 'overrode';
  return `${verb} ${shortened(value)}: ${setText(set)}`;
}

/** Who set a value, as a person says it. */
function setText(set: SetBy): string {
  switch (set.by) {
    case 'file':
      return `${set.at.file}:${set.at.line}`;
    case 'tool': {
      const { field, at, why, source } = set;
      const decides = field === undefined ? '' : ` for ${field}${at ? ` (${at.file}:${at.line})` : ''}`;
      return `this tool${decides}: ${why}${source === '' ? '' : ` (${source})`}`;
    }
    case 'default':
      return set.of === 'chart' ? "the chart's default" : 'the default of the cluster file';
    case 'template':
      return set.values.length === 0 ? 'the chart' : `the chart, from ${set.values.join(', ')}`;
  }
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = [0, 1].map((column) =>
    Math.min(WIDEST, Math.max(...rows.map((row) => row[column]?.length ?? 0))),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** Long values are cut: the file that sets them is named beside them. */
const LONGEST = 48;

/** Columns are no wider than this: a single long key would push all others apart. */
const WIDEST = 48;

function shortened(value: JsonValue | undefined): string {
  const text = value === undefined ? '(not set)' : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text;
}
