import { isObject, type JsonObject, type JsonValue } from '../../lib/json';

/** Takes away every field without which `stillFails` holds, one after the other. */
export async function shrink(
  values: JsonObject,
  stillFails: (values: JsonObject) => Promise<boolean>,
): Promise<JsonObject> {
  let smallest = values;
  for (const path of pathsOf(values)) {
    const candidate = without(smallest, path);
    if (await stillFails(candidate)) {
      smallest = candidate;
    }
  }
  return smallest;
}

/** Every path to a field, outer fields first. */
function pathsOf(value: JsonValue, path: readonly string[] = []): (readonly string[])[] {
  return isObject(value)
    ? Object.entries(value).flatMap(([key, item]) => [[...path, key], ...pathsOf(item, [...path, key])])
    : [];
}

function without(values: JsonObject, [key = '', ...rest]: readonly string[]): JsonObject {
  const item = values[key];
  if (rest.length === 0 || !isObject(item ?? null)) {
    const { [key]: _, ...others } = values;
    return others;
  }
  return { ...values, [key]: without(item as JsonObject, rest) };
}
