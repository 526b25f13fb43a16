import { type ClusterFile, diagnosticsAt, type ReadCluster, readClusters } from '../cluster/read-clusters';
import { type Diagnostic, InputError } from '../diagnostics/diagnostic';
import { fieldOf } from '../diagnostics/finding';
import { isObjectRule } from '../manifests/check-objects';
import { unacknowledged } from './acknowledged';
import { checkCluster } from './check-cluster';

/** Clusters that no rule refuses, with the warnings that were found on the way. */
export interface AcceptedClusters {
  readonly clusters: readonly ReadCluster[];
  readonly warnings: readonly Diagnostic[];
}

/**
 * Reads cluster files, and checks their form and what they say. Pure.
 *
 * @throws {InputError} with every problem of every file
 */
export function acceptClusters(files: readonly ClusterFile[]): AcceptedClusters {
  const { clusters, diagnostics } = readClusters(files);
  const all = [...diagnostics, ...clusters.flatMap(findingsOf)];
  if (all.some(({ severity }) => severity === 'error')) {
    throw new InputError(all);
  }
  return { clusters, warnings: all };
}

function findingsOf(read: ReadCluster): Diagnostic[] {
  const reported = checkCluster(read.declared).map((finding) => ({
    ...finding,
    field: fieldOf(finding.path),
  }));
  const { left, idle } = unacknowledged(reported, read.cluster, (rule) => !isObjectRule(rule));
  return diagnosticsAt([...left, ...idle], read);
}
