import { affecting, diagnosticsAt, type ReadCluster } from '../cluster/read-clusters';
import { clusterLayers, type Sources } from '../constructs/cluster-layers';
import type { Layer } from '../constructs/layer';
import { type Diagnostic, InputError } from '../diagnostics/diagnostic';
import { reportedOnce } from '../diagnostics/shared';
import { type FileSpec, layout } from '../layout/layout';
import { checkObjects, isObjectRule } from '../manifests/check-objects';
import { type Claim, contestedObjects } from '../manifests/contested-objects';
import { idleEverywhere, unacknowledged } from '../rules/acknowledged';
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
  const synthesized = clusters.flatMap((read) => {
    try {
      const layers = clusterLayers(read.declared, read.file, sources);
      const diagnostics = diagnosticsIn(layers, read);
      const refused = diagnostics.some(({ severity }) => severity === 'error');
      (refused ? problems : warnings).push(...diagnostics);
      return layers.map((layer) => ({ layer, read }));
    } catch (error) {
      problems.push(...diagnosticsOf(error, read));
      return [];
    }
  });
  problems.push(...contestedObjects(synthesized.flatMap(claimOf)));
  if (problems.length > 0) {
    throw new InputError(reportedOnce(problems));
  }
  return {
    files: layout(synthesized.map(({ layer }) => layer)),
    warnings: reportedOnce(idleEverywhere(warnings, clusters)),
  };
}

/** What the Application of a layer applies, and where. */
function claimOf({ layer, read }: { layer: Layer; read: ReadCluster }): Claim[] {
  const { name, argoCD } = read.cluster;
  return layer.argo && argoCD
    ? [
        {
          application: `${name}-${layer.argo.name}`,
          file: read.file,
          destination: argoCD.destination,
          objects: layer.objects,
        },
      ]
    : [];
}

/** What is wrong with the objects of a cluster, the warnings that its file acknowledges left out. */
function diagnosticsIn(layers: readonly Layer[], read: ReadCluster): Diagnostic[] {
  const { file, cluster } = read;
  const reported = layers.flatMap(({ objects, partial = false }) =>
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
        ? affecting(read.file, atRefusedValue(diagnostic, read))
        : { place: { file: read.file }, ...diagnostic },
    );
  }
  throw error;
}
