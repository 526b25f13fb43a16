import { createHash } from 'node:crypto';
import type { JsonObject } from '../../json';
import type { FileSpec } from '../../layout/layout';
import { changeKey } from '../change';
import { type ClusterPair, compareCluster, type ReadFile } from '../cluster-pair';
import { distFile } from '../dist-files';
import { code, valueText } from '../text';
import { BY_HAND, type Cause, type CausesOf, causeOf, causeOfManifests, TOOL } from './cause';
import type { ClusterInput } from './cluster-input';
import { type FieldChange, fieldChanges, shownField, withField } from './field-changes';
import { changedManifests, oldestManifests } from './own-manifest-changes';

/**
 * Makes the files of a cluster with this tool; undefined where the input is refused. What the cluster names under
 * `manifests` is read from the disk unless something else is given.
 */
export type Synthesize = (
  cluster: JsonObject,
  file: string,
  manifests?: ClusterInput['manifests'],
) => readonly FileSpec[] | undefined;

export interface AttributionProps {
  readonly before: ReadonlyMap<string, ClusterInput>;
  readonly after: ReadonlyMap<string, ClusterInput>;
  readonly synthesize: Synthesize;
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

/** What differs between the inputs of a cluster. */
interface InputChanges {
  readonly before: ClusterInput;
  readonly after: ClusterInput;
  readonly fields: readonly FieldChange[];
  /** Files under `manifests`. */
  readonly manifests: readonly string[];
}

/**
 * Finds out what moved which path by making the files again: first the old input with this tool, then one changed field
 * after the other, last the changed objects of the user's own. What a step changes, its cause caused. Nothing is guessed
 * from names.
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
    const inputs = { before, after, fields, manifests: changedManifests(before, after) };
    const key = kindOf(pair, inputs);
    const found = known.get(key) ?? (known.size < KINDS ? attribute(pair, inputs, props) : new Map());
    known.set(key, found);
    return withPlaces(found, inputs);
  };
}

function attribute(
  pair: ClusterPair,
  { before, after, fields, manifests }: InputChanges,
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
  const old = oldestManifests(before, after);
  const made = synthesize(before.cluster, before.file, old);
  if (!made) {
    return causes;
  }
  let files = readFiles(made);
  assign(committed.before, files, TOOL);
  let input = before.cluster;
  let waiting: FieldChange[] = [];
  const steps = fields.length > ONE_BY_ONE ? [fields] : fields.map((field) => [field]);
  for (const step of steps) {
    waiting.push(...step);
    const next = waiting.reduce(withField, input);
    const now = synthesize(next, before.file, old);
    if (now) {
      assign(files, readFiles(now), causeOf(waiting));
      files = readFiles(now);
      input = next;
      waiting = [];
    }
  }
  const last = waiting.length > 0 ? causeOf(waiting) : undefined;
  const full = manifests.length > 0 ? synthesize(after.cluster, before.file, after.manifests) : undefined;
  if (full) {
    assign(files, readFiles(full), last ?? causeOfManifests(manifests));
    files = readFiles(full);
  }
  assign(files, committed.after, full ? BY_HAND : (last ?? BY_HAND));
  return causes;
}

function withPlaces(
  causes: ReadonlyMap<string, readonly Cause[]>,
  { before, after, fields, manifests }: InputChanges,
): ReadonlyMap<string, readonly Cause[]> {
  const places = new Map(
    fields.map((field) => [
      shownField(field.path),
      (field.after === undefined ? before : after).place(field.path),
    ]),
  );
  const placed = new Map<Cause, Cause>();
  const placesOf = ({ source, text }: Cause): readonly string[] =>
    source === 'manifests'
      ? manifests
      : [...places].flatMap(([field, at]) => (text.includes(code(field)) ? [at] : []));
  const place = (cause: Cause): Cause => {
    const done =
      placed.get(cause) ??
      (cause.source === 'tool' || cause.source === 'by-hand' ? cause : { ...cause, places: placesOf(cause) });
    placed.set(cause, done);
    return done;
  };
  return new Map([...causes].map(([key, some]) => [key, some.map(place)]));
}

function kindOf({ changes, cluster }: ClusterPair, { fields, manifests }: InputChanges): string {
  const text = JSON.stringify([
    fields.map(({ path, before, after }) => [path, valueText(before), valueText(after)]),
    manifests,
    changes.map(changeKey).sort(),
  ]);
  return createHash('sha1').update(text.replaceAll(cluster, '')).digest('hex');
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
