import type { JsonValue } from '../../json';
import type { Shape } from './api-shape';
import type { Compares } from './difference';
import { byKeys } from './lists';
import { asSets } from './sets';

/** The field that a list is in. */
interface ListField {
  /** Of the list. */
  readonly shape: Shape;
  readonly path: readonly string[];
  /** How the API server merges it: by these keys, as a set where there are none, as one value where undefined. */
  readonly keys: readonly string[] | undefined;
}

/** Compares two lists: items with the same merge key are compared, scalars are a set, the rest is by place. */
export function compareLists(
  into: Compares,
  before: readonly JsonValue[],
  after: readonly JsonValue[],
  of: ListField,
): void {
  const { shape, path, keys } = of;
  const scalars = [...before, ...after].every((item) => typeof item !== 'object' || item === null);
  if (scalars) {
    compareScalars(into, before, after, of);
    return;
  }
  const named = byKeys(before, after, keys);
  if (!named) {
    compareUnnamed(into, before, after, of);
    return;
  }
  const [first, second] = [named.before, named.after].map(
    (list) => new Map(list.map(({ name, item }) => [name, item])),
  );
  for (const name of new Set([...(first?.keys() ?? []), ...(second?.keys() ?? [])])) {
    into.values(first?.get(name), second?.get(name), shape.items, [...path, name]);
  }
  const order = (list: readonly { name: string }[], other: Map<string, JsonValue> | undefined) =>
    list.map(({ name }) => name).filter((name) => other?.has(name));
  const [orderBefore, orderAfter] = [order(named.before, second), order(named.after, first)];
  if (orderBefore.join('\0') !== orderAfter.join('\0')) {
    into.add({ path: [...path, '[order]'], kind: 'order', before: orderBefore, after: orderAfter });
  }
}

function compareScalars(
  into: Compares,
  before: readonly JsonValue[],
  after: readonly JsonValue[],
  { path, keys }: ListField,
): void {
  const { gone, come, reordered } = asSets(before, after);
  const byPlace = !keys && !isSet(path) && before.length === after.length && gone.length > 0;
  if (byPlace) {
    before.forEach((item, index) => {
      const other = after[index];
      if (item !== other && other !== undefined) {
        const lines = /\n/.test(`${item}${other}`);
        into.add({
          path: [...path, `[${index}]`],
          kind: lines ? 'text' : 'value',
          before: item,
          after: other,
        });
      }
    });
    return;
  }
  for (const { label, value } of gone) {
    into.add({ path: [...path, label], kind: 'value', before: value });
  }
  for (const { label, value } of come) {
    into.add({ path: [...path, label], kind: 'value', after: value });
  }
  if (reordered) {
    // The API server stores the new order, so a pod template is another one.
    const kind = keys && into.templateDepth === undefined ? 'same' : 'order';
    into.add({ path: [...path, '[order]'], kind, before: [...before], after: [...after] });
  }
}

/** Items that nothing distinguishes: by place where there are as many, else what is in one list only. */
function compareUnnamed(
  into: Compares,
  before: readonly JsonValue[],
  after: readonly JsonValue[],
  { shape, path }: ListField,
): void {
  if (before.length === after.length) {
    before.forEach((item, index) => {
      into.values(item, after[index], shape.items, [...path, `[${index}]`]);
    });
    return;
  }
  const { gone, come, reordered } = asSets(before, after);
  const [old, now] = [gone, come].map((items) => new Map(items.map(({ index, value }) => [index, value])));
  for (const index of [...new Set([...gone, ...come].map((item) => item.index))].sort((a, b) => a - b)) {
    const at = [...path, `[${index}]`];
    if (old?.has(index) && now?.has(index)) {
      into.values(old.get(index), now.get(index), shape.items, at);
    } else {
      const side = old?.has(index) ? 'before' : 'after';
      into.add({ path: at, kind: 'value', [side]: old?.get(index) ?? now?.get(index) ?? null });
    }
  }
  if (reordered) {
    into.add({ path: [...path, '[order]'], kind: 'order', before: [...before], after: [...after] });
  }
}

/** Lists without keys in the API whose order has no meaning. */
function isSet(path: readonly string[]): boolean {
  return path.at(-2) === 'capabilities' || path.at(-1) === 'verbs';
}
