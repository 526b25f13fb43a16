import { isObject, type JsonObject } from '../json';

/**
 * Lays values over others as Helm lays one values file over another: maps merge, anything else replaces,
 * and `null` stays, for Helm to delete the chart's default.
 */
export function mergeValues(base: JsonObject, over: JsonObject): JsonObject {
  const merged: JsonObject = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = base[key];
    merged[key] = isObject(below) && isObject(value) ? mergeValues(below, value) : value;
  }
  return merged;
}
