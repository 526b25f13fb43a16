import type { TemplateFunction } from '../eval/function';
import { GoError, OutsideProfile } from '../go/errors';
import { type Dict, isTrue, type List, NIL_DICT, Struct, typeName, Unordered, type Value } from '../go/value';
import { copy } from '../go-yaml/write/dicts';
import { stringList, text } from './strings';

function dict(items: readonly Value[]): Dict {
  const built: Dict = new Map();
  for (let index = 0; index < items.length; index += 2) {
    built.set(text(items[index]), index + 1 < items.length ? (items[index + 1] ?? null) : '');
  }
  return built;
}

function set(target: Dict, key: string, value: Value): Dict {
  if (target === NIL_DICT) {
    throw new GoError('assignment to entry in nil map');
  }
  return target.set(key, value ?? null);
}

function notNil(target: Dict, name: string): Dict {
  if (target === NIL_DICT) {
    throw new OutsideProfile(`${name} of a nil map`);
  }
  return target;
}

function unset(target: Dict, key: string): Dict {
  notNil(target, 'unset').delete(key);
  return target;
}

function pick(source: Dict, keys: readonly string[]): Dict {
  return new Map([...source].filter(([key]) => keys.includes(key)));
}

function omit(source: Dict, keys: readonly string[]): Dict {
  return new Map([...source].filter(([key]) => !keys.includes(key)));
}

/** dig's last argument must be a plain map: Helm's own Values type makes Go panic. */
function dig(given: readonly Value[]): Value {
  if (given.length < 3) {
    throw new GoError('dig needs at least three arguments');
  }
  let at: Value = plainMap(given.at(-1));
  const fallback = given.at(-2);
  const keys = given.slice(0, -2).map(plainString);
  for (const [index, key] of keys.entries()) {
    const step: Value = plainMap(at).get(key);
    if (step === undefined) {
      return fallback;
    }
    if (index === keys.length - 1) {
      return step;
    }
    at = step;
  }
  return fallback;
}

function plainMap(value: Value): Dict {
  if (value instanceof Map && value.type === undefined) {
    return value;
  }
  throw new GoError(
    `interface conversion: interface {} is ${conversionName(value)}, not map[string]interface {}`,
  );
}

function plainString(value: Value): string {
  if (typeof value === 'string') {
    return value;
  }
  throw new GoError(`interface conversion: interface {} is ${conversionName(value)}, not string`);
}

function conversionName(value: Value): string {
  return value === null || value === undefined ? 'nil' : typeName(value);
}

/** mergo: what is empty in `target` is taken from `source`; with `overwrite`, everything that `source` has. */
function mergeInto(target: Dict, source: Dict, overwrite: boolean): void {
  for (const [key, value] of source) {
    const present = target.get(key);
    if (value === null || value === undefined) {
      if (overwrite) {
        target.set(key, null);
      }
      continue;
    }
    if (present !== undefined && (value instanceof Struct || present instanceof Struct)) {
      throw new OutsideProfile('to merge a map that holds a struct');
    }
    if (value instanceof Map && present instanceof Map) {
      mergeInto(present, value, overwrite);
      if (present.size > 0) {
        continue;
      }
    }
    if (overwrite || !isTrue(present)) {
      target.set(key, value);
    }
  }
}

function merge(overwrite: boolean): TemplateFunction {
  return {
    parameters: ['dict'],
    rest: 'dict',
    call: (_, target: Dict, ...sources: Dict[]) => {
      const isMade = target === NIL_DICT && sources.some((source) => source !== NIL_DICT);
      const merged: Dict = isMade ? new Map() : target;
      for (const source of sources) {
        mergeInto(merged, source, overwrite);
      }
      return merged;
    },
  };
}

/** Go's order of a map's keys is random, so a list of them is only a list when there is at most one. */
function unordered(items: List, origin: string): Value {
  return items.length < 2
    ? items
    : new Unordered(items.type === '[]string' ? '[]string' : '[]interface {}', items, origin);
}

const deepCopy: TemplateFunction = {
  parameters: ['any'],
  call: (_, value: Value) => {
    if (value === null || value === undefined) {
      throw new GoError('reflect: call of reflect.Value.Type on zero Value');
    }
    return copy(value);
  },
};

export const DICT_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  dict: { parameters: [], rest: 'any', call: (_, ...items: Value[]) => dict(items) },
  get: {
    parameters: ['dict', 'string'],
    call: (_, source: Dict, key: string) => (source.has(key) ? source.get(key) : ''),
  },
  set: {
    parameters: ['dict', 'string', 'any'],
    call: (_, target: Dict, key: string, value: Value) => set(target, key, value),
  },
  unset: { parameters: ['dict', 'string'], call: (_, target: Dict, key: string) => unset(target, key) },
  hasKey: { parameters: ['dict', 'string'], call: (_, source: Dict, key: string) => source.has(key) },
  pluck: {
    parameters: ['string'],
    rest: 'dict',
    call: (_, key: string, ...sources: Dict[]) =>
      sources.filter((source) => source.has(key)).map((source) => source.get(key)),
  },
  pick: {
    parameters: ['dict'],
    rest: 'string',
    call: (_, source: Dict, ...keys: string[]) => pick(source, keys),
  },
  omit: {
    parameters: ['dict'],
    rest: 'string',
    call: (_, source: Dict, ...keys: string[]) => omit(source, keys),
  },
  dig: { parameters: [], rest: 'any', call: (_, ...given: Value[]) => dig(given) },
  merge: merge(false),
  mustMerge: merge(false),
  mergeOverwrite: merge(true),
  mustMergeOverwrite: merge(true),
  deepCopy,
  mustDeepCopy: deepCopy,
  values: {
    parameters: ['dict'],
    call: (_, source: Dict) => unordered([...source.values()], 'values'),
  },
  keys: {
    parameters: [],
    rest: 'dict',
    call: (_, ...sources: Dict[]) =>
      unordered(stringList(sources.flatMap((source) => [...source.keys()])), 'keys'),
  },
};
