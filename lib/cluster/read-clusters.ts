import type { ChartStore } from '../charts/chart-store';
import { lockedChart, lockRemedy } from '../charts/lock';
import { type Diagnostic, InputError } from '../diagnostics/diagnostic';
import { type Finding, fieldOf } from '../diagnostics/finding';
import { isObject } from '../json';
import { type ClusterFile, type FleetFiles, type LayerFiles, NO_LAYERS } from './cluster-files';
import { Declared } from './declared';
import type { Cluster } from './definition';
import { affecting, misnamed, sharedNames, withoutRepeated } from './fleet-checks';
import type { FieldPath, LayeredSettings, SourcePosition } from './layered-settings';
import { groupsOf, Layers } from './layers';
import { readSettings } from './settings-file';
import { reportUnusedGroups } from './unused-groups';
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

/** What reading one file gave. */
export interface ReadFile {
  /** Absent when the file, or a layer below it, is not well-formed. */
  readonly read?: ReadCluster;
  /** The groups that the file names. */
  readonly groups: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads all that a directory of clusters holds, and checks the form; the rules come after that.
 *
 * @param charts where the charts of the clusters are
 */
export function readFleet(files: FleetFiles, charts: ChartStore): ReadClusters {
  const layers = new Layers(files);
  const results = files.clusters.map((file) => readCluster(file, layers, charts));
  const clusters = results.flatMap(({ read }) => read ?? []);
  const named = new Set(results.flatMap(({ groups }) => groups));
  const unused = new Map([...files.groups].filter(([name]) => !named.has(name)));
  return {
    clusters,
    diagnostics: [...ofFiles(results, layers), ...clusters.flatMap(misnamed), ...reportUnusedGroups(unused)],
  };
}

/**
 * Reads single cluster files over the layers that they name, and checks their form.
 *
 * @param charts where the charts of the clusters are
 */
export function readClusters(
  files: readonly ClusterFile[],
  charts: ChartStore,
  layers: LayerFiles = NO_LAYERS,
): ReadClusters {
  const read = new Layers(layers);
  const results = files.map((file) => readCluster(file, read, charts));
  return { clusters: results.flatMap(({ read }) => read ?? []), diagnostics: ofFiles(results, read) };
}

function ofFiles(results: readonly ReadFile[], layers: Layers): Diagnostic[] {
  const named = results.flatMap(({ read }) => (read ? [{ file: read.file, name: read.cluster.name }] : []));
  return [
    ...withoutRepeated(
      layers.diagnostics,
      results.flatMap(({ diagnostics }) => diagnostics),
    ),
    ...sharedNames(named),
  ];
}

/** Reads the file of a cluster over its layers, and checks the form. */
export function readCluster(file: ClusterFile, layers: Layers, charts: ChartStore): ReadFile {
  const own = readSettings(file);
  if (!('value' in own)) {
    return { groups: [], diagnostics: own };
  }
  const groups = groupsOf(own.value);
  if (!isObject(own.value)) {
    const { findings = [] } = validateCluster(own.value);
    const position = (path: FieldPath) => ({ file: file.path, ...own.position(path) });
    return { groups, diagnostics: diagnosticsAt(findings, { file: file.path, position }) };
  }
  const { settings, ring, diagnostics } = { ring: undefined, ...layers.under(own) };
  if (!settings) {
    return { groups, diagnostics: diagnostics.map((diagnostic) => affecting(file.path, diagnostic)) };
  }
  const { cluster, findings } = validateCluster(settings.value);
  if (!cluster) {
    return { groups, diagnostics: diagnosticsAt(findings, settings) };
  }
  const { version } = cluster.cilium;
  if (!lockedChart(charts.lock, 'cilium', version)) {
    return { groups, diagnostics: diagnosticsAt([notLocked(version, charts)], settings) };
  }
  try {
    const { position } = settings;
    const declared = new Declared(cluster, charts.values(version));
    const read = { file: file.path, cluster, declared, position, settings };
    return { read: { ...read, ...(ring !== undefined && { ring }) }, groups, diagnostics: [] };
  } catch (error) {
    if (error instanceof InputError) {
      return {
        groups,
        diagnostics: error.diagnostics.map((problem) => ({ place: { file: file.path }, ...problem })),
      };
    }
    throw error;
  }
}

function notLocked(version: string, charts: ChartStore): Finding {
  return {
    rule: 'version-not-locked',
    path: ['cilium', 'version'],
    problem: `Cilium ${version} is not locked in ${charts.lock.file}`,
    remedy: lockRemedy('cilium', version, charts.versions('cilium')),
  };
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

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
