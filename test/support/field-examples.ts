import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, type JsonObject, type JsonValue } from '../../lib/json';

/** Where the examples are: a cluster file for each field, or for each way in which it is used. */
export const FIELD_EXAMPLES = 'test/fixtures/fields';

/** The names of all examples. */
export function exampleNames(): string[] {
  return readdirSync(FIELD_EXAMPLES).map((file) => file.replace(/\.yaml$/, ''));
}

/** Text of an example. */
export function exampleText(name: string): string {
  return readFileSync(join(FIELD_EXAMPLES, `${name}.yaml`), 'utf8');
}

/** The cluster without a field, given by its dotted path; a map that is empty then goes too. */
export function withoutField(cluster: JsonValue, dotted: string): JsonValue {
  const [key = '', ...rest] = dotted.split('.');
  if (!isObject(cluster) || !Object.hasOwn(cluster, key)) {
    throw new Error(`the example does not set ${dotted}`);
  }
  const { [key]: value = null, ...others } = cluster;
  if (rest.length === 0) {
    return others;
  }
  const left = withoutField(value, rest.join('.'));
  const kept: JsonObject = isObject(left) && Object.keys(left).length === 0 ? {} : { [key]: left };
  return { ...others, ...kept };
}
