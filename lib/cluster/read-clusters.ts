import { basename, dirname, extname, join } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { type Finding, fieldOf } from '../diagnostics/finding';
import { isObject } from '../json';
import { type ClusterFile, type FleetFiles, type LayerFiles, NO_LAYERS } from './cluster-files';
import { Declared } from './declared';
import type { Cluster } from './definition';
import type { LayeredSettings, SourcePosition } from './layered-settings';
import { Layers } from './layers';
import { readSettings } from './settings-file';
import { validateCluster } from './validate';

/** A cluster and the files that describe it. */
export interface ReadCluster {
  /** The file of its own. */
  readonly file: string;
  readonly cluster: Cluster;
  /** The same, and what follows from it. */
  readonly declared: Declared;
  /** Where a field of it is set: in its own file, or in a layer below. */
  readonly position: LayeredSettings['position'];
  /** Its own file laid over its layers. */
  readonly settings: LayeredSettings;
  /** Ring of the group that has one. */
  readonly ring?: number;
}

/** Clusters whose files are well-formed, and what is wrong with the others. */
export interface ReadClusters {
  readonly clusters: readonly ReadCluster[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads all that a directory of clusters holds, and checks the form; the rules come after that. Pure. */
export function readFleet(files: FleetFiles): ReadClusters {
  const layers = new Layers(files);
  const { clusters, diagnostics } = readOver(layers, files.clusters);
  return { clusters, diagnostics: [...diagnostics, ...clusters.flatMap(misnamed), ...layers.unused()] };
}

/** Reads single cluster files over the layers that they name, and checks their form. Pure. */
export function readClusters(files: readonly ClusterFile[], layers: LayerFiles = NO_LAYERS): ReadClusters {
  return readOver(new Layers(layers), files);
}

function readOver(layers: Layers, files: readonly ClusterFile[]): ReadClusters {
  const results = files.map((file) => readCluster(file, layers));
  const clusters = results.flatMap(({ read }) => (read ? [read] : []));
  const ofLayers = layers.diagnostics;
  const known = new Set(ofLayers.map(placeKey));
  const ofClusters = results
    .flatMap(({ diagnostics }) => diagnostics)
    // What a layer has wrong is reported of the layer, not again of every cluster above it.
    .filter((diagnostic) => !known.has(placeKey(diagnostic)));
  return { clusters, diagnostics: [...ofLayers, ...ofClusters, ...sharedNames(clusters)] };
}

function placeKey({ place }: Diagnostic): string {
  return [place?.file, place?.line, place?.column].join(':');
}

function readCluster(
  file: ClusterFile,
  layers: Layers,
): { read?: ReadCluster; diagnostics: readonly Diagnostic[] } {
  const own = readSettings(file);
  if (!('value' in own)) {
    return { diagnostics: own };
  }
  if (!isObject(own.value)) {
    const { findings = [] } = validateCluster(own.value);
    return {
      diagnostics: diagnosticsAt(findings, {
        file: file.path,
        position: (path) => ({ file: file.path, ...own.position(path) }),
      }),
    };
  }
  const { settings, ring, diagnostics } = { ring: undefined, ...layers.under(own) };
  if (!settings) {
    return { diagnostics: diagnostics.map((diagnostic) => affecting(file.path, diagnostic)) };
  }
  const { cluster, findings } = validateCluster(settings.value);
  const { position } = settings;
  if (!cluster) {
    return { diagnostics: diagnosticsAt(findings, settings) };
  }
  const read = { file: file.path, cluster, declared: new Declared(cluster), position, settings };
  return { read: { ...read, ...(ring !== undefined && { ring }) }, diagnostics: [] };
}

/** Findings at the lines that set their fields: those of the cluster's own file first, each file from its top to its end. */
export function diagnosticsAt(
  findings: readonly Finding[],
  { file, position }: Pick<ReadCluster, 'file' | 'position'>,
): Diagnostic[] {
  const isOwn = (at: SourcePosition) => (at.file === file ? 0 : 1);
  return findings
    .map((finding) => ({ finding, at: position(finding.path) }))
    .sort((a, b) => isOwn(a.at) - isOwn(b.at) || compare(a.at.file, b.at.file) || a.at.line - b.at.line)
    .map(({ finding: { path, severity = 'error', ...rest }, at }) =>
      affecting(file, { severity, ...rest, place: at, ...(path.length > 0 && { field: fieldOf(path) }) }),
    );
}

/** A layer serves many clusters: a diagnostic at a line of it says which of them it is about. */
export function affecting(file: string, diagnostic: Diagnostic): Diagnostic {
  return diagnostic.place?.file === file ? diagnostic : { ...diagnostic, clusters: [nameOf(file)] };
}

/** A cluster file is named after its cluster. */
function nameOf(file: string): string {
  return basename(file, extname(file));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function misnamed({ file, cluster: { name }, position }: ReadCluster): Diagnostic[] {
  return nameOf(file) === name
    ? []
    : [
        {
          severity: 'error',
          rule: 'file-name',
          place: position(['name']),
          field: 'name',
          problem: `the file of the cluster "${name}" is named ${basename(file)}`,
          remedy: `Rename it to ${join(dirname(file), `${name}${extname(file)}`)}, or set name: ${nameOf(file)}`,
        },
      ];
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
