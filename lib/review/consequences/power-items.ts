import { isObject, type JsonValue } from '../../json';
import { type Change, objectKey, objectText, pathText } from '../change';
import { changeText, code, listText, type Text, valueText } from '../text';
import { groupBy } from './group-by';
import { type Item, STAYS } from './item';
import { lineCounts } from './line-counts';
import { shortPath } from './restarts';
import { powersOf } from './security';
import { inTemplate } from './workloads';

/** What pods may do to nodes: fields of pod templates, and objects that come or go. */
export function powerItems(changes: readonly Change[]): Item[] {
  const bySameChange = groupBy(
    changes,
    ({ object, path, before, after, kind }) =>
      `${objectKey(object)} ${path.filter((step) => !/^\[.*\]$/.test(step)).join('.')} ${kind} ${valueText(before)} ${valueText(after)}`,
  );
  return [...bySameChange.values()].flatMap((same) => {
    const [first] = same;
    return first ? [powerItem(first, same)] : [];
  });
}

function powerItem(first: Change, same: readonly Change[]): Item {
  const { object, kind, before, after, path } = first;
  const name = objectText(object);
  if (kind === 'object') {
    const powers = powersOf(after ?? before ?? null);
    const with_ = powers.length === 0 ? '' : `, with ${listText(powers.map(code))}`;
    return {
      group: 'security',
      subject: `object ${name}`,
      text: `${code(name)} ${after === undefined ? STAYS : 'is new'}${with_}${subjects(after ?? before)}`,
      changes: same,
    };
  }
  if (kind === 'text') {
    return {
      group: 'security',
      subject: `${name} ${pathText(path)}`,
      text: `${code(name)} ${code(path[1] ?? pathText(path))}: the script changes, ${lineCounts(first)}`,
      changes: same,
    };
  }
  const places = same.map((change) => code(pathText(shortPath(change.path))));
  const capability = /capabilities\.(add|drop)/.exec(pathText(path))?.[1];
  const what =
    capability === undefined
      ? changeText(before, after)
      : `capability ${code(String(after ?? before))} ${(after === undefined) === (capability === 'add') ? 'is taken away' : 'is given'}`;
  const powers = inTemplate(first) && isPart(after) ? powersOf(after ?? null) : [];
  const hint = powers.length > 0 ? ` (${listText(powers.map(code))})` : '';
  return {
    group: 'security',
    subject: `${name} ${same.map((change) => pathText(change.path)).join(' ')}`,
    text: `${code(name)} ${listText(places)}: ${what}${hint}`,
    changes: same,
  };
}

function isPart(value: JsonValue | undefined): boolean {
  return typeof value === 'object' && value !== null;
}

/** Whom a binding gives its role to. */
function subjects(value: JsonValue | undefined): Text {
  const { roleRef, subjects: list } = isObject(value) ? value : {};
  if (!isObject(roleRef) || !Array.isArray(list)) {
    return '';
  }
  const names = list.filter(isObject).map(({ kind, name }) => code(`${kind} ${name}`));
  return `: ${code(`${roleRef.kind} ${roleRef.name}`)} for ${listText(names)}`;
}
