import { createHash } from 'node:crypto';
import { isObject, type JsonObject, type JsonValue } from '../../json';
import type { FileSpec } from '../../layout/layout';
import { changeKey } from '../change';
import { type ClusterPair, compareCluster, type ReadFile } from '../cluster-pair';
import { distFile } from '../dist-files';
import { code, count, valueText } from '../text';
import type { Entries } from '../transitions/acknowledged';
import type { Cause, CausesOf } from './cause';

/** One cluster as its file says it, defaults filled in. */
export interface ClusterInput {
  /** Path of its own file, as a person would name it. */
  readonly file: string;
  readonly cluster: JsonObject;
  readonly acknowledged: Entries;
  /** The ring in which changes reach it. */
  readonly ring?: number;
  /** Where a field is set, for example `clusters/gz.yaml:14`. */
  readonly place: (path: readonly string[]) => string;
}

export interface AttributionProps {
  readonly before: ReadonlyMap<string, ClusterInput>;
  readonly after: ReadonlyMap<string, ClusterInput>;
  /** Makes the files of a cluster with this tool; undefined where the input is refused. */
  readonly synthesize: (cluster: JsonObject, file: string) => readonly FileSpec[] | undefined;
  /** The texts of a cluster in both trees. */
  readonly texts: (cluster: string) => {
    readonly before: readonly ReadFile[];
    readonly after: readonly ReadFile[];
  };
}

/** So many fields are applied one by one; more are one cause together. */
const ONE_BY_ONE = 40;

/** For so many kinds of clusters causes are looked for: each costs some renders. */
const KINDS = 40;

/** A field of the cluster file that differs. */
interface FieldChange {
  readonly path: readonly string[];
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
}

/**
 * Finds out what moved which path by making the files again: first the old input with this tool, then one changed field
 * after the other. What a step changes, its field caused. Nothing is guessed from names.
 */
export function attributeBySynthesis(props: AttributionProps): CausesOf {
  const known = new Map<string, ReadonlyMap<string, readonly Cause[]>>();
  return (pair) => {
    const { cluster } = pair;
    const [before, after] = [props.before.get(cluster), props.after.get(cluster)];
    if (!before || !after) {
      return new Map();
    }
    const fields = fieldChanges(before.cluster, after.cluster);
    const key = kindOf(pair, fields);
    const found = known.get(key) ?? (known.size < KINDS ? attribute(pair, fields, before, props) : new Map());
    known.set(key, found);
    return withPlaces(found, fields, before, after);
  };
}

function attribute(
  pair: ClusterPair,
  fields: readonly FieldChange[],
  before: ClusterInput,
  { synthesize, texts }: AttributionProps,
): Map<string, Cause[]> {
  const causes = new Map<string, Cause[]>();
  const wanted = new Set(pair.changes.map(changeKey));
  const committed = texts(pair.cluster);
  const assign = (from: readonly ReadFile[], to: readonly ReadFile[], cause: Cause) => {
    for (const change of compareCluster(differing(pair.cluster, from, to)).changes) {
      const key = changeKey(change);
      if (wanted.has(key)) {
        causes.set(key, [...(causes.get(key) ?? []), cause]);
      }
    }
  };
  const old = synthesize(before.cluster, before.file);
  if (!old) {
    return causes;
  }
  let files = readFiles(old);
  assign(committed.before, files, TOOL);
  let input = before.cluster;
  let waiting: FieldChange[] = [];
  const steps = fields.length > ONE_BY_ONE ? [fields] : fields.map((field) => [field]);
  for (const step of steps) {
    waiting.push(...step);
    const next = waiting.reduce(withField, input);
    const made = synthesize(next, before.file);
    if (made) {
      const now = readFiles(made);
      assign(files, now, causeOf(waiting));
      files = now;
      input = next;
      waiting = [];
    }
  }
  assign(files, committed.after, waiting.length > 0 ? causeOf(waiting) : BY_HAND);
  return causes;
}

const TOOL: Cause = {
  id: 'tool',
  source: 'tool',
  text: `this tool, which writes the old cluster files otherwise than they were written,`,
  places: [],
};

const BY_HAND: Cause = {
  id: 'by-hand',
  source: 'by-hand',
  text: `something else than the cluster files (the files differ from what a synth writes: synthesize again)`,
  places: [],
};

function causeOf(fields: readonly FieldChange[]): Cause {
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

/** Chart values by their own name, as the chart's documentation has them. */
function shownField(path: readonly string[]): string {
  const field = path.join('.');
  return field.startsWith('cilium.values.') ? field.slice('cilium.values.'.length) : field;
}

function withPlaces(
  causes: ReadonlyMap<string, readonly Cause[]>,
  fields: readonly FieldChange[],
  before: ClusterInput,
  after: ClusterInput,
): ReadonlyMap<string, readonly Cause[]> {
  const places = new Map(
    fields.map((field) => [
      shownField(field.path),
      (field.after === undefined ? before : after).place(field.path),
    ]),
  );
  const placed = new Map<Cause, Cause>();
  const place = (cause: Cause): Cause => {
    const done =
      placed.get(cause) ??
      (cause.source === 'tool' || cause.source === 'by-hand'
        ? cause
        : {
            ...cause,
            places: [...places].flatMap(([field, at]) => (cause.text.includes(code(field)) ? [at] : [])),
          });
    placed.set(cause, done);
    return done;
  };
  return new Map([...causes].map(([key, some]) => [key, some.map(place)]));
}

function kindOf({ changes, cluster }: ClusterPair, fields: readonly FieldChange[]): string {
  const text = JSON.stringify([
    fields.map(({ path, before, after }) => [path, valueText(before), valueText(after)]),
    changes.map(changeKey).sort(),
  ]);
  return createHash('sha1').update(text.replaceAll(cluster, '')).digest('hex');
}

/** Lists are one field. The version of Cilium comes first: the chart apart from the rest. */
export function fieldChanges(before: JsonObject, after: JsonObject): FieldChange[] {
  const changes: FieldChange[] = [];
  const walk = (old: JsonValue | undefined, now: JsonValue | undefined, path: readonly string[]) => {
    if (isObject(old) && isObject(now)) {
      for (const key of Object.keys({ ...old, ...now })) {
        walk(old[key], now[key], [...path, key]);
      }
    } else if (isObject(now) && old === undefined && Object.keys(now).length > 0) {
      for (const key of Object.keys(now)) {
        walk(undefined, now[key], [...path, key]);
      }
    } else if (valueKey(old) !== valueKey(now)) {
      changes.push({ path, before: old, after: now });
    }
  };
  walk(before, after, []);
  const rank = ({ path }: FieldChange) => (path.join('.') === 'cilium.version' ? 0 : 1);
  return changes.sort((a, b) => rank(a) - rank(b));
}

function valueKey(value: JsonValue | undefined): string {
  return JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? `${item}n` : item)) ?? '';
}

function withField(cluster: JsonObject, { path, after }: FieldChange): JsonObject {
  const [name = '', ...rest] = path;
  const { [name]: below, ...others } = cluster;
  if (rest.length > 0) {
    return {
      ...others,
      [name]: withField(isObject(below) ? below : {}, { path: rest, before: undefined, after }),
    };
  }
  return after === undefined ? others : { ...others, [name]: after };
}

function readFiles(files: readonly FileSpec[]): ReadFile[] {
  return files.flatMap(({ path, content }) => {
    const file = distFile(path);
    return file ? [{ ...file, text: content }] : [];
  });
}

function differing(cluster: string, before: readonly ReadFile[], after: readonly ReadFile[]) {
  const [old, now] = [before, after].map((files) => new Map(files.map(({ path, text }) => [path, text])));
  const isOther = (other: ReadonlyMap<string, string> | undefined) => (file: ReadFile) =>
    file.cluster === cluster && other?.get(file.path) !== file.text;
  return { cluster, before: before.filter(isOther(now)), after: after.filter(isOther(old)), shared: [] };
}
