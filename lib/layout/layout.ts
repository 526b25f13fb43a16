import type { Layer } from '../constructs/layer';
import { type Diagnostic, InputError } from '../diagnostics/diagnostic';
import { isObject, type JsonObject } from '../json';
import { objectKey } from '../manifests/object-name';
import { OfSharedObjects } from '../shared-objects';
import { writeManifest } from '../yaml/write';

/** A file to write. */
export interface FileSpec {
  /** Relative path with forward slashes. */
  readonly path: string;
  readonly content: string;
}

/** How the first line of every file begins that the synth writes; a file without it is somebody else's. */
export const MARKER = '# Written by cdk8s synth';

/**
 * Gives every object a file, `<layer>/<namespace or _cluster>/<Kind>.<name>.yaml`, and marks every file with its origin.
 * Cluster-scoped objects sort first, so that a plain `kubectl apply -R` applies a Namespace before what lies in it.
 * Pure; the result is sorted by path.
 *
 * @throws {InputError} when two objects would share a file, or an object has no name
 */
export function layout(layers: readonly Layer[]): FileSpec[] {
  const files = layers.flatMap(({ directory, origin, objects, own, files: others = [] }): Candidate[] => [
    ...objects.map((object, index) => ({
      path: `${directory}/${pathOf(object)}`,
      content: marked(textOf(object), own?.[index]?.place([]).file ?? origin),
      holds: objectKey(object),
    })),
    ...others.map(({ name, content }) => ({
      path: `${directory}/${name}`,
      content: marked(content, origin),
      holds: name,
    })),
  ]);
  const faults = [...nameless(layers), ...collisions(files)];
  if (faults.length > 0) {
    throw new InputError(faults);
  }
  return files.map(({ path, content }) => ({ path, content })).sort((a, b) => (a.path < b.path ? -1 : 1));
}

const texts = new OfSharedObjects<string>();

function textOf(object: JsonObject): string {
  return texts.of(object, () => writeManifest(object));
}

/** A file, and what it holds, for messages. */
interface Candidate extends FileSpec {
  readonly holds: string;
}

/** The mark is the first line, but for a script: its first line must stay what it is. */
function marked(content: string, origin: string): string {
  const mark = `${MARKER} from ${origin}. Change that, not this file.\n`;
  const [shebang = ''] = /^#!.*\n/.exec(content) ?? [];
  return `${shebang}${mark}${content.slice(shebang.length)}`;
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
function collisions(files: readonly Candidate[]): Diagnostic[] {
  const taken = new Map<string, Candidate>();
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
            problem: `${other.holds} and ${file.holds} would be written to one file`,
            remedy: 'Rename one of them, or leave it out',
          },
        ]
      : [];
  });
}
