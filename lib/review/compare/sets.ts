import { isObject, type JsonValue } from '../../json';
import { jsonText } from '../text';

/** What a set gained and lost, and whether what both have is in another order. */
export interface SetDifference {
  readonly gone: readonly SetItem[];
  readonly come: readonly SetItem[];
  readonly reordered: boolean;
}

/** An item that only one of two lists has. */
export interface SetItem {
  /** Where it is in its list. */
  readonly index: number;
  readonly value: JsonValue;
  /** What it is called in a path, for example `[--config=a]`: no other item of the same list is called so. */
  readonly label: string;
}

/** Compares two lists as sets; repeated items count, and a number is not the text of its digits. */
export function asSets(before: readonly JsonValue[], after: readonly JsonValue[]): SetDifference {
  const [old, now] = [before.map(identity), after.map(identity)];
  const [gone, come] = [extra(old, now), extra(now, old)];
  const kept = (keys: readonly string[], without: readonly number[]) => {
    const left = new Set(without);
    return keys.filter((_, index) => !left.has(index)).join('\0');
  };
  return {
    gone: labelled(before, gone),
    come: labelled(after, come),
    reordered: kept(old, gone) !== kept(now, come),
  };
}

/** Where the items are that the other list has fewer of: the last of equal ones. */
function extra(keys: readonly string[], others: readonly string[]): number[] {
  const left = new Map<string, number>();
  for (const key of others) {
    left.set(key, (left.get(key) ?? 0) + 1);
  }
  return keys.flatMap((key, index) => {
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count > 0 ? [] : [index];
  });
}

function labelled(list: readonly JsonValue[], indices: readonly number[]): SetItem[] {
  const used = new Map<string, number>();
  return indices.map((index) => {
    const value = list[index] ?? null;
    const text = labelOf(value);
    const times = (used.get(text) ?? 0) + 1;
    used.set(text, times);
    return { index, value, label: times === 1 ? `[${text}]` : `[${text} (${times})]` };
  });
}

/** Longest label, in characters. */
const LONGEST = 60;

function labelOf(value: JsonValue): string {
  const isWord = typeof value === 'string' && !/^(?:-?\d+(?:\.\d+)?|true|false|null)$/.test(value);
  const [line = ''] = (isWord ? value : identity(value)).split('\n', 1);
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}...` : line;
}

/** The same text for the same value only, in whatever order its fields are written. */
function identity(value: JsonValue): string {
  if (Array.isArray(value)) {
    return `[${value.map(identity).join()}]`;
  }
  return isObject(value)
    ? `{${Object.keys(value)
        .sort()
        .map((key) => `${JSON.stringify(key)}:${identity(value[key] ?? null)}`)
        .join()}}`
    : jsonText(value);
}
