import { isObject, type JsonObject } from '../json';
import type { TypeExpression } from './type-expression';

/** Fields that controllers write: a manifest that carries them does no harm, and their types are half of the API. */
const WRITTEN_BY_CONTROLLERS = new Set(['status', 'managedFields']);

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
