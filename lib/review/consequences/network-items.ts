import { type Change, objectKey, objectText, pathText } from '../change';
import { changeText, code, count } from '../text';
import { lineOf, whatOf } from './change-lines';
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
