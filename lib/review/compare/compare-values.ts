import { isObject, type JsonObject, type JsonValue } from '../../json';
import type { ChangeKind } from '../change';
import type { Shape } from './api-shape';
import { byKeys } from './lists';
import { sameQuantity } from './quantity';
import { meansAbsent } from './server-defaults';
import { asSets } from './sets';

/** A difference, before it is known of which object. */
export interface Difference {
  readonly path: readonly string[];
  readonly kind: ChangeKind;
  readonly before?: JsonValue;
  readonly after?: JsonValue;
}

/** Maps whose entries are reported one by one when the whole map comes or goes. */
const ENTRY_BY_ENTRY = new Set(['labels', 'annotations', 'data', 'nodeSelector']);

/**
 * Compares two values as the API server would merge one into the other, and collects every path that differs.
 * A value that comes or goes as a whole is one difference at its root.
 */
export class Comparison {
  readonly differences: Difference[] = [];

  /** @param templateDepth how many steps the path of a pod template has, where the object has one */
  constructor(private readonly templateDepth?: number) {}

  values(
    before: JsonValue | undefined,
    after: JsonValue | undefined,
    shape: Shape,
    path: readonly string[],
    beside: Beside = NOTHING,
    keys?: readonly string[],
  ): void {
    if (before === after) {
      return;
    }
    if (isObject(before) && isObject(after)) {
      this.maps(before, after, shape, path);
    } else if (Array.isArray(before) && Array.isArray(after)) {
      this.lists(before, after, shape, path, keys);
    } else if (before === undefined || after === undefined || before === null || after === null) {
      this.oneSided(before ?? undefined, after ?? undefined, before, after, shape, path, beside);
    } else if (shape.quantity && sameQuantity(before, after)) {
      this.add({ path, kind: 'same', before, after });
    } else {
      const lines = typeof before === 'string' && typeof after === 'string' && /\n/.test(before + after);
      this.add({ path, kind: lines ? 'text' : kindOfWord(path, before, after), before, after });
    }
  }

  add(difference: Difference): void {
    this.differences.push(difference);
  }

  private maps(before: JsonObject, after: JsonObject, shape: Shape, path: readonly string[]): void {
    for (const name of Object.keys({ ...before, ...after })) {
      this.values(
        own(before, name),
        own(after, name),
        shape.field(name),
        [...path, name],
        { before, after },
        shape.mergeKeys(name),
      );
    }
  }

  private oneSided(
    before: JsonValue | undefined,
    after: JsonValue | undefined,
    writtenBefore: JsonValue | undefined,
    writtenAfter: JsonValue | undefined,
    shape: Shape,
    path: readonly string[],
    beside: Beside,
  ): void {
    const written = {
      ...(writtenBefore !== undefined && { before: writtenBefore }),
      ...(writtenAfter !== undefined && { after: writtenAfter }),
    };
    const value = before ?? after;
    if (value === undefined) {
      this.add({ path, kind: 'same', ...written });
      return;
    }
    if (isObject(value) && ENTRY_BY_ENTRY.has(path.at(-1) ?? '') && Object.keys(value).length > 0) {
      this.maps(isObject(before) ? before : {}, isObject(after) ? after : {}, shape, path);
      return;
    }
    const { templateDepth } = this;
    const holder = before === undefined ? beside.after : beside.before;
    const absent =
      templateDepth !== undefined && path.length > templateDepth
        ? meansAbsent(path.slice(templateDepth), value, holder)
        : Array.isArray(value) && value.length === 0;
    this.add({ path, kind: absent ? 'same' : 'value', ...written });
  }

  private lists(
    before: readonly JsonValue[],
    after: readonly JsonValue[],
    shape: Shape,
    path: readonly string[],
    keys: readonly string[] | undefined,
  ): void {
    const scalars = [...before, ...after].every((item) => typeof item !== 'object' || item === null);
    if (scalars) {
      this.scalars(before, after, path, keys);
      return;
    }
    const named = byKeys(before, after, keys);
    if (!named) {
      this.unnamed(before, after, shape, path);
      return;
    }
    const [first, second] = [named.before, named.after].map(
      (list) => new Map(list.map(({ name, item }) => [name, item])),
    );
    for (const name of new Set([...(first?.keys() ?? []), ...(second?.keys() ?? [])])) {
      this.values(first?.get(name), second?.get(name), shape.items, [...path, name]);
    }
    const order = (list: readonly { name: string }[], other: Map<string, JsonValue> | undefined) =>
      list.map(({ name }) => name).filter((name) => other?.has(name));
    const [orderBefore, orderAfter] = [order(named.before, second), order(named.after, first)];
    if (orderBefore.join('\0') !== orderAfter.join('\0')) {
      this.add({ path: [...path, '[order]'], kind: 'order', before: orderBefore, after: orderAfter });
    }
  }

  private scalars(
    before: readonly JsonValue[],
    after: readonly JsonValue[],
    path: readonly string[],
    keys: readonly string[] | undefined,
  ): void {
    const { gone, come, reordered } = asSets(before, after);
    const byPlace = !keys && !isSet(path) && before.length === after.length && gone.length > 0;
    if (byPlace) {
      before.forEach((item, index) => {
        const other = after[index];
        if (item !== other && other !== undefined) {
          const lines = /\n/.test(`${item}${other}`);
          this.add({
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
      this.add({ path: [...path, label], kind: 'value', before: value });
    }
    for (const { label, value } of come) {
      this.add({ path: [...path, label], kind: 'value', after: value });
    }
    if (reordered) {
      // The API server stores the new order, so a pod template is another one.
      const kind = keys && this.templateDepth === undefined ? 'same' : 'order';
      this.add({ path: [...path, '[order]'], kind, before: [...before], after: [...after] });
    }
  }

  /** Items that nothing distinguishes: by place where there are as many, else what is in one list only. */
  private unnamed(
    before: readonly JsonValue[],
    after: readonly JsonValue[],
    shape: Shape,
    path: readonly string[],
  ): void {
    if (before.length === after.length) {
      before.forEach((item, index) => {
        this.values(item, after[index], shape.items, [...path, `[${index}]`]);
      });
      return;
    }
    const { gone, come, reordered } = asSets(before, after);
    const [old, now] = [gone, come].map((items) => new Map(items.map(({ index, value }) => [index, value])));
    for (const index of [...new Set([...gone, ...come].map((item) => item.index))].sort((a, b) => a - b)) {
      const at = [...path, `[${index}]`];
      if (old?.has(index) && now?.has(index)) {
        this.values(old.get(index), now.get(index), shape.items, at);
      } else {
        const side = old?.has(index) ? 'before' : 'after';
        this.add({ path: at, kind: 'value', [side]: old?.get(index) ?? now?.get(index) ?? null });
      }
    }
    if (reordered) {
      this.add({ path: [...path, '[order]'], kind: 'order', before: [...before], after: [...after] });
    }
  }
}

/** The objects that hold a field, before and after. */
interface Beside {
  readonly before: JsonObject;
  readonly after: JsonObject;
}

const NOTHING: Beside = { before: {}, after: {} };

/** A field of an object, whatever objects inherit. */
export function own(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Lists without keys in the API whose order has no meaning. */
function isSet(path: readonly string[]): boolean {
  return path.at(-2) === 'capabilities' || path.at(-1) === 'verbs';
}

function kindOfWord(path: readonly string[], before: JsonValue, after: JsonValue): ChangeKind {
  const digest = /^[0-9a-f]{32,128}$/;
  return /checksum|sha256/i.test(path.at(-1) ?? '') &&
    digest.test(String(before)) &&
    digest.test(String(after))
    ? 'checksum'
    : 'value';
}
