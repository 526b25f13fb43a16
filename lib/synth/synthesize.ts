import { App } from 'cdk8s';
import { diagnosticsAt, type ReadCluster } from '../cluster/read-clusters';
import { clusterCharts, type Sources } from '../constructs/cluster-charts';
import { type Diagnostic, InputError } from '../diagnostics/diagnostic';
import { isObject } from '../json';
import { type FileSpec, type Layer, layout } from '../layout/layout';
import { checkObjects, isObjectRule } from '../manifests/check-objects';
import { type Claim, contestedObjects } from '../manifests/contested-objects';
import { nodePoolFiles } from '../node-init/node-pool-files';
import { unacknowledged } from '../rules/acknowledged';
import { atRefusedValue } from './refused-values';

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
      const synthesized = layersOf(read, sources);
      const diagnostics = diagnosticsIn(synthesized, read);
      const refused = diagnostics.some(({ severity }) => severity === 'error');
      (refused ? problems : warnings).push(...diagnostics);
      return synthesized;
    } catch (error) {
      problems.push(...diagnosticsOf(error, read));
      return [];
    }
  });
  problems.push(...contestedObjects(layers.flatMap(({ claim }) => claim ?? [])));
  if (problems.length > 0) {
    throw new InputError(toldOnce(problems));
  }
  const nodePools = clusters.flatMap(({ cluster, file }) => nodePoolFiles(cluster, file));
  return { files: [...layout(layers), ...nodePools], warnings };
}

/** What is no fault of a line, such as a chart that is not at hand, is told once for all files that meet it. */
function toldOnce(problems: readonly Diagnostic[]): Diagnostic[] {
  const told = new Map<string, Diagnostic>();
  for (const problem of problems) {
    const { place, ...what } = problem;
    const key = JSON.stringify(place?.line === undefined ? what : problem);
    const files = new Set([told.get(key)?.place?.file, place?.file].filter((file) => file !== undefined));
    told.set(key, {
      ...problem,
      ...(files.size > 0 && { place: { ...place, file: [...files].join(', ') } }),
    });
  }
  return [...told.values()];
}

interface SynthesizedLayer extends Layer {
  /** True when its manifests hold some fields only. */
  readonly partial: boolean;
  /** Absent when no Application applies the layer. */
  readonly claim?: Claim;
}

function layersOf({ file, cluster, declared }: ReadCluster, sources: Sources): SynthesizedLayer[] {
  const app = new App({ recordConstructMetadata: false });
  return clusterCharts(app, declared, sources).map(
    ({ name, chart, argo, apart, partial = false }): SynthesizedLayer => {
      const objects = chart.toJson().filter(isObject);
      const layer = {
        directory: apart ? `${apart}/${cluster.name}` : `${cluster.name}/${name}`,
        origin: file,
        objects,
        partial,
      };
      if (!argo || !cluster.argoCD) {
        return layer;
      }
      const { destination } = cluster.argoCD;
      return { ...layer, claim: { application: `${cluster.name}-${name}`, file, destination, objects } };
    },
  );
}

/** What is wrong with the objects of a cluster, the warnings that its file acknowledges left out. */
function diagnosticsIn(layers: readonly SynthesizedLayer[], read: ReadCluster): Diagnostic[] {
  const { file, cluster } = read;
  const reported = layers.flatMap(({ objects, partial }) =>
    checkObjects(objects, {
      kubernetesVersion: cluster.kubernetes,
      allowedRegistries: cluster.images.allowedRegistries,
      partial,
    }),
  );
  const { left, idle } = unacknowledged(reported, cluster, isObjectRule);
  return [...left.map((diagnostic) => ({ place: { file }, ...diagnostic })), ...diagnosticsAt(idle, read)];
}

/** What constructs refuse is told with the file that asked for it. */
function diagnosticsOf(error: unknown, read: ReadCluster): Diagnostic[] {
  if (error instanceof InputError) {
    return error.diagnostics.map((diagnostic) =>
      diagnostic.rule === 'chart-refused'
        ? atRefusedValue(diagnostic, read)
        : { place: { file: read.file }, ...diagnostic },
    );
  }
  throw error;
}
