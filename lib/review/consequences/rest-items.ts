import { type Change, objectKey, objectText, pathText } from '../change';
import { code, listText } from '../text';
import { folded } from './change-lines';
import { groupBy } from './group-by';
import type { Item } from './item';
import { shortPath } from './restarts';

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

/** Removed objects are listed in another group; this one is still there. */
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
