import { isObject, type JsonObject, type JsonValue } from '../../json';
import type { ChangeKind } from '../change';
import type { Shape } from './api-shape';
import { compareLists } from './compare-lists';
import type { Compares, Difference } from './difference';
import { sameQuantity } from './quantity';
import { meansAbsent } from './server-defaults';

/** Maps whose entries are reported one by one when the whole map comes or goes. */
const ENTRY_BY_ENTRY = new Set(['labels', 'annotations', 'data', 'nodeSelector']);

/**
 * Compares two values as the API server would merge one into the other, and collects every path that differs.
 * A value that comes or goes as a whole is one difference at its root.
 */
export class Comparison implements Compares {
  readonly differences: Difference[] = [];

  /** @param templateDepth how many steps the path of a pod template has, where the object has one */
  constructor(readonly templateDepth?: number) {}

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
      compareLists(this, before, after, { shape, path, keys });
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

function kindOfWord(path: readonly string[], before: JsonValue, after: JsonValue): ChangeKind {
  const digest = /^[0-9a-f]{32,128}$/;
  return /checksum|sha256/i.test(path.at(-1) ?? '') &&
    digest.test(String(before)) &&
    digest.test(String(after))
    ? 'checksum'
    : 'value';
}
