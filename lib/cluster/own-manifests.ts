import type { Diagnostic, Place } from '../diagnostics/diagnostic';
import { isObject, type JsonObject, type JsonValue } from '../json';
import { type LocatedDocument, readLocatedDocuments } from '../yaml/located';
import type { ClusterFile } from './cluster-files';
import type { Cluster } from './definition';
import type { FieldPath, SourcePosition } from './layered-settings';
import {
  digestOfManifests,
  type ManifestDigest,
  type ReadManifestFiles,
  readManifestFiles,
} from './manifest-files';

/** A Kubernetes object that a user wrote. */
export interface OwnObject {
  readonly object: JsonObject;
  /** Where a field of it is; the object itself for an empty path. */
  readonly place: (path: FieldPath) => Place;
}

/** The objects of `manifests:` of one cluster. */
export interface OwnManifests {
  readonly before: readonly OwnObject[];
  readonly after: readonly OwnObject[];
  /** What was read, so that it can be seen whether it changed. */
  readonly digests: readonly ManifestDigest[];
}

export const NO_MANIFESTS: OwnManifests = { before: [], after: [], digests: [] };

/** A cluster, its file, and where its fields are set. */
interface Declaring {
  readonly cluster: Pick<Cluster, 'manifests'>;
  readonly file: string;
  readonly position: (path: FieldPath) => SourcePosition;
}

/** Reads the objects that a cluster file names, and reports everything that cannot be read as objects. */
export function ownManifests(
  { cluster: { manifests }, file, position }: Declaring,
  read: ReadManifestFiles = readManifestFiles,
): { readonly manifests: OwnManifests; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const digests = new Map<string, string>();
  const objectsOf = (when: 'before' | 'after') =>
    manifests[when].flatMap((path, index) => {
      const found = read(path, file);
      digests.set(path, digestOfManifests(found, file));
      if ('problem' in found) {
        const at = ['manifests', when, index];
        diagnostics.push({
          severity: 'error',
          rule: 'unreadable-manifests',
          place: position(at),
          field: `manifests.${when}[${index}]`,
          problem: `"${path}": ${found.problem}`,
          remedy: found.remedy,
        });
        return [];
      }
      return found.flatMap((one) => {
        const objects = ownObjects(one);
        diagnostics.push(...objects.filter((object) => 'rule' in object));
        return objects.filter((object) => 'object' in object);
      });
    });
  const [before, after] = [objectsOf('before'), objectsOf('after')];
  return {
    manifests: {
      before,
      after,
      digests: [...digests].map(([path, digest]) => ({ path, digest })),
    },
    diagnostics,
  };
}

function ownObjects({ path: file, content }: ClusterFile): (OwnObject | Diagnostic)[] {
  const documents = readLocatedDocuments(new TextDecoder().decode(content));
  return documents.flatMap((document): (OwnObject | Diagnostic)[] =>
    'value' in document
      ? objectsIn(document.value, [], document, file)
      : [
          {
            severity: 'error',
            rule: 'yaml-syntax',
            place: { file, line: document.line, column: document.column },
            problem: document.problem,
            remedy: 'Correct the YAML at this place',
          },
        ],
  );
}

/** The object of a document, or those of a `kind: List`. */
function objectsIn(
  value: JsonValue,
  at: FieldPath,
  { position }: LocatedDocument,
  file: string,
): (OwnObject | Diagnostic)[] {
  const place = (path: FieldPath): Place => ({ file, ...position([...at, ...path]) });
  if (!isObject(value) || typeof value.apiVersion !== 'string' || typeof value.kind !== 'string') {
    return [
      {
        severity: 'error',
        rule: 'not-an-object',
        place: place([]),
        problem: 'this is no Kubernetes object: it has no apiVersion and kind',
        remedy: 'Name files that hold manifests only, ready to be applied',
      },
    ];
  }
  return value.kind.endsWith('List') && Array.isArray(value.items)
    ? value.items.flatMap((item, index) =>
        objectsIn(item, [...at, 'items', index], { value, position }, file),
      )
    : [{ object: value, place }];
}
