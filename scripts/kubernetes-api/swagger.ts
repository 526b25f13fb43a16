import { isObject, type JsonObject } from '../../lib/json';
import { typeOf } from '../../lib/manifests/openapi-type';
import type { ApiTypes, TypeExpression } from '../../lib/manifests/type-expression';
import type { WordsByType } from './go-words';

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
  return { kinds: sorted(kinds), types: sorted(types), namespaced: sorted(namespacedKinds(swagger)) };
}

/** The kinds that are created below the path of a namespace. */
function namespacedKinds({ paths }: JsonObject): Record<string, true> {
  const created = Object.entries(isObject(paths) ? paths : {}).flatMap(([path, methods]) =>
    /\/namespaces\/\{namespace\}\/[a-z]+$/.test(path) && isObject(methods) && isObject(methods.post)
      ? [methods.post['x-kubernetes-group-version-kind']]
      : [],
  );
  return Object.fromEntries(created.filter(isObject).map((kind) => [kindName(kind), true]));
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

function kindOf(definition: unknown): string | undefined {
  const kinds = isObject(definition) ? definition['x-kubernetes-group-version-kind'] : undefined;
  const [first, second] = Array.isArray(kinds) ? kinds.filter(isObject) : [];
  if (!first || second || String(first.kind).endsWith('List')) {
    return undefined;
  }
  return kindName(first);
}

function kindName({ group, version, kind }: JsonObject): string {
  return [group, version, kind].filter((part) => part !== '').join('/');
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
