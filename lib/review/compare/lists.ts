import { isObject, type JsonObject, type JsonValue } from '../../json';

/** An item of a list and what it is called, for example `[cilium-agent]`. */
export interface Named {
  readonly name: string;
  readonly item: JsonValue;
}

/** Fields by which people tell the items of a list apart whose keys the API does not say. */
const NATURAL_KEYS = ['name', 'key', 'id', 'mountPath'];

/** Fields that tell two items apart that share the API's merge key, such as a port in TCP and UDP. */
const DEFAULTS: Readonly<Record<string, JsonValue>> = { protocol: 'TCP' };

/**
 * Names the items of both lists by merge keys, so that those with the same name are compared.
 *
 * @param keys of the API; where it says none, a field that distinguishes all items of both lists
 * @returns undefined when no keys tell the items apart
 */
export function byKeys(
  before: readonly JsonValue[],
  after: readonly JsonValue[],
  keys: readonly string[] | undefined,
): { before: Named[]; after: Named[] } | undefined {
  const candidates = keys && keys.length > 0 ? [keys] : NATURAL_KEYS.map((key) => [key]);
  for (const candidate of candidates) {
    const named = [before, after].map((list) => nameAll(list, candidate));
    const [first, second] = named;
    if (first && second) {
      return { before: first, after: second };
    }
  }
  return undefined;
}

function nameAll(list: readonly JsonValue[], keys: readonly string[]): Named[] | undefined {
  const seen = new Set<string>();
  const named: Named[] = [];
  for (const item of list) {
    const name = isObject(item) ? nameBy(item, keys) : undefined;
    if (name === undefined || seen.has(name)) {
      return undefined;
    }
    seen.add(name);
    named.push({ name, item });
  }
  return named;
}

function nameBy(item: JsonObject, keys: readonly string[]): string | undefined {
  const [first = '', ...others] = keys;
  const value = item[first];
  if (typeof value !== 'string' && typeof value !== 'number') {
    return undefined;
  }
  const rest = others.map((key) => item[key] ?? DEFAULTS[key] ?? '');
  return `[${[value, ...rest].join('/')}]`;
}
