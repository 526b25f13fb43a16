import { isObject, type JsonObject } from '../json';
import { typeOf } from './openapi-type';
import type { ApiTypes, TypeExpression } from './type-expression';

/** Name of the built-in type of `metadata`; a CRD says only that it is an object. */
const METADATA = 'meta.v1.ObjectMeta';

/** The types of the kinds that CustomResourceDefinitions among some objects define. Status is left out: controllers write it. */
export function crdTypes(objects: readonly JsonObject[]): ApiTypes {
  const kinds: Record<string, string> = {};
  const types: Record<string, TypeExpression> = {};
  const namespaced: Record<string, true> = {};
  for (const { spec } of objects.filter(({ kind }) => kind === 'CustomResourceDefinition')) {
    const { group, names, scope, versions } = isObject(spec) ? spec : {};
    for (const version of (Array.isArray(versions) ? versions : []).filter(isObject)) {
      const schema = isObject(version.schema) ? version.schema.openAPIV3Schema : undefined;
      const kind = `${group}/${version.name}/${isObject(names) ? names.kind : ''}`;
      if (isObject(schema) && version.served !== false) {
        kinds[kind] = kind;
        types[kind] = typeOf(withMetadata(schema), (name) => `:${name}`);
        if (scope === 'Namespaced') {
          namespaced[kind] = true;
        }
      }
    }
  }
  return { kinds, types, namespaced };
}

function withMetadata(schema: JsonObject): JsonObject {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const common = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { $ref: METADATA } };
  return { ...schema, properties: { ...properties, ...common } };
}
