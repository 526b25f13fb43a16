import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import type { ChartStore } from '../charts/chart-store';
import { type FleetFiles, fleetFiles, NO_LAYERS } from '../cluster/cluster-files';
import { Layers } from '../cluster/layers';
import { type ReadManifestFiles, readManifestFiles } from '../cluster/manifest-files';
import { type ReadCluster, readCluster, readFleet } from '../cluster/read-clusters';
import { InputError } from '../diagnostics/diagnostic';
import type { JsonObject } from '../json';
import type { Synthesize } from '../review/causes/attribution';
import type { ClusterInput } from '../review/causes/cluster-input';
import type { Tree } from '../review/trees/tree';
import { findingsOf } from '../rules/accept-clusters';
import { synthesizeCluster } from '../synth/synthesize';

/** How a side reads files, and what a person calls them. */
interface Reading {
  /** @default - as they are */
  readonly shown?: (file: string) => string;
  /**
   * Of the files as they are shown.
   * @default - the disk, by the real paths
   */
  readonly manifests?: ReadManifestFiles;
}

/**
 * Reads the cluster files of a revision. The reader of cluster files reads directories, so they are written to one for a
 * moment.
 */
export function inputsInRevision(
  tree: Tree,
  manifests: ReadManifestFiles,
  clusters: string,
  charts: ChartStore,
): ReadonlyMap<string, ClusterInput> {
  const directory = mkdtempSync(join(tmpdir(), 'tke-cilium-diff-'));
  try {
    for (const [path, text] of tree.read([...tree.files.keys()])) {
      const file = join(directory, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    const shown = (file: string) => join(clusters, file.slice(directory.length + 1));
    return clusterInputs(fleetFiles(directory), charts, { shown, manifests });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

export function clusterInputs(
  files: FleetFiles,
  charts: ChartStore,
  reading: Reading = {},
): ReadonlyMap<string, ClusterInput> {
  const { clusters } = readFleet(files, charts);
  return new Map(clusters.map((read) => [read.cluster.name, inputOf(read, reading)]));
}

export function inputOf(
  read: ReadCluster,
  { shown = (file) => file, manifests }: Reading = {},
): ClusterInput {
  return {
    file: shown(read.file),
    cluster: read.cluster as unknown as JsonObject,
    acknowledged: read.cluster.acknowledged,
    ...(read.ring !== undefined && { ring: read.ring }),
    place: (path) => {
      const { file, line } = read.position(path);
      return `${shown(file)}:${line}`;
    },
    manifests: (path) => {
      if (manifests) {
        return manifests(path, shown(read.file).replaceAll(sep, '/'));
      }
      const found = readManifestFiles(path, read.file);
      return 'problem' in found
        ? found
        : found.map(({ path: file, content }) => ({ path: shown(file), content }));
    },
  };
}

/** Makes the files of a cluster that is given as one complete cluster file. */
export function synthesizer(charts: ChartStore): Synthesize {
  const layers = new Layers(NO_LAYERS);
  return ({ group: _, groups: __, ...cluster }, file, manifests) => {
    try {
      const content = Buffer.from(JSON.stringify(cluster));
      const { read } = readCluster({ path: file, content }, layers, charts);
      const refused = !read || findingsOf(read).some(({ severity }) => severity === 'error');
      return refused ? undefined : synthesizeCluster(read, { charts, ...(manifests && { manifests }) }).files;
    } catch (error) {
      if (error instanceof InputError) {
        return undefined;
      }
      throw error;
    }
  };
}
