import { App } from 'cdk8s';
import { type Claim, contestedObjects } from '../checks/contested-objects';
import { keyMaterial } from '../checks/key-material';
import type { ReadCluster } from '../cluster/read-clusters';
import { clusterCharts, type Sources } from '../constructs/cluster-charts';
import { type Diagnostic, InputError } from '../diagnostics/diagnostic';
import { isObject } from '../json';
import { type FileSpec, type Layer, layout } from '../layout/layout';

/**
 * From clusters to the files of `dist/`. Writes nothing.
 *
 * @throws {InputError} with everything that keeps any of the clusters from being synthesized
 */
export function synthesize(clusters: readonly ReadCluster[], sources: Sources = {}): FileSpec[] {
  const problems: Diagnostic[] = [];
  const layers = clusters.flatMap((read) => {
    try {
      return layersOf(read, sources);
    } catch (error) {
      problems.push(...diagnosticsOf(error, read.file));
      return [];
    }
  });
  problems.push(...contestedObjects(layers.flatMap(({ claim }) => claim ?? [])));
  if (problems.length > 0) {
    throw new InputError(problems);
  }
  return layout(layers);
}

interface SynthesizedLayer extends Layer {
  /** Absent when no Application applies the layer. */
  readonly claim?: Claim;
}

function layersOf({ file, cluster }: ReadCluster, sources: Sources): SynthesizedLayer[] {
  const app = new App({ recordConstructMetadata: false });
  const layers = clusterCharts(app, cluster, sources).map(({ name, chart, argo }): SynthesizedLayer => {
    const objects = chart.toJson().filter(isObject);
    const layer = { directory: `${cluster.name}/${name}`, origin: file, objects };
    if (!argo || !cluster.argoCD) {
      return layer;
    }
    const { destination } = cluster.argoCD;
    return { ...layer, claim: { application: `${cluster.name}-${name}`, file, destination, objects } };
  });
  const keys = layers.flatMap(({ objects }) => keyMaterial(objects));
  if (keys.length > 0) {
    throw new InputError(keys);
  }
  return layers;
}

/** What constructs refuse is told with the file that asked for it. */
function diagnosticsOf(error: unknown, file: string): Diagnostic[] {
  if (error instanceof InputError) {
    return error.diagnostics.map((diagnostic) => ({ place: { file }, ...diagnostic }));
  }
  throw error;
}
