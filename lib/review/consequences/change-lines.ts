import { type Change, objectText, pathText } from '../change';
import { PLAIN_FILE } from '../dist-files';
import { changeText, code, count, listText, type Text } from '../text';
import { groupBy } from './group-by';
import type { Item } from './item';
import { lineCounts } from './line-counts';
import { shortPath } from './restarts';

/** One line for the same change of the same field, however many objects have it. */
export function folded(group: Item['group'], changes: readonly Change[]): Item[] {
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

/** What happened to a path, in a few words. */
export function whatOf(change: Change): Text {
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
