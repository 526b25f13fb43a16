import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type Diagnostic, InputError } from '../diagnostics/diagnostic';
import { suggest } from '../diagnostics/suggest';

/** A file of settings as it lies on disk: a cluster's own, or a layer that clusters share. */
export interface ClusterFile {
  /** Path as a person would name it, for messages. */
  readonly path: string;
  readonly content: Uint8Array;
}

/** What clusters share. */
export interface LayerFiles {
  /** `_defaults.yaml`: for every cluster. */
  readonly defaults?: ClusterFile;
  /** `_groups/<name>.yaml`, by name: for the clusters that name the group. */
  readonly groups: ReadonlyMap<string, ClusterFile>;
}

/** Everything that a directory of clusters holds. */
export interface FleetFiles extends LayerFiles {
  readonly clusters: readonly ClusterFile[];
}

/** No layers: every file says all of its cluster. */
export const NO_LAYERS: LayerFiles = { groups: new Map() };

/** Path of the file with the settings of every cluster, below the directory of the clusters. */
const DEFAULTS_FILE = '_defaults.yaml';
/** Directory of the groups, below the directory of the clusters. */
const GROUPS_DIRECTORY = '_groups';

const YAML_FILE = /\.ya?ml$/;

/**
 * The `*.yaml` and `*.yml` files of a directory and of all below it, each as what it is: the layers, whose names begin
 * with `_`, and the clusters, sorted by path. Names that begin with a dot are passed over.
 *
 * @throws {InputError} when there is no such directory or no cluster in it, a file cannot be read, or one is named as
 *   a layer and is none
 */
export function fleetFiles(directory: string): FleetFiles {
  const paths = yamlFiles(directory);
  const places = paths.map((path) => ({ path, place: placeOf(path) }));
  const clusters = places.filter(({ place }) => place.is === 'cluster');
  const misplaced = places.flatMap(({ path, place }) =>
    place.is === 'misplaced' ? [notALayer(join(directory, path), place.remedy)] : [],
  );
  if (clusters.length === 0) {
    misplaced.push(noCluster(directory));
  }
  const problems: Diagnostic[] = [...misplaced, ...twoOfOneName(directory, places)];
  const read = (path: string) => readFile(join(directory, path), problems);
  const groups = new Map<string, ClusterFile>();
  let defaults: ClusterFile | undefined;
  for (const { path, place } of places) {
    if (place.is === 'defaults') {
      defaults = read(path);
    } else if (place.is === 'group') {
      const file = read(path);
      if (file) {
        groups.set(place.name, file);
      }
    }
  }
  const files = clusters.flatMap(({ path }) => read(path) ?? []);
  if (problems.length > 0) {
    throw new InputError(problems);
  }
  return { ...(defaults && { defaults }), groups, clusters: files };
}

/**
 * The layers beneath a single cluster file: those of the nearest directory above it that has any.
 * @throws {InputError} when one of them cannot be read
 */
export function layersAround(clusterFile: string): LayerFiles {
  for (let at = dirname(clusterFile); ; at = join(at, '..')) {
    const found = yamlFiles(at, false).filter((path) => placeOf(path).is === 'defaults');
    const groups = yamlFiles(join(at, GROUPS_DIRECTORY), false);
    if (found.length + groups.length > 0) {
      const problems: Diagnostic[] = [];
      const read = (path: string) => readFile(join(at, path), problems);
      const [defaults] = found.map(read);
      const byName = groups.flatMap((name): [string, ClusterFile][] => {
        const file = read(join(GROUPS_DIRECTORY, name));
        return file ? [[name.replace(YAML_FILE, ''), file]] : [];
      });
      if (problems.length > 0) {
        throw new InputError(problems);
      }
      return { ...(defaults && { defaults }), groups: new Map(byName) };
    }
    if (resolve(at) === resolve(at, '..')) {
      return NO_LAYERS;
    }
  }
}

/**
 * The file of the cluster of that name, somewhere below a directory: a file is named as its cluster.
 * @throws {InputError} when there is none, naming those that there are
 */
export function clusterFile(directory: string, name: string): string {
  const names = new Map(
    yamlFiles(directory)
      .filter((path) => placeOf(path).is === 'cluster')
      .map((path) => [basename(path).replace(YAML_FILE, ''), path]),
  );
  const path = names.get(name);
  if (path === undefined) {
    const near = suggest(name, names.keys());
    throw new InputError([
      {
        severity: 'error',
        rule: 'unknown-cluster',
        problem: `there is no cluster "${name}" in ${directory}`,
        remedy: near ? `Did you mean ${near}?` : `Name one of ${[...names.keys()].slice(0, 20).join(', ')}`,
      },
    ]);
  }
  return join(directory, path);
}

type FilePlace =
  | { readonly is: 'cluster' | 'defaults' }
  | { readonly is: 'group'; readonly name: string }
  | { readonly is: 'misplaced'; readonly remedy: string };

/** What a file is, by its path below the directory of the clusters. */
function placeOf(path: string): FilePlace {
  const parts = path.split('/');
  const layer = parts.findIndex((part) => part.startsWith('_'));
  if (layer < 0) {
    return { is: 'cluster' };
  }
  if (layer === 0 && path.replace(YAML_FILE, '.yaml') === DEFAULTS_FILE) {
    return { is: 'defaults' };
  }
  if (layer === 0 && parts[0] === GROUPS_DIRECTORY && parts.length === 2) {
    return { is: 'group', name: basename(path).replace(YAML_FILE, '') };
  }
  if (parts[layer] === GROUPS_DIRECTORY) {
    return { is: 'misplaced', remedy: `Move it to ${GROUPS_DIRECTORY}/<name of the group>.yaml` };
  }
  const meant = suggest(parts[layer]?.replace(YAML_FILE, '') ?? '', [GROUPS_DIRECTORY, '_defaults']);
  const near = meant && (meant === GROUPS_DIRECTORY ? `${meant}/` : DEFAULTS_FILE);
  return {
    is: 'misplaced',
    remedy: near
      ? `Did you mean ${near}?`
      : 'Rename it: without the underscore it is the file of a cluster, with a dot in front it is passed over',
  };
}

function notALayer(path: string, remedy: string): Diagnostic {
  return {
    severity: 'error',
    rule: 'not-a-layer',
    place: { file: path },
    problem: `files that begin with "_" are layers, and the layers are ${DEFAULTS_FILE} and ${GROUPS_DIRECTORY}/<name>.yaml`,
    remedy,
  };
}

function noCluster(directory: string): Diagnostic {
  return {
    severity: 'error',
    rule: 'no-cluster-files',
    place: { file: directory },
    problem: 'no cluster file (*.yaml) is here',
    remedy: 'Describe a cluster in one; the README shows how',
  };
}

/** Layers `a.yaml` and `a.yml`: which of them would count nobody could tell. */
function twoOfOneName(
  directory: string,
  places: readonly { readonly path: string; readonly place: FilePlace }[],
): Diagnostic[] {
  const first = new Map<string, string>();
  return places.flatMap(({ path, place }): Diagnostic[] => {
    if (place.is !== 'defaults' && place.is !== 'group') {
      return [];
    }
    const name = path.replace(YAML_FILE, '');
    const other = first.get(name);
    first.set(name, other ?? path);
    return other === undefined
      ? []
      : [
          {
            severity: 'error',
            rule: 'not-a-layer',
            place: { file: join(directory, path) },
            problem: `${join(directory, other)} is the same layer`,
            remedy: 'Keep one of the two files',
          },
        ];
  });
}

function readFile(path: string, problems: Diagnostic[]): ClusterFile | undefined {
  try {
    return { path, content: readFileSync(path) };
  } catch (error) {
    problems.push({
      severity: 'error',
      rule: 'unreadable-file',
      place: { file: path },
      problem: `the file cannot be read: ${(error as Error).message}`,
      remedy: 'Make it readable, or move it out of this directory',
    });
    return undefined;
  }
}

/** Paths with forward slashes, below the directory; links to directories are followed, but not in a circle. */
function yamlFiles(directory: string, deep = true, above: readonly string[] = []): string[] {
  return entries(directory)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) => {
      const path = join(directory, name);
      if (isDirectory(path)) {
        const real = deep ? realpathSync(path) : '';
        return deep && !above.includes(real)
          ? yamlFiles(path, deep, [...above, real]).map((below) => `${name}/${below}`)
          : [];
      }
      return YAML_FILE.test(name) ? [name] : [];
    });
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function entries(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) {
      return [];
    }
    throw error;
  }
}
