import type { ChartStore } from '../charts/chart-store';
import { ownManifests } from '../cluster/own-manifests';
import { diagnosticsAt, type ReadCluster } from '../cluster/read-clusters';
import { clusterLayers } from '../constructs/cluster-layers';
import type { Layer } from '../constructs/layer';
import { InputError } from '../diagnostics/diagnostic';
import { gatewayCrds } from '../synth/gateway-crds';

/**
 * The layers of a cluster with all that they are made of, unchecked.
 *
 * @throws {InputError} when a file that the cluster names cannot be read, or a layer cannot be made
 */
export function layersOf(read: ReadCluster, charts: ChartStore): Layer[] {
  const { manifests: own, diagnostics } = ownManifests(read);
  const { crds, findings } = gatewayCrds(read, charts);
  const problems = [...diagnostics, ...diagnosticsAt(findings, read)].filter(
    ({ severity }) => severity === 'error',
  );
  if (problems.length > 0) {
    throw new InputError(problems);
  }
  return clusterLayers(read.declared, read.file, { charts }, { own, gatewayCrds: crds });
}
