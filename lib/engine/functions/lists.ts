import type { TemplateFunction } from '../eval/function';
import { GoError, randomOrder } from '../go/errors';
import { byteOrder, isTrue, kindName, type List, nilList, Unordered, type Value } from '../go/value';
import { deepEqual } from './deep-equal';
import { toInteger } from './numbers';
import { stringList, text, texts } from './strings';

/** The list a function was given, or Go's complaint about what it got. */
function listOf(value: Value, complaint: string): List {
  if (Array.isArray(value)) {
    return value;
  }
  if (value === null || value === undefined) {
    throw new GoError('runtime error: invalid memory address or nil pointer dereference');
  }
  if (value instanceof Unordered) {
    throw randomOrder(value.origin);
  }
  throw new GoError(`${complaint} ${kindName(value)}`);
}

/** A slice expression: Go panics out of bounds. */
function sliced(list: List, indices: readonly Value[]): Value {
  if (list.length === 0) {
    return null;
  }
  const start = indices.length > 0 ? toInteger(indices[0]) : 0n;
  const end = indices.length > 1 ? toInteger(indices[1]) : BigInt(list.length);
  if (start < 0n || end < start || end > BigInt(list.length)) {
    throw new GoError('reflect.Value.Slice: slice index out of bounds');
  }
  const part: List = list.slice(Number(start), Number(end));
  if (list.type !== undefined) {
    part.type = list.type;
  }
  return part;
}

function uniq(list: List): List {
  const seen: List = [];
  for (const item of list) {
    if (!seen.some((other) => deepEqual(item, other))) {
      seen.push(item);
    }
  }
  return seen;
}

function concat(lists: readonly Value[]): List {
  const joined: List = [];
  for (const list of lists) {
    if (list instanceof Unordered) {
      throw randomOrder(list.origin);
    }
    if (!Array.isArray(list)) {
      throw list === null || list === undefined
        ? new GoError('runtime error: invalid memory address or nil pointer dereference')
        : new GoError(`Cannot concat type ${kindName(list)} as list`);
    }
    joined.push(...list);
  }
  return joined.length === 0 ? nilList() : joined;
}

function has(needle: Value, haystack: Value): boolean {
  if (haystack === null || haystack === undefined) {
    return false;
  }
  const items = haystack instanceof Unordered ? haystack.items : listOf(haystack, 'Cannot find has on type');
  return items.some((item) => deepEqual(needle, item));
}

function sortAlpha(value: Value): List {
  if (value instanceof Unordered) {
    return sortAlpha([...value.items]);
  }
  return Array.isArray(value) ? stringList(texts(value).sort(byteOrder)) : stringList([text(value)]);
}

/** Every list function of sprig has a `must` twin that differs only in how Go reports the error. */
function twins(name: string, definition: TemplateFunction): Record<string, TemplateFunction> {
  return { [name]: definition, [`must${name.charAt(0).toUpperCase()}${name.slice(1)}`]: definition };
}

const first: TemplateFunction = {
  parameters: ['any'],
  call: (_, list: Value) => listOf(list, 'Cannot find first on type')[0] ?? null,
};
const last: TemplateFunction = {
  parameters: ['any'],
  call: (_, list: Value) => listOf(list, 'Cannot find last on type').at(-1) ?? null,
};
const append: TemplateFunction = {
  parameters: ['any', 'any'],
  call: (_, list: Value, item: Value) => [...listOf(list, 'Cannot push on type'), item],
};

/** A part of a list as a new one of any type; of an empty list a nil slice. */
function part(list: List, start: number, end?: number): List {
  return list.length === 0 ? nilList() : [...list].slice(start, end);
}

export const LIST_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  list: { parameters: [], rest: 'any', call: (_, ...items: Value[]) => items },
  tuple: { parameters: [], rest: 'any', call: (_, ...items: Value[]) => items },
  ...twins('first', first),
  ...twins('last', last),
  ...twins('rest', {
    parameters: ['any'],
    call: (_, list: Value) => part(listOf(list, 'Cannot find rest on type'), 1),
  }),
  ...twins('initial', {
    parameters: ['any'],
    call: (_, list: Value) => part(listOf(list, 'Cannot find initial on type'), 0, -1),
  }),
  ...twins('append', append),
  ...twins('push', append),
  ...twins('prepend', {
    parameters: ['any', 'any'],
    call: (_, list: Value, item: Value) => [item, ...listOf(list, 'Cannot prepend on type')],
  }),
  ...twins('reverse', {
    parameters: ['any'],
    call: (_, list: Value) => [...listOf(list, 'Cannot find reverse on type')].reverse(),
  }),
  ...twins('compact', {
    parameters: ['any'],
    call: (_, list: Value) => [...listOf(list, 'Cannot compact on type')].filter(isTrue),
  }),
  ...twins('uniq', {
    parameters: ['any'],
    call: (_, list: Value) => uniq(listOf(list, 'Cannot find uniq on type')),
  }),
  ...twins('without', {
    parameters: ['any'],
    rest: 'any',
    call: (_, list: Value, ...omit: Value[]) =>
      [...listOf(list, 'Cannot find without on type')].filter(
        (item) => !omit.some((other) => deepEqual(item, other)),
      ),
  }),
  ...twins('has', {
    parameters: ['any', 'any'],
    call: (_, needle: Value, haystack: Value) => has(needle, haystack),
  }),
  ...twins('slice', {
    parameters: ['any'],
    rest: 'any',
    call: (_, list: Value, ...indices: Value[]) =>
      sliced(listOf(list, 'list should be type of slice or array but'), indices),
  }),
  concat: { parameters: [], rest: 'any', call: (_, ...lists: Value[]) => concat(lists) },
  sortAlpha: { parameters: ['any'], call: (_, list: Value) => sortAlpha(list) },
};
