import { type Change, objectKey, objectText, pathText } from '../change';
import { PLAIN_FILE } from '../dist-files';
import { changeText, code, count, listText, type Text } from '../text';
import { type ConfigKeys, describeKey } from './config-keys';
import { groupBy } from './group-by';
import type { Item } from './item';
import { lineCounts } from './line-counts';
import { shortPath } from './restarts';

/** The versions of Cilium on both sides, for looking up keys of cilium-config. */
export interface Versions {
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** ConfigMaps that say how traffic flows, key by key; other objects that do. */
export function networkItems(changes: readonly Change[], versions: Versions, keys: ConfigKeys): Item[] {
  const isConfig = ({ object, path }: Change) =>
    object.kind === 'ConfigMap' && object.name === 'cilium-config' && path[0] === 'data' && path.length === 2;
  const others = changes.filter((change) => !isConfig(change));
  const alike = groupBy(
    others,
    (change) =>
      `${objectKey(change.object)} ${change.path
        .filter((step) => !step.startsWith('['))
        .slice(-2)
        .join('.')} ${whatOf(change)}`,
  );
  return [
    ...changes.filter(isConfig).map((change) => configItem(change, versions, keys)),
    ...[...alike.values()].map(alikeItem),
  ];
}

/** The same change at several places of one object. */
function alikeItem(same: readonly Change[]): Item {
  const [first] = same;
  if (!first) {
    throw new RangeError('a line needs a changed path');
  }
  if (same.length === 1) {
    return lineOf('network', first);
  }
  const name = objectText(first.object);
  return {
    group: 'network',
    subject: `${name} ${same.map(({ path }) => pathText(path)).join(' ')}`,
    text: `${code(name)} ${code(pathText(shortPath(first.path)))} and ${count(same.length - 1, 'place')} like it: ${whatOf(first)}`,
    changes: same,
  };
}

function configItem(change: Change, versions: Versions, keys: ConfigKeys): Item {
  const { path, before, after, kind } = change;
  const key = path[1] ?? '';
  const known =
    (versions.after && after !== undefined ? keys(versions.after, key) : undefined) ??
    (versions.before ? keys(versions.before, key) : undefined);
  const note = describeKey(known);
  return {
    group: 'network',
    subject: `cilium-config ${key}`,
    text: `${code(key)}: ${kind === 'text' ? `another text, ${lineCounts(change)}` : changeText(before, after)}`,
    ...(note !== undefined && { note }),
    changes: [change],
  };
}

/** Applications, what came and went, and what only Argo CD reads. */
export function argoItems(changes: readonly Change[]): Item[] {
  const whole = changes.filter(({ kind }) => kind === 'object');
  const others = changes.filter(({ kind }) => kind !== 'object');
  return [
    ...objectLines(
      whole.filter(({ after }) => after !== undefined),
      'created',
    ),
    ...objectLines(
      whole.filter(({ after }) => after === undefined),
      'removed',
    ),
    ...folded('argo-cd', others),
  ];
}

function objectLines(changes: readonly Change[], word: 'created' | 'removed'): Item[] {
  return [...groupBy(changes, ({ object }) => `${object.role} ${object.kind}`).values()].map((same) => {
    const names = same.map(({ object }) => code(objectText(object)));
    const role = same[0]?.object.role;
    const stays =
      word === 'created'
        ? ''
        : role === 'undo'
          ? ' (applied by hand only)'
          : `: nothing prunes ${same.length === 1 ? 'it, and it stays' : 'them, and they stay'} in the cluster until somebody deletes ${same.length === 1 ? 'it' : 'them'}`;
    return {
      group: 'argo-cd',
      subject: `${word} ${role} ${same[0]?.object.kind}`,
      text: `${word}: ${listText(names)}${stays}`,
      changes: same,
    };
  });
}

/** What no other group is about. The same change of many objects is one line. */
export function restItems(changes: readonly Change[]): Item[] {
  const same = changes.filter(({ kind }) => kind === 'same');
  const copies = changes.filter(isCopy);
  const others = changes.filter((change) => change.kind !== 'same' && !isCopy(change));
  return [...folded('rest', others), ...copies.map(copyGone), ...sameItem(same)];
}

function isCopy({ kind, object }: Change): boolean {
  return kind === 'object' && object.copy !== undefined;
}

/** Objects that go are told elsewhere; this one is still there. */
function copyGone(change: Change): Item {
  const name = objectText(change.object);
  return {
    group: 'rest',
    subject: `copy ${name}`,
    text: `${code(name)} is gone, and another manifest of the same object stays`,
    changes: [change],
  };
}

/** Written differently and stored the same. */
function sameItem(changes: readonly Change[]): Item[] {
  const places = [...groupBy(changes, ({ object }) => objectKey(object)).values()].map(
    (some) =>
      `${code(some[0] ? objectText(some[0].object) : '')} ${listText(some.map(({ path }) => code(pathText(shortPath(path)))))}`,
  );
  return changes.length === 0
    ? []
    : [
        {
          group: 'rest',
          subject: 'same',
          text: `without effect, for the API server stores the same: ${places.join('; ')}`,
          changes,
        },
      ];
}

/** One line for the same change of the same field, however many objects have it. */
function folded(group: Item['group'], changes: readonly Change[]): Item[] {
  const alike = groupBy(changes, (change) => `${pathText(shortPath(change.path))} ${whatOf(change)}`);
  return [...alike.values()].flatMap((same): Item[] => {
    const [first] = same;
    if (!first) {
      return [];
    }
    if (same.length === 1) {
      return [lineOf(group, first)];
    }
    const names = same.map(({ object }) => objectText(object));
    const shown = names.length > 4 ? `${count(names.length, 'object')}` : listText(names.map(code));
    return [
      {
        group,
        subject: `${pathText(first.path)} of ${names.join(' ')}`,
        text: `${code(pathText(shortPath(first.path)))} of ${shown}: ${whatOf(first)}`,
        changes: same,
      },
    ];
  });
}

/** One changed path on one line. */
export function lineOf(group: Item['group'], change: Change): Item {
  const { object, path } = change;
  const name = objectText(object);
  if (object.kind === PLAIN_FILE) {
    return {
      group,
      subject: `file ${object.name}`,
      text: `${code(object.name)}: ${whatOf(change)}`,
      changes: [change],
    };
  }
  return {
    group,
    subject: `${name} ${pathText(path)}`,
    text: `${code(name)} ${code(pathText(shortPath(path)))}: ${whatOf(change)}`,
    changes: [change],
  };
}

function whatOf(change: Change): Text {
  switch (change.kind) {
    case 'order':
      return 'another order';
    case 'text':
      return `another text, ${lineCounts(change)}`;
    case 'object':
      return change.after === undefined ? 'gone' : 'new';
    case 'checksum':
      return 'another checksum';
    default:
      return changeText(change.before, change.after);
  }
}
