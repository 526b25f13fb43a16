import { readFileSync } from 'node:fs';
import { isNativeError } from 'node:util/types';
import type { ChartStore } from '../charts/chart-store';
import type { ReadCluster } from '../cluster/read-clusters';
import { InputError } from '../diagnostics/diagnostic';

/**
 * The cluster file that a command line names, read and checked.
 * @throws {InputError} when it cannot be read, or is refused
 */
export async function clusterArgument(file: string, charts: ChartStore): Promise<ReadCluster> {
  const { layersAround } = await import('../cluster/cluster-files');
  const { acceptClusters } = await import('../rules/accept-clusters');
  const [read] = acceptClusters(
    [{ path: file, content: contentOf(file) }],
    charts,
    layersAround(file),
  ).clusters;
  if (!read) {
    throw unreadable(file, 'it describes no cluster');
  }
  return read;
}

function contentOf(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw unreadable(file, isNativeError(error) ? error.message : String(error));
  }
}

function unreadable(file: string, reason: string): InputError {
  return new InputError([
    {
      severity: 'error',
      rule: 'unreadable-file',
      place: { file },
      problem: `the cluster file cannot be read: ${reason}`,
      remedy: 'Name a file of clusters/',
    },
  ]);
}
