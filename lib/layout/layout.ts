import { type Diagnostic, InputError } from '../diagnostics/diagnostic';
import { isObject, type JsonObject } from '../json';
import { writeManifest } from '../yaml/write';

/** The objects of one layer of one cluster: what is applied together. */
export interface Layer {
  /** Directory of the layer, for example `gz-prod/cilium`. */
  readonly directory: string;
  /** What the objects come from, for the first line of every file, for example `clusters/gz-prod.yaml`. */
  readonly origin: string;
  readonly objects: readonly JsonObject[];
}

/** A file to write. */
export interface FileSpec {
  /** Relative path with forward slashes. */
  readonly path: string;
  readonly content: string;
}

/** How the first line of every file begins that the synth writes; a file without it is somebody else's. */
export const MARKER = '# Written by cdk8s synth';

/**
 * Gives every object a file: `<layer>/<namespace or _cluster>/<Kind>.<name>.yaml`.
 * Cluster-scoped objects sort first, so that a plain `kubectl apply -R` meets a Namespace before what lies in it.
 * Pure; the result is sorted by path.
 *
 * @throws {InputError} when two objects would share a file, or an object has no name
 */
export function layout(layers: readonly Layer[]): FileSpec[] {
  const files = layers.flatMap(({ directory, origin, objects }) =>
    objects.map((object) => ({
      path: `${directory}/${pathOf(object)}`,
      content: `${MARKER} from ${origin}. Change that, not this file.\n${writeManifest(object)}`,
      object,
    })),
  );
  const faults = [...nameless(layers), ...collisions(files)];
  if (faults.length > 0) {
    throw new InputError(faults);
  }
  return files.map(({ path, content }) => ({ path, content })).sort((a, b) => (a.path < b.path ? -1 : 1));
}

function pathOf(object: JsonObject): string {
  const { name, namespace } = isObject(object.metadata) ? object.metadata : {};
  const directory = typeof namespace === 'string' ? fileName(namespace) : '_cluster';
  return `${directory}/${fileName(String(object.kind))}.${fileName(String(name))}.yaml`;
}

/** Percent-encodes what some file system does not take (`system:foo` is a legal name of a ClusterRole). */
function fileName(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]/g, (c) => encodeURIComponent(c).replace(/^[!'()*]$/, hexEscape));
}

function hexEscape(c: string): string {
  return `%${c.charCodeAt(0).toString(16).toUpperCase()}`;
}

function nameless(layers: readonly Layer[]): Diagnostic[] {
  return layers.flatMap(({ directory, objects }) =>
    objects
      .filter(
        ({ metadata }) => !isObject(metadata) || typeof metadata.name !== 'string' || metadata.name === '',
      )
      .map(
        (object): Diagnostic => ({
          severity: 'error',
          rule: 'nameless-object',
          field: directory,
          problem: `an object of kind ${object.kind} has no metadata.name`,
          remedy: 'Give it a name: manifests that are applied again and again cannot use generateName',
        }),
      ),
  );
}

/** Paths are compared without case, for the file systems that do so. */
function collisions(files: readonly { path: string; object: JsonObject }[]): Diagnostic[] {
  const taken = new Map<string, { path: string; object: JsonObject }>();
  return files.flatMap((file): Diagnostic[] => {
    const key = file.path.toLowerCase();
    const other = taken.get(key);
    taken.set(key, file);
    return other
      ? [
          {
            severity: 'error',
            rule: 'same-file',
            field: file.path,
            problem: `${identity(other.object)} and ${identity(file.object)} would be written to one file`,
            remedy: 'Rename one of them, or leave it out',
          },
        ]
      : [];
  });
}

function identity({ apiVersion, kind, metadata }: JsonObject): string {
  return `${apiVersion} ${kind} ${isObject(metadata) ? metadata.name : ''}`;
}
