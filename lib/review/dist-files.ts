import { isObject, type JsonObject } from '../json';
import { readWritten } from '../yaml/read-written';
import type { ObjectRef, Role } from './change';

/** Where a file of `dist/` belongs. */
export interface DistFile {
  readonly path: string;
  readonly cluster: string;
  readonly role: Role;
  readonly layer: string;
}

const APART: ReadonlyMap<string, Role> = new Map([
  ['_undo', 'undo'],
  ['_argocd', 'argocd'],
]);

/** What the synth records for itself: it reaches no cluster. */
const RECORD = /^[^/]+\/input\.sha256$/;

/** Which cluster a file belongs to, by its path below `dist/`; undefined for a file that belongs to none. */
export function distFile(path: string): DistFile | undefined {
  const [first = '', second = '', ...rest] = path.split('/');
  if (RECORD.test(path)) {
    return undefined;
  }
  const role = APART.get(first);
  if (role !== undefined) {
    return rest.length > 0 ? { path, cluster: second, role, layer: '' } : undefined;
  }
  return second === ''
    ? undefined
    : { path, cluster: first, role: 'cluster', layer: rest.length > 0 ? second : '' };
}

/** Kind of what is no manifest, such as the files for node pools. */
export const PLAIN_FILE = 'File';

/** Kind of what should be a manifest and cannot be read as one. */
export const UNREADABLE_FILE = 'Unreadable file';

/** An object of `dist/` and what identifies it. */
export interface DistObject {
  readonly ref: ObjectRef;
  readonly object: JsonObject;
  readonly file: DistFile;
}

/** What a file holds: its objects, or itself as a text where it is no manifest or cannot be read as one. */
export function objectsIn(file: DistFile, text: string): DistObject[] {
  if (!/\.(?:ya?ml|json)$/.test(file.path)) {
    return [fileItself(file, PLAIN_FILE, { text: withoutOrigin(text) })];
  }
  try {
    return readWritten(text).map((object) => ({ ref: refOf(object, file), object, file }));
  } catch (error) {
    // Whatever the reader of YAML fails at, the file is not ours and the report goes on.
    const { message } = error as Error;
    // At which depth the stack ends differs from run to run.
    return [unreadable(file, text, /call stack/.test(message) ? 'it is nested too deeply' : message)];
  }
}

/** A file that is compared as a text because one of its two sides cannot be read. */
export function unreadable(file: DistFile, text: string, reason?: string): DistObject {
  return fileItself(file, UNREADABLE_FILE, { text, ...(reason !== undefined && { reason }) });
}

function fileItself(file: DistFile, kind: string, more: JsonObject): DistObject {
  const { path, cluster, role, layer } = file;
  const name = path.slice(path.indexOf(`${cluster}/`) + cluster.length + 1);
  return { ref: { role, layer, group: '', kind, namespace: '', name }, object: { kind, ...more }, file };
}

function refOf(object: JsonObject, { role, layer }: DistFile): ObjectRef {
  const { name, namespace } = isObject(object.metadata) ? object.metadata : {};
  const apiVersion = String(object.apiVersion);
  const kind = String(object.kind);
  return {
    role,
    layer,
    group: apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '',
    kind,
    namespace: typeof namespace === 'string' ? namespace : '',
    name:
      typeof name !== 'string' && typeof name !== 'number'
        ? '(no name)'
        : kind === 'Job'
          ? withoutHash(String(name))
          : String(name),
  };
}

/** Charts of 1.19 and later end a Job's name in a hash of its spec: another name is another version of the same Job. */
function withoutHash(name: string): string {
  return name.replace(/-[0-9a-f]{10}$/, '');
}

/** The line that says which cluster file a text comes from is no part of what it does. */
function withoutOrigin(text: string): string {
  return text.replace(/^(#!.*\n)?# Written by .*\n/, '$1');
}
