import type { ChartValues } from '../../lib/charts/knowledge/chart-values';
import { isObject, type JsonObject, type JsonValue } from '../../lib/json';
import type { Random } from '../oracle/random';
import { WORDS } from './words';

/** One chart value. */
export interface Setting {
  readonly path: string;
  readonly value: JsonValue;
}

/**
 * Every boolean both ways, every word of every value that takes one of several, the ends of what numbers and
 * durations can be, and nonsense for texts and in lists, of a chart version.
 */
export function settingsOf({ facts }: ChartValues): readonly Setting[] {
  return Object.entries(facts).flatMap(([path, { types, default: value, enum: words = [], removed }]) => {
    if (path.includes('*') || removed !== undefined) {
      return [];
    }
    const isBoolean = typeof value === 'boolean' || types?.includes('boolean') === true;
    const isNumber = ['number', 'bigint'].includes(typeof value) || types?.includes('integer') === true;
    const isText = typeof value === 'string' || types?.includes('string') === true;
    const isList = Array.isArray(value) || types?.includes('array') === true;
    const isDuration = typeof value === 'string' && /^(?:\d+(?:ms|[smh]))+$/.test(value);
    const values = [
      ...(isBoolean ? [true, false] : []),
      ...words,
      ...(isNumber ? NUMBERS : []),
      ...(isDuration ? DURATIONS : []),
      ...(isText && words.length === 0 && path !== 'name' ? [NONSENSE] : []),
      ...(isText && value !== '' ? [''] : []),
      ...(value === undefined || value === null ? [] : [null]),
      ...(isList ? [[NONSENSE]] : []),
      ...(WORDS[path] ?? []),
    ];
    return [...new Set<JsonValue>(values)].map((one) => ({ path, value: one }));
  });
}

/** What the chart has to be told beside a setting, or it does not look at it. */
export function switchesOf({ facts }: ChartValues, { path }: Setting): readonly Setting[] {
  return (facts[path]?.needs ?? []).map((need) => ({ path: need.path, value: need.equals ?? true }));
}

/** The last is more than a port, and less than what would take the memory of a machine. */
const NUMBERS: readonly JsonValue[] = [-1, 0, 1, 65_536, 1_000_000];
const DURATIONS: readonly JsonValue[] = ['-1s', '0s'];

/** Of no form that any text value has; `name` is that of the objects, which the test looks for. */
const NONSENSE = 'nonsense';

/** Chart values that make settings, later ones on top. */
export function valuesOf(settings: readonly Setting[]): JsonObject {
  const values: JsonObject = {};
  for (const { path, value } of settings) {
    const keys = path.split('.');
    let at = values;
    for (const key of keys.slice(0, -1)) {
      const inner = at[key];
      const map: JsonObject = inner !== undefined && isObject(inner) ? inner : {};
      at[key] = map;
      at = map;
    }
    at[keys.at(-1) ?? ''] = value;
  }
  return values;
}

/** Two to four settings that each come up alone, different ones. */
export function randomCombination(settings: readonly Setting[], random: Random): readonly Setting[] {
  const chosen = random.some(settings, 2 + random.below(3));
  return chosen.filter(({ path }, index) => chosen.findIndex((other) => other.path === path) === index);
}

/** Leaves out one setting after the other, as long as what is left still fails. */
export async function shrunk(
  settings: readonly Setting[],
  stillFails: (fewer: readonly Setting[]) => Promise<boolean>,
): Promise<readonly Setting[]> {
  let left = settings;
  for (const setting of settings) {
    const fewer = left.filter((other) => other !== setting);
    if (fewer.length > 0 && (await stillFails(fewer))) {
      left = fewer;
    }
  }
  return left;
}

export function nameOf(settings: readonly Setting[]): string {
  return settings.map(({ path, value }) => `${path}=${JSON.stringify(value)}`).join(' ');
}
