import type { JsonObject } from '../../json';
import { type Change, objectKey, objectText, pathText } from '../change';
import type { ClusterPair } from '../cluster-pair';
import type { DistObject } from '../dist-files';
import { changeText, code, count, listText, type Text } from '../text';
import type { Item } from './item';
import { shellWord } from './shell-word';
import {
  changesTemplate,
  configurationOf,
  isPartial,
  pace,
  part,
  ROLLED_KINDS,
  templateField,
} from './workloads';

/** Subject of the line that says that the pods of a workload restart. */
function restartSubject(change: Pick<Change, 'object'>): string {
  return `restart ${objectText(change.object)}`;
}

/**
 * Which pods are replaced, why, and how many at a time; and which go on with the old configuration until somebody
 * restarts them.
 */
export function restartItems(pair: ClusterPair): Item[] {
  const workloads = pair.after
    .ofKinds(...ROLLED_KINDS)
    .filter(({ ref, object }) => ref.role === 'cluster' && ref.copy === undefined && !isPartial(object));
  const rolled = workloads.flatMap((workload) => rolledItem(workload, pair.changes));
  const restarted = new Set(rolled.filter(({ byItself }) => byItself).map(({ key }) => key));
  const started = workloads.flatMap((workload) => startedItem(workload, pair.changes));
  const there = workloads.filter((workload) => startedItem(workload, pair.changes).length === 0);
  return [...rolled.map(({ item }) => item), ...started, ...waitingItems(there, restarted, pair)];
}

interface Rolled {
  readonly key: string;
  readonly byItself: boolean;
  readonly item: Item;
}

function rolledItem({ ref, object }: DistObject, changes: readonly Change[]): Rolled[] {
  const because = changes.filter(
    (change) => objectKey(change.object) === objectKey(ref) && changesTemplate(change),
  );
  if (because.length === 0) {
    return [];
  }
  const { text, byItself } = pace(object);
  const item: Item = {
    group: 'restarts',
    subject: restartSubject({ object: ref }),
    text: `${code(objectText(ref))}: pods restart ${text}, because of ${reasons(because, object, changes)}`,
    changes: because.filter(({ kind }) => kind === 'checksum'),
    because,
  };
  return [{ key: objectKey(ref), byItself, item }];
}

/** A workload that came brings its pods with it. */
function startedItem({ ref, object }: DistObject, changes: readonly Change[]): Item[] {
  const because = changes.filter(
    ({ object: other, kind, after }) =>
      kind === 'object' && after !== undefined && objectKey(other) === objectKey(ref),
  );
  const replicas = part(object.spec).replicas;
  const where = ref.kind === 'DaemonSet' ? 'on every node' : count(Number(replicas ?? 1), 'pod');
  return because.length === 0
    ? []
    : [
        {
          group: 'restarts',
          subject: `start ${objectText(ref)}`,
          text: `${code(objectText(ref))} is new: pods start, ${where}`,
          changes: [],
          because,
        },
      ];
}

/** Fields that restart pods, in short: checksums as what they are of, the rest by name and number. */
function reasons(because: readonly Change[], object: JsonObject, changes: readonly Change[]): Text {
  const checksums = because.filter(({ kind }) => kind === 'checksum');
  const configuration = configurationOf(object);
  const changed = [
    ...new Set(
      changes
        .filter(({ object: other, kind }) => other.kind === 'ConfigMap' && kind !== 'same')
        .map(({ object: other }) => other.name)
        .filter((name) => configuration.has(name) || namedBy(checksums, name)),
    ),
  ];
  const fields = because.filter(({ kind }) => kind !== 'checksum').map(fieldName);
  const counted = [...new Set(fields)].map((field) => {
    const times = fields.filter((other) => other === field).length;
    return times > 1 ? `${code(field)} (${times})` : code(field);
  });
  const shown = counted.length > 6 ? [...counted.slice(0, 5), `${counted.length - 5} more fields`] : counted;
  const ofChecksums =
    checksums.length === 0
      ? []
      : changed.length > 0
        ? changed.map((name) => `${code(`ConfigMap ${name}`)} (by its checksum)`)
        : checksums.map(({ path }) => code(path.at(-1) ?? ''));
  return listText([...ofChecksums, ...shown]);
}

/** `cilium.io/cilium-configmap-checksum` is of cilium-config, `cilium.io/cilium-envoy-configmap-checksum` of cilium-envoy-config. */
function namedBy(checksums: readonly Change[], name: string): boolean {
  return checksums.some(({ path }) => {
    const annotation = (path.at(-1) ?? '').replace(/^.*\//, '');
    return annotation.replace(/-?configmap-checksum$/, '-config') === name;
  });
}

function fieldName(change: Change): string {
  const names = templateField(change).filter((step) => !step.startsWith('['));
  const field = names.at(-1) ?? '';
  const generic = /^(?:name|value|path|port|scheme|type|operator|key|readOnly)$/.test(field);
  return names.includes('labels') || names.includes('annotations')
    ? field
    : generic
      ? names.slice(-2).join('.')
      : field;
}

/** ConfigMaps that changed and whose readers do not restart by themselves. */
function waitingItems(
  workloads: readonly DistObject[],
  restarted: ReadonlySet<string>,
  { changes }: ClusterPair,
): Item[] {
  const configMaps = new Map<string, Change[]>();
  for (const change of changes) {
    const { object, kind, path } = change;
    if (object.kind === 'ConfigMap' && object.role === 'cluster' && kind !== 'same' && path[0] === 'data') {
      configMaps.set(object.name, [...(configMaps.get(object.name) ?? []), change]);
    }
  }
  return [...configMaps].flatMap(([name, because]) =>
    workloads
      .filter(({ ref, object }) => !restarted.has(objectKey(ref)) && configurationOf(object).has(name))
      .map(
        ({ ref }): Item => ({
          group: 'restarts',
          subject: `waits ${objectText(ref)} ${name}`,
          text: `${code(objectText(ref))} does not restart by itself: its pods read ${code(`ConfigMap ${name}`)} (${count(because.length, 'changed path')}) when somebody restarts them`,
          steps: [
            code(
              `kubectl -n ${shellWord(ref.namespace)} rollout restart ${shellWord(`${ref.kind.toLowerCase()}/${ref.name}`)}`,
            ),
          ],
          changes: [],
          because,
        }),
      ),
  );
}

/** The line of one changed field of a pod template, or of how fast pods are replaced. */
export function templateItem(changes: readonly Change[]): Item {
  const [first] = changes;
  if (!first) {
    throw new RangeError('a line needs a changed path');
  }
  const places = changes.map(({ path }) => pathText(shortPath(path)));
  const { before, after, kind } = first;
  const what =
    kind === 'order' ? 'another order' : kind === 'text' ? 'another text' : changeText(before, after);
  return {
    group: 'restarts',
    subject: `${objectText(first.object)} ${places.join(' ')}`,
    text: `${code(objectText(first.object))} ${listText(places.map(code))}: ${what}`,
    detail: true,
    changes,
  };
}

/** The path without what every path of the kind begins with. */
export function shortPath(path: readonly string[]): readonly string[] {
  const text = path.join(' ');
  if (text.startsWith('spec template spec ')) {
    return path.slice(3);
  }
  if (text.startsWith('spec jobTemplate spec template spec ')) {
    return path.slice(5);
  }
  return path;
}
