import { isObject, type JsonObject } from '../../lib/json';
import type { ApiTypes, TypeExpression } from '../../lib/manifests/type-expression';
import type { WordsByType } from './go-words';

/** Fields that controllers write: a manifest that carries them does no harm, and their types are half of the API. */
const WRITTEN_BY_CONTROLLERS = new Set(['status', 'managedFields']);

/** Types that are scalars, or anything, on the wire. */
const ON_THE_WIRE: Readonly<Record<string, string>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'Q',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'q',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 's',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 's',
};

/**
 * Reduces the OpenAPI document of a Kubernetes version to the kinds that can be written in a manifest and the
 * types they are made of. Lists, options and what has no kind of its own are left out.
 *
 * @param words what fields may hold, which the document does not say
 */
export function apiTypesOfSwagger(swagger: JsonObject, words: WordsByType = new Map()): ApiTypes {
  const definitions = isObject(swagger.definitions) ? swagger.definitions : {};
  const kinds: Record<string, string> = {};
  const types: Record<string, TypeExpression> = {};
  const use = (name: string): string => {
    const definition = definitions[name];
    const wire = ON_THE_WIRE[name];
    if (wire !== undefined || !isObject(definition) || !isObject(definition.properties)) {
      return wire ?? '*';
    }
    const short = shortName(name);
    if (!(short in types)) {
      types[short] = '*';
      types[short] = withWords(typeOf(definition, use), { ...words.get(short), ...MORE_WORDS[short] });
    }
    return `:${short}`;
  };
  for (const [name, definition] of Object.entries(definitions)) {
    const kind = kindOf(definition);
    if (kind !== undefined) {
      kinds[kind] = use(name).slice(1);
    }
  }
  return { kinds: sorted(kinds), types: sorted(types) };
}

/** Words of types that are outside k8s.io/api. */
const MORE_WORDS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'meta.v1.LabelSelectorRequirement': { operator: ['DoesNotExist', 'Exists', 'In', 'NotIn'] },
};

function withWords(type: TypeExpression, words: Readonly<Record<string, readonly string[]>>): TypeExpression {
  if (typeof type === 'string' || !('fields' in type)) {
    return type;
  }
  const own = Object.fromEntries(
    Object.entries(words).filter(([name]) => ['s', '[s'].includes(String(type.fields[name]))),
  );
  const all = { ...own, ...type.words };
  return Object.keys(all).length > 0 ? { ...type, words: all } : type;
}

/** The type of an OpenAPI schema, of a built-in type or of a CRD. */
export function typeOf(schema: JsonObject, reference: (name: string) => string): TypeExpression {
  if (typeof schema.$ref === 'string') {
    return reference(schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1));
  }
  if (schema['x-kubernetes-int-or-string'] === true || schema.format === 'int-or-string') {
    return 'q';
  }
  if (isObject(schema.properties) && schema['x-kubernetes-preserve-unknown-fields'] !== true) {
    const fields = Object.entries(schema.properties).map(([name, field]): [string, TypeExpression] => [
      name,
      WRITTEN_BY_CONTROLLERS.has(name) || !isObject(field) ? '*' : typeOf(field, reference),
    ]);
    const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
    const words = wordsOf(schema.properties);
    const merge = mergeKeysOf(schema.properties);
    return {
      fields: Object.fromEntries(fields),
      ...(required.length > 0 && { required: required.filter((name) => name !== 'status') }),
      ...(Object.keys(words).length > 0 && { words }),
      ...(Object.keys(merge).length > 0 && { merge }),
    };
  }
  const inner = isObject(schema.items) ? schema.items : schema.additionalProperties;
  switch (schema.type) {
    case 'array':
      return listOf(isObject(inner) ? typeOf(inner, reference) : '*');
    case 'object':
      return isObject(inner) ? mapOf(typeOf(inner, reference)) : '*';
    case 'string':
      return 's';
    case 'integer':
      return 'i';
    case 'number':
      return 'n';
    case 'boolean':
      return 'b';
    default:
      return '*';
  }
}

function listOf(inner: TypeExpression): TypeExpression {
  return typeof inner === 'string' ? `[${inner}` : { listOf: inner };
}

function mapOf(inner: TypeExpression): TypeExpression {
  return typeof inner === 'string' ? `{${inner}` : { mapOf: inner };
}

function wordsOf(properties: JsonObject): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, field]): [string, string[]][] =>
      isObject(field) && Array.isArray(field.enum) ? [[name, field.enum.map(String)]] : [],
    ),
  );
}

/** Lists that server-side apply merges item by item; older versions have the key of strategic merge only. */
function mergeKeysOf(properties: JsonObject): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, field]): [string, string[]][] => {
      if (!isObject(field) || field.type !== 'array') {
        return [];
      }
      const keys = field['x-kubernetes-list-map-keys'];
      const older = field['x-kubernetes-patch-merge-key'];
      const type = field['x-kubernetes-list-type'];
      if (Array.isArray(keys)) {
        return [[name, keys.map(String)]];
      }
      if (type === 'set') {
        return [[name, []]];
      }
      return typeof older === 'string' && type !== 'atomic' ? [[name, [older]]] : [];
    }),
  );
}

function kindOf(definition: unknown): string | undefined {
  const kinds = isObject(definition) ? definition['x-kubernetes-group-version-kind'] : undefined;
  const [first, second] = Array.isArray(kinds) ? kinds.filter(isObject) : [];
  if (!first || second || String(first.kind).endsWith('List')) {
    return undefined;
  }
  return [first.group, first.version, first.kind].filter((part) => part !== '').join('/');
}

/** `io.k8s.api.apps.v1.DaemonSet` is `apps.v1.DaemonSet`. */
function shortName(name: string): string {
  return name.replace(
    /^io\.k8s\.(api|apimachinery\.pkg\.apis|apiextensions-apiserver\.pkg\.apis|kube-aggregator\.pkg\.apis)\./,
    '',
  );
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
