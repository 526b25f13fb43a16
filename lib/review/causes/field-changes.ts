import { isObject, type JsonObject, type JsonValue } from '../../json';

/** A field of the cluster file that differs. */
export interface FieldChange {
  readonly path: readonly string[];
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
}

/** Lists are one field. The version of Cilium comes first: the chart apart from the rest. */
export function fieldChanges(before: JsonObject, after: JsonObject): FieldChange[] {
  const changes: FieldChange[] = [];
  const walk = (old: JsonValue | undefined, now: JsonValue | undefined, path: readonly string[]) => {
    if (isObject(old) && isObject(now)) {
      for (const key of Object.keys({ ...old, ...now })) {
        walk(old[key], now[key], [...path, key]);
      }
    } else if (isObject(now) && old === undefined && Object.keys(now).length > 0) {
      for (const key of Object.keys(now)) {
        walk(undefined, now[key], [...path, key]);
      }
    } else if (valueKey(old) !== valueKey(now)) {
      changes.push({ path, before: old, after: now });
    }
  };
  walk(before, after, []);
  const rank = ({ path }: FieldChange) => (path.join('.') === 'cilium.version' ? 0 : 1);
  return changes.sort((a, b) => rank(a) - rank(b));
}

function valueKey(value: JsonValue | undefined): string {
  return JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? `${item}n` : item)) ?? '';
}

/** The cluster with the field as it is afterwards. */
export function withField(cluster: JsonObject, { path, after }: FieldChange): JsonObject {
  const [name = '', ...rest] = path;
  const { [name]: below, ...others } = cluster;
  if (rest.length > 0) {
    return {
      ...others,
      [name]: withField(isObject(below) ? below : {}, { path: rest, before: undefined, after }),
    };
  }
  return after === undefined ? others : { ...others, [name]: after };
}

/** Chart values by their own name, as the chart's documentation has them. */
export function shownField(path: readonly string[]): string {
  const field = path.join('.');
  return field.startsWith('cilium.values.') ? field.slice('cilium.values.'.length) : field;
}
