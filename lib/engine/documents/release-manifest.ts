import type { Dialect } from '../dialect';
import { lower } from '../functions/cases';
import { fromBytes, toBytes } from '../go/bytes';
import { GoError } from '../go/errors';
import { trimSpace } from '../go/space';
import { byteOrder } from '../go/value';
import { YamlSyntaxError } from '../go-yaml/read/syntax-error';
import { UnencodableValue } from '../go-yaml/write/unencodable';
import type { DocumentMemory } from './document-memory';
import type { ManifestDocument } from './manifest-document';
import type { RenderedFile } from './rendered-file';
import { sortByKind } from './sort';
import { splitDocuments } from './split';

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
 * @param rendered what each template printed, by path
 * @throws {GoError} for a document that is no YAML
 */
export function sortManifests(
  rendered: ReadonlyMap<string, RenderedFile>,
  memory: DocumentMemory,
  dialect: Dialect,
): ManifestDocument[] {
  const documents = [...rendered]
    .filter(([path]) => !path.endsWith('NOTES.txt'))
    .sort(([a], [b]) => byteOrder(a, b))
    .flatMap(([path, file]) => file.documents((output) => readDocuments(path, output, memory, dialect)));
  const manifests = documents.filter(({ isHook }) => !isHook);
  const hooks = documents.filter(({ isHook }) => isHook);
  return [...sortByKind(manifests, dialect), ...sortByKind(hooks, dialect)];
}

function readDocuments(
  path: string,
  output: string,
  memory: DocumentMemory,
  dialect: Dialect,
): ManifestDocument[] {
  return splitDocuments(output, dialect)
    .map((content) => readDocument(path, content, memory))
    .filter((document) => document !== undefined);
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
