import type { ChartStore } from '../charts/chart-store';
import { type ClusterFile, type FleetFiles, type LayerFiles, NO_LAYERS } from '../cluster/cluster-files';
import {
  diagnosticsAt,
  type ReadCluster,
  type ReadClusters,
  readClusters,
  readFleet,
} from '../cluster/read-clusters';
import { type Diagnostic, InputError } from '../diagnostics/diagnostic';
import { fieldOf } from '../diagnostics/finding';
import { reportedOnce } from '../diagnostics/shared';
import { isObjectRule } from '../manifests/check-objects';
import { acknowledgingFile, idleEverywhere, unacknowledged } from './acknowledged';
import { checkAcrossClusters } from './across/check-across-clusters';
import { fleetMember, isRuleAcrossClusters } from './across/fleet-member';
import { checkCluster } from './check-cluster';
import { isRenderedRule } from './check-rendered';

/** Clusters that no rule refuses, with the warnings that were found on the way. */
export interface AcceptedClusters {
  readonly clusters: readonly ReadCluster[];
  readonly warnings: readonly Diagnostic[];
}

/**
 * Reads single cluster files over the layers that they name, and checks their form and what they say.
 *
 * @param charts where the charts of the clusters are
 * @throws {InputError} with every problem of every file
 */
export function acceptClusters(
  files: readonly ClusterFile[],
  charts: ChartStore,
  layers: LayerFiles = NO_LAYERS,
): AcceptedClusters {
  return accepted(readClusters(files, charts, layers));
}

/**
 * Reads all that a directory of clusters holds, and checks its form and what it says.
 *
 * @param charts where the charts of the clusters are
 * @throws {InputError} with every problem of every file
 */
export function acceptFleet(files: FleetFiles, charts: ChartStore): AcceptedClusters {
  return accepted(readFleet(files, charts));
}

function accepted({ clusters, diagnostics }: ReadClusters): AcceptedClusters {
  const found = idleEverywhere(clusters.flatMap(findingsOf), clusters.map(acknowledgingFile));
  const across = checkAcrossClusters(clusters.map(fleetMember));
  const all = reportedOnce([...diagnostics, ...found, ...across]);
  if (all.some(({ severity }) => severity === 'error')) {
    throw new InputError(all);
  }
  return { clusters, warnings: all };
}

/** What the rules find in a single cluster. */
export function findingsOf(read: ReadCluster): Diagnostic[] {
  const reported = checkCluster(read.declared).map((finding) => ({
    ...finding,
    field: fieldOf(finding.path),
  }));
  const { left, idle } = unacknowledged(
    reported,
    read.cluster,
    (rule) => !isObjectRule(rule) && !isRenderedRule(rule) && !isRuleAcrossClusters(rule),
  );
  return diagnosticsAt([...left, ...idle], read);
}
