import type { Dialect } from '../dialect';
import { sprint } from '../go/print';
import type { Dict } from '../go/value';
import { copy } from '../go-yaml/write/dicts';

/**
 * Lays a user's values over a chart's, as Helm does for a chart without dependencies: a null deletes the chart's
 * default. They differ in defaults that are null themselves: Helm 3.21 keeps them, 4.2 drops them.
 *
 * @param given the user's values; changed in place and returned
 * @param warn called with what Helm would write to stderr: a map where the chart has none, or the other way round
 */
export function coalesce(
  chart: string,
  defaults: Dict,
  given: Dict,
  dialect: Dialect,
  warn: (message: string) => void,
): Dict {
  const dropsNulls = dialect === 'v4.2';
  for (const [key, value] of copy(defaults) as Dict) {
    const own = given.get(key);
    if (own === null) {
      given.delete(key);
    } else if (own instanceof Map) {
      if (value instanceof Map) {
        overlay(own, dropsNulls ? withoutNulls(value) : value, `${chart}.${key}`, warn);
      } else if (value !== null) {
        warn(`skipped value for ${chart}.${key}: Not a table.`);
      }
    } else if (own === undefined && !(dropsNulls && value === null)) {
      given.set(key, dropsNulls && value instanceof Map ? withoutNulls(value) : value);
    }
  }
  return given;
}

/** Fills `target` from `source`; a null over a default that is not null removes the key. */
function overlay(target: Dict, source: Dict, path: string, warn: (message: string) => void): void {
  for (const [key, value] of source) {
    const own = target.get(key);
    if (own === undefined) {
      target.set(key, value);
    } else if (own === null) {
      if (value !== null) {
        target.delete(key);
      }
    } else if (value instanceof Map) {
      if (own instanceof Map) {
        overlay(own, value, `${path}.${key}`, warn);
      } else {
        warn(`cannot overwrite table with non table for ${path}.${key} (${sprint(value)})`);
      }
    } else if (own instanceof Map && value !== null) {
      warn(`destination for ${path}.${key} is a table. Ignoring non-table value (${sprint(value)})`);
    }
  }
}

function withoutNulls(table: Dict): Dict {
  for (const [key, value] of table) {
    if (value === null) {
      table.delete(key);
    } else if (value instanceof Map) {
      withoutNulls(value);
    }
  }
  return table;
}
