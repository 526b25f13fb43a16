import { affecting } from '../cluster/fleet-checks';
import type { ManifestDigest, ReadManifestFiles } from '../cluster/manifest-files';
import { FIELD_NAMES } from '../cluster/names';
import { ownManifests } from '../cluster/own-manifests';
import { diagnosticsAt, type ReadCluster } from '../cluster/read-clusters';
import { renderCilium } from '../constructs/cilium-release';
import { CILIUM_LAYER, ciliumRelease, clusterLayers, type Sources } from '../constructs/cluster-layers';
import type { Layer } from '../constructs/layer';
import { type Diagnostic, InputError } from '../diagnostics/diagnostic';
import { fieldOf } from '../diagnostics/finding';
import { reportedOnce } from '../diagnostics/shared';
import { type FileSpec, layout } from '../layout/layout';
import { checkObjects, isObjectRule, type ObjectsCheck } from '../manifests/check-objects';
import { type Claim, contestedObjects } from '../manifests/contested-objects';
import { crdTypes } from '../manifests/crd-types';
import { checkOwnObjects, duplicateObjects } from '../manifests/own-objects';
import type { ApiTypes } from '../manifests/type-expression';
import { mirrorRegistry } from '../node-init/image';
import { acknowledgingFile, idleEverywhere, unacknowledged } from '../rules/acknowledged';
import { Causes } from '../rules/causes';
import { checkRendered, isRenderedRule, mostTelling } from '../rules/check-rendered';
import { causeOfProblem } from '../rules/problem-causes';
import { mergeValues } from '../values/merge-values';
import { gatewayCrds } from './gateway-crds';
import { inputLayer } from './input-digest';
import { atRefusedValue } from './refused-values';

/** The files of `dist/`, and what is unwise about them. */
export interface Synthesis {
  readonly files: readonly FileSpec[];
  readonly warnings: readonly Diagnostic[];
}

/** What was made of one cluster: its files, or without them what keeps it from being synthesized. */
export interface ClusterSynthesis {
  /** What lay at the paths of `manifests:`. */
  readonly manifests?: readonly ManifestDigest[];
  readonly files?: readonly FileSpec[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * From clusters to the files of `dist/`. Writes nothing.
 *
 * @throws {InputError} with everything that keeps any of the clusters from being synthesized
 */
export function synthesize(clusters: readonly ReadCluster[], sources: Sources = {}): Synthesis {
  const results = clusters.map((read) => synthesizeCluster(read, sources));
  const problems = results.filter(({ files }) => !files);
  if (problems.length > 0) {
    throw new InputError(reportedOnce(problems.flatMap(({ diagnostics }) => diagnostics)));
  }
  const warnings = results.flatMap(({ diagnostics }) => diagnostics);
  return {
    files: results.flatMap(({ files = [] }) => files).sort((a, b) => (a.path < b.path ? -1 : 1)),
    warnings: reportedOnce(idleEverywhere(warnings, clusters.map(acknowledgingFile))),
  };
}

/** Where what a synth needs comes from, when not from the defaults. */
export interface SynthSources extends Sources {
  /** @default - the disk */
  readonly manifests?: ReadManifestFiles;
}

/** From one cluster to its files. Writes nothing. */
export function synthesizeCluster(read: ReadCluster, sources: SynthSources = {}): ClusterSynthesis {
  const causes = causesIn(read, sources);
  const { manifests, diagnostics: unread } = ownManifests(read, sources.manifests);
  const digests = manifests.digests.length > 0 && { manifests: manifests.digests };
  try {
    const { crds, findings } = gatewayCrds(read, sources.charts);
    const layers = clusterLayers(read.declared, read.file, sources, { own: manifests, gatewayCrds: crds });
    const diagnostics = [
      ...unread.map((diagnostic) => affecting(read.file, diagnostic)),
      ...diagnosticsAt(findings, read),
      ...diagnosticsIn(layers, read, causes),
      ...contestedObjects(claimsOf(layers, read)),
    ];
    return diagnostics.some(({ severity }) => severity === 'error')
      ? { diagnostics, ...digests }
      : { files: layout([...layers, inputLayer(read, manifests.digests)]), diagnostics, ...digests };
  } catch (error) {
    return { diagnostics: diagnosticsOf(error, read, causes), ...digests };
  }
}

/** What the Applications of a cluster apply. Clusters that share a destination are found before. */
function claimsOf(layers: readonly Layer[], { file, cluster: { name, argoCD } }: ReadCluster): Claim[] {
  // Objects of the user's own are compared with all others already, Argo CD or not.
  return layers.flatMap(({ argo, objects, own }) =>
    argo && argoCD && !own
      ? [{ application: `${name}-${argo.name}`, file, destination: argoCD.destination, objects }]
      : [],
  );
}

/** What other chart values of a cluster would give. */
function causesIn({ cluster, declared }: ReadCluster, sources: Sources): Causes {
  const release = ciliumRelease(declared, sources);
  return new Causes(cluster.cilium.values, (values) =>
    renderCilium({ ...release, values: mergeValues(declared.ours, values) }),
  );
}

/** What is wrong with what is rendered for a cluster, but for what its file acknowledges. */
function diagnosticsIn(layers: readonly Layer[], read: ReadCluster, causes: Causes): Diagnostic[] {
  const { cluster, declared } = read;
  const cilium = layers.find(({ argo }) => argo?.name === CILIUM_LAYER)?.objects ?? [];
  const ofAgents = unacknowledged(
    checkRendered(declared, cilium, causes).map((finding) => ({ ...finding, field: fieldOf(finding.path) })),
    cluster,
    isRenderedRule,
  );
  const custom = crdTypes(layers.flatMap(({ objects }) => objects));
  const ofObjects = unacknowledged(
    layers.flatMap((layer) => problemsOf(layer, custom, read)),
    cluster,
    isObjectRule,
  );
  return [
    ...diagnosticsAt([...mostTelling(ofAgents.left), ...ofAgents.idle, ...ofObjects.idle], read),
    ...ofObjects.left.map(({ layer, ...problem }) => placed(problem, layer, read, causes)),
    ...duplicatesIn(layers).map((duplicate) => affecting(read.file, duplicate)),
  ];
}

/** A problem of an object, and the layer that the object is of. */
type ObjectProblem = Diagnostic & { readonly layer: Layer };

function problemsOf(layer: Layer, custom: ApiTypes, read: ReadCluster): ObjectProblem[] {
  const check = { ...checkOf(layer, read), custom };
  const problems = layer.own ? checkOwnObjects(layer.own, check) : checkObjects(layer.objects, check);
  return problems.map((problem) => ({ ...problem, layer }));
}

/** The user's own objects that are there twice, or are those of another layer. */
function duplicatesIn(layers: readonly Layer[]): Diagnostic[] {
  return duplicateObjects(
    layers.flatMap(({ own = [] }) => own),
    layers.flatMap(({ own, argo, objects }) => (argo && !own ? objects : [])),
  );
}

function checkOf({ partial = false, argo }: Layer, { cluster }: ReadCluster): ObjectsCheck {
  const { images, containerdMirror } = cluster;
  // Whoever names a mirror of quay.io has nodes pull from it.
  const mirror = images.registry === undefined ? [mirrorRegistry(containerdMirror.endpoint)] : [];
  const allowedRegistries = [...new Set([...images.allowedRegistries, ...mirror])];
  return {
    kubernetesVersion: cluster.kubernetes,
    allowedRegistries,
    registriesField: FIELD_NAMES.allowedRegistries,
    partial,
    ciliumVersion: cluster.cilium.version,
    afterCilium: argo?.needsCrds ?? false,
  };
}

/** Fields of the cluster file that decide what is in a layer. */
const FIELD_OF_LAYER: Readonly<Record<string, readonly string[]>> = {
  'node-init': ['containerdMirror', 'image'],
  'api-priority': ['apiPriority'],
  'egress-gateway': ['egressGateway', 'policies'],
  'local-dns': ['localDNS', 'image'],
};

/** A problem of an object at the line of the value, or field, that the object has it from. */
function placed(problem: Diagnostic, layer: Layer, read: ReadCluster, causes: Causes): Diagnostic {
  if (layer.own) {
    return affecting(read.file, problem);
  }
  const name = layer.argo?.name ?? '';
  const path =
    name === CILIUM_LAYER
      ? [...VALUES, ...(causeOfProblem(problem, causes, checkOf(layer, read)) ?? [])]
      : FIELD_OF_LAYER[name];
  return path
    ? affecting(read.file, { ...problem, place: read.position(path) })
    : { ...problem, place: { file: read.file } };
}

const VALUES = ['cilium', 'values'];

/** What constructs refuse is reported with the file that asked for it. */
function diagnosticsOf(error: unknown, read: ReadCluster, causes: Causes): Diagnostic[] {
  if (error instanceof InputError) {
    return error.diagnostics.map((diagnostic) =>
      diagnostic.rule === 'chart-refused'
        ? affecting(read.file, atRefusedValue(diagnostic, read, causes))
        : { place: { file: read.file }, ...diagnostic },
    );
  }
  throw error;
}
