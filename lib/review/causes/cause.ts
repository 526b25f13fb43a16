import type { ClusterPair } from '../cluster-pair';
import { code, count, type Text, valueText } from '../text';
import { type FieldChange, shownField } from './field-changes';

/** What moved bytes: this tool, the chart, a field of the cluster file, or objects of the user's own. */
export interface Cause {
  /** The same for the same cause in every cluster. */
  readonly id: string;
  readonly source: 'tool' | 'chart' | 'cluster-file' | 'manifests' | 'by-hand';
  /** For example `cilium.version` 1.18.2 -> 1.19.6. */
  readonly text: Text;
  /** Where it is set, for example `clusters/gz.yaml:14`. */
  readonly places: readonly string[];
}

/** Finds the causes of the changed paths of a cluster, by their keys. */
export type CausesOf = (pair: ClusterPair) => ReadonlyMap<string, readonly Cause[]>;

export const TOOL: Cause = {
  id: 'tool',
  source: 'tool',
  text: 'this tool, which writes the old cluster files otherwise than they were written,',
  places: [],
};

export const BY_HAND: Cause = {
  id: 'by-hand',
  source: 'by-hand',
  text: 'something else than the cluster files (the files differ from what a synth writes: synthesize again)',
  places: [],
};

/** Fields of the cluster file that change together. */
export function causeOf(fields: readonly FieldChange[]): Cause {
  const [first] = fields;
  const names = fields.map(({ path }) => shownField(path));
  const isChart = fields.length === 1 && names[0] === 'cilium.version';
  const text =
    fields.length === 1 && first
      ? `${code(names[0] ?? '')} ${code(valueText(first.before))} \u2192 ${code(valueText(first.after))}`
      : fields.length <= 4
        ? `${names.map(code).join(' with ')}`
        : `${code(names[0] ?? '')} with ${count(fields.length - 1, 'other field')}`;
  return {
    id: fields
      .map(({ path, before, after }) => `${path.join('.')} ${valueText(before)} ${valueText(after)}`)
      .join('; '),
    source: isChart ? 'chart' : 'cluster-file',
    text,
    places: [],
  };
}

/** Files that cluster files name under `manifests`. */
export function causeOfManifests(files: readonly string[]): Cause {
  const [first = ''] = files;
  const more = files.length > 1 ? ` with ${count(files.length - 1, 'other file')}` : '';
  return {
    id: `manifests ${files.join(' ')}`,
    source: 'manifests',
    text: `${code(first)}${more}`,
    places: [],
  };
}
