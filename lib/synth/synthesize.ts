import { App } from 'cdk8s';
import { keyMaterial } from '../checks/key-material';
import type { ReadCluster } from '../cluster/read-clusters';
import { clusterCharts, type Sources } from '../constructs/cluster-charts';
import { type Diagnostic, InputError } from '../diagnostics/diagnostic';
import { isObject } from '../json';
import { type FileSpec, type Layer, layout } from '../layout/layout';
import { nodePoolFiles } from '../node-init/node-pool-files';
import { checkObjects } from '../schemas/check-objects';

/** The files of `dist/`, and what is unwise about them. */
export interface Synthesis {
  readonly files: readonly FileSpec[];
  readonly warnings: readonly Diagnostic[];
}

/**
 * From clusters to the files of `dist/`. Writes nothing.
 *
 * @throws {InputError} with everything that keeps any of the clusters from being synthesized
 */
export function synthesize(clusters: readonly ReadCluster[], sources: Sources = {}): Synthesis {
  const problems: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  const layers = clusters.flatMap((read) => {
    try {
      const { layers, diagnostics } = layersOf(read, sources);
      const serious = diagnostics.filter(({ severity }) => severity === 'error');
      (serious.length > 0 ? problems : warnings).push(...diagnostics);
      return layers;
    } catch (error) {
      problems.push(...diagnosticsOf(error, read.file));
      return [];
    }
  });
  if (problems.length > 0) {
    throw new InputError(problems);
  }
  const nodePools = clusters.flatMap(({ cluster, file }) => nodePoolFiles(cluster, file));
  return { files: [...layout(layers), ...nodePools], warnings };
}

function layersOf(
  { file, cluster }: ReadCluster,
  sources: Sources,
): { layers: Layer[]; diagnostics: readonly Diagnostic[] } {
  const app = new App({ recordConstructMetadata: false });
  const charts = clusterCharts(app, cluster, sources).map(({ name, chart, partial = false }) => ({
    layer: { directory: `${cluster.name}/${name}`, origin: file, objects: chart.toJson().filter(isObject) },
    partial,
  }));
  const diagnostics = charts.flatMap(({ layer: { objects }, partial }) => [
    ...keyMaterial(objects),
    ...checkObjects(objects, {
      kubernetesVersion: cluster.kubernetes,
      allowedRegistries: cluster.images.allowedRegistries,
      partial,
    }),
  ]);
  const acknowledged = new Set(cluster.acknowledged.map(({ rule }) => rule));
  return {
    layers: charts.map(({ layer }) => layer),
    diagnostics: diagnostics
      .filter(({ severity, rule }) => severity === 'error' || !acknowledged.has(rule))
      .map((diagnostic) => ({ place: { file }, ...diagnostic })),
  };
}

/** What constructs refuse is told with the file that asked for it. */
function diagnosticsOf(error: unknown, file: string): Diagnostic[] {
  if (error instanceof InputError) {
    return error.diagnostics.map((diagnostic) => ({ place: { file }, ...diagnostic }));
  }
  throw error;
}
