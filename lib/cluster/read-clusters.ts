import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, InputError } from '../diagnostics/diagnostic';
import { type Finding, fieldOf } from '../diagnostics/finding';
import { type LocatedDocument, readLocated } from '../yaml/located';
import { Declared } from './declared';
import type { Cluster } from './definition';
import { validateCluster } from './validate';

/** A cluster file as it lies on disk. */
export interface ClusterFile {
  /** Path as a person would name it, for messages. */
  readonly path: string;
  readonly content: Uint8Array;
}

/** A cluster and the file that describes it. */
export interface ReadCluster {
  readonly file: string;
  readonly cluster: Cluster;
  /** The same, and what follows from it. */
  readonly declared: Declared;
  /** Where a field of it stands in the file. */
  readonly position: LocatedDocument['position'];
}

/** Clusters whose files are well-formed, and what is wrong with the others. */
export interface ReadClusters {
  readonly clusters: readonly ReadCluster[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The `*.yaml` and `*.yml` files of a directory, sorted by name.
 * @throws {InputError} when there is no such directory or no such file in it, or one cannot be read
 */
export function clusterFiles(directory: string): ClusterFile[] {
  const names = listed(directory).filter((name) => /\.ya?ml$/.test(name));
  if (names.length === 0) {
    throw new InputError([
      {
        severity: 'error',
        rule: 'no-cluster-files',
        place: { file: directory },
        problem: 'no cluster file (*.yaml) is here',
        remedy: 'Describe a cluster in one; the README shows how',
      },
    ]);
  }
  const unreadable: Diagnostic[] = [];
  const files = names.flatMap((name): ClusterFile[] => {
    const path = join(directory, name);
    try {
      return [{ path, content: readFileSync(path) }];
    } catch (error) {
      unreadable.push({
        severity: 'error',
        rule: 'unreadable-file',
        place: { file: path },
        problem: `the file cannot be read: ${(error as Error).message}`,
        remedy: 'Make it readable, or move it out of this directory',
      });
      return [];
    }
  });
  if (unreadable.length > 0) {
    throw new InputError(unreadable);
  }
  return files;
}

/** Reads cluster files and checks their form; the rules come after that. Pure. */
export function readClusters(files: readonly ClusterFile[]): ReadClusters {
  const results = files.map(readCluster);
  const clusters = results.flatMap(({ read }) => (read ? [read] : []));
  return {
    clusters,
    diagnostics: [...results.flatMap((result) => result.diagnostics), ...sharedNames(clusters)],
  };
}

function readCluster({ path, content }: ClusterFile): { read?: ReadCluster; diagnostics: Diagnostic[] } {
  const text = decode(content);
  if (text === undefined) {
    return { diagnostics: [{ severity: 'error', ...BINARY, place: { file: path } }] };
  }
  const located = readLocated(text);
  if (!('value' in located)) {
    const conflicts = mergeConflicts(text).map((line) => ({ ...CONFLICT, place: { file: path, line } }));
    if (conflicts.length > 0) {
      return { diagnostics: conflicts };
    }
    const diagnostics = located.map(
      ({ problem, line, column }): Diagnostic => ({
        severity: 'error',
        rule: 'yaml-syntax',
        place: { file: path, line, column },
        problem,
        remedy: 'Correct the YAML at this place',
      }),
    );
    return { diagnostics };
  }
  const { cluster, findings } = validateCluster(located.value);
  const { position } = located;
  return cluster
    ? { read: { file: path, cluster, declared: new Declared(cluster), position }, diagnostics: [] }
    : { diagnostics: diagnosticsAt(findings, { file: path, position }) };
}

/** Findings at their lines in a cluster file, from its top to its end. */
export function diagnosticsAt(
  findings: readonly Finding[],
  { file, position }: Pick<ReadCluster, 'file' | 'position'>,
): Diagnostic[] {
  return findings
    .map((finding) => diagnosticOf(finding, file, position(finding.path)))
    .sort((one, other) => (one.place?.line ?? 0) - (other.place?.line ?? 0));
}

/** Lines at which git left a conflict open; where somebody removed the opening marks, those of the other marks. */
function mergeConflicts(text: string): number[] {
  const lines = text.split(/\r?\n/);
  const marked = (mark: RegExp) => lines.flatMap((line, index) => (mark.test(line) ? [index + 1] : []));
  const opened = marked(/^<{7} /);
  return opened.length > 0 ? opened : marked(/^(?:={7}$|>{7} )/);
}

const CONFLICT = {
  severity: 'error',
  rule: 'merge-conflict',
  problem: 'a merge conflict is open here',
  remedy: 'Settle it: keep one side, and remove the lines with <<<<<<<, ======= and >>>>>>>',
} as const;

const BINARY = {
  rule: 'not-text',
  problem: 'the file is binary, not YAML text in UTF-8',
  remedy: 'Replace it with a cluster file, or move it out of this directory',
};

function decode(content: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

function diagnosticOf(finding: Finding, file: string, at: { line: number; column: number }): Diagnostic {
  const { path, severity = 'error', ...rest } = finding;
  return { severity, ...rest, place: { file, ...at }, ...(path.length > 0 && { field: fieldOf(path) }) };
}

function sharedNames(clusters: readonly ReadCluster[]): Diagnostic[] {
  const firstFile = new Map<string, string>();
  return clusters.flatMap(({ file, cluster: { name } }): Diagnostic[] => {
    const first = firstFile.get(name);
    if (first === undefined) {
      firstFile.set(name, file);
      return [];
    }
    return [
      {
        severity: 'error',
        rule: 'shared-name',
        place: { file },
        field: 'name',
        problem: `"${name}" is already the name of the cluster in ${first}`,
        remedy: 'Give each cluster a name of its own: it is the directory of its manifests in dist/',
      },
    ];
  });
}

function listed(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}
