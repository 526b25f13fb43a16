import type { Dialect } from '../dialect';
import { lower } from '../functions/cases';
import { fromBytes, toBytes } from '../go/bytes';
import { GoError } from '../go/errors';
import { trimSpace } from '../go/space';
import { byteOrder } from '../go/value';
import { YamlSyntaxError } from '../go-yaml/read/syntax-error';
import { UnencodableValue } from '../go-yaml/write/unencodable';
import type { JsonValue } from '../json';
import type { DocumentMemory } from './document-memory';
import { sortByKind } from './sort';
import { splitDocuments } from './split';

/** One document of a release, in the order Helm prints them. */
export interface ManifestDocument {
  /** The template it came from, for example `mychart/templates/configmap.yaml`. */
  readonly path: string;
  /** As Helm prints it, in bytes. */
  readonly content: string;
  readonly kind: string;
  /** What the API server would read; null for a document of comments only. Frozen: other renders share it. */
  readonly value: JsonValue;
  readonly isHook: boolean;
}

const EVENTS = new Set([
  'pre-install',
  'post-install',
  'pre-delete',
  'post-delete',
  'pre-upgrade',
  'post-upgrade',
  'pre-rollback',
  'post-rollback',
  'test',
  'test-success',
]);

/**
 * Sorts what the templates printed as `helm template --skip-tests` does: manifests first, then hooks.
 *
 * @param memory reads the documents
 * @param rendered the output of each template by path, in bytes
 * @throws {GoError} for a document that is no YAML
 */
export function sortManifests(
  rendered: ReadonlyMap<string, string>,
  memory: DocumentMemory,
  dialect: Dialect,
): ManifestDocument[] {
  const documents: ManifestDocument[] = [];
  for (const path of [...rendered.keys()].sort(byteOrder)) {
    const text = rendered.get(path) ?? '';
    if (path.endsWith('NOTES.txt')) {
      continue;
    }
    for (const content of splitDocuments(text, dialect)) {
      const document = readDocument(path, content, memory);
      if (document) {
        documents.push(document);
      }
    }
  }
  const manifests = documents.filter(({ isHook }) => !isHook);
  const hooks = documents.filter(({ isHook }) => isHook);
  return [...sortByKind(manifests, dialect), ...sortByKind(hooks, dialect)];
}

/** The document, or undefined for a hook that Helm does not print: a test, or one of an event it does not know. */
function readDocument(path: string, content: string, memory: DocumentMemory): ManifestDocument | undefined {
  try {
    const { value, kind, hook } = memory.of(content);
    if (hook === undefined) {
      return { path, content, kind, value, isHook: false };
    }
    const events = hook.split(',').map((event) => fromBytes(lower(trimSpace(toBytes(event)))));
    const isShown = events.every((event) => EVENTS.has(event) && !event.startsWith('test'));
    return isShown ? { path, content, kind, value, isHook: true } : undefined;
  } catch (error) {
    if (error instanceof YamlSyntaxError || error instanceof UnencodableValue) {
      const words = error instanceof YamlSyntaxError ? `yaml: ${error.message}` : error.message;
      throw new GoError(`YAML parse error on ${path}: error converting YAML to JSON: ${words}`);
    }
    throw error instanceof GoError ? new GoError(`YAML parse error on ${path}: ${error.message}`) : error;
  }
}

/** The stream that `helm template` prints, in bytes. */
export function manifestText(documents: readonly ManifestDocument[]): string {
  const print = ({ path, content }: ManifestDocument) => `---\n# Source: ${path}\n${content}\n`;
  const manifests = documents.filter(({ isHook }) => !isHook).map(print);
  const hooks = documents.filter(({ isHook }) => isHook).map(print);
  return `${trimSpace(manifests.join(''))}\n${hooks.join('')}`;
}
