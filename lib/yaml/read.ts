import { parseAllDocuments } from 'yaml';
import { isObject, type JsonObject, type JsonValue } from '../json';
import { AS_THE_API_SERVER, toJson } from './api-server-reading';
import { YamlError } from './yaml-error';

/**
 * Reads a stream of documents as the API server does (YAML 1.1 as Go's sigs.k8s.io/yaml has it):
 * `10:20` and dates stay text, `0755` is octal, integers of any size stay exact. Empty documents are dropped.
 *
 * @param duplicates what becomes of a key that a map has twice; Helm takes the last one
 * @throws {YamlError} at the first place that is no YAML, a duplicate key included unless it may be there
 */
export function readDocuments(text: string, duplicates: 'refused' | 'last' = 'refused'): JsonValue[] {
  const uniqueKeys = duplicates === 'refused';
  const documents = parseAllDocuments(text, { ...AS_THE_API_SERVER, uniqueKeys });
  if ('empty' in documents) {
    return [];
  }
  return documents
    .map((document) => {
      const fault = document.errors[0] ?? document.warnings[0];
      if (fault) {
        throw YamlError.from(fault);
      }
      return toJson(document.toJS({ maxAliasCount: 1000 }));
    })
    .filter((value) => value !== null);
}

/**
 * Reads a stream of Kubernetes objects; a `kind: List` becomes its items.
 *
 * @throws {YamlError} for text that is no YAML
 * @throws {TypeError} for a document that is no object with `apiVersion` and `kind`
 */
export function readManifests(text: string): JsonObject[] {
  return readDocuments(text).flatMap(objectsOf);
}

/**
 * The Kubernetes objects of a document: itself, or the items of a `kind: List`.
 *
 * @throws {TypeError} for a document that is no object with `apiVersion` and `kind`
 */
export function objectsOf(value: JsonValue): JsonObject[] {
  if (!isObject(value) || typeof value.apiVersion !== 'string' || typeof value.kind !== 'string') {
    throw new TypeError(
      `not a Kubernetes object (no apiVersion and kind): ${JSON.stringify(value)?.slice(0, 120)}`,
    );
  }
  const items = value.items;
  return value.kind.endsWith('List') && Array.isArray(items) ? items.flatMap(objectsOf) : [value];
}
