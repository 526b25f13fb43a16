import type { Command } from 'commander';
import { InputError } from '../diagnostics/diagnostic';
import type { ClusterFacts } from '../live/cluster-facts';
import type { ClusterReader } from '../live/cluster-reader';
import type { Connection, Surroundings } from './surroundings';

/** The options that say which cluster is read. */
export function withConnection(command: Command): Command {
  return command
    .option('--kubeconfig <FILE>', "kubectl's own option; default: what kubectl finds by itself")
    .option('--context <NAME>', "kubectl's own option; default: the current context");
}

/** A cluster that answered, and what it said of itself. */
interface LiveCluster {
  readonly facts: ClusterFacts;
  /** For what is asked later. */
  readonly reader: ClusterReader;
}

/**
 * What the cluster says of itself. Only reads.
 * @throws {InputError} when it does not answer at all: one error, not one for everything that could not be read
 */
export async function readCluster(connection: Connection, { connect }: Surroundings): Promise<LiveCluster> {
  const { readFacts } = await import('../live/cluster-facts');
  const reader = await connect(connection);
  const facts = readFacts(reader);
  if (facts.version.kind === 'failed') {
    throw new InputError([
      {
        severity: 'error',
        rule: 'cluster-unreachable',
        problem: `the cluster does not answer: ${facts.version.message}`,
        remedy:
          'Check with kubectl version, and name the kubeconfig or context with --kubeconfig or --context',
      },
    ]);
  }
  return { facts, reader };
}
