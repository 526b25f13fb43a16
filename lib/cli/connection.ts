import type { Command } from 'commander';
import { InputError } from '../diagnostics/diagnostic';
import type { ClusterFacts } from '../live/cluster-facts';
import type { Connection, Surroundings } from './surroundings';

/** The options that say which cluster is read. */
export function withConnection(command: Command): Command {
  return command
    .option('--kubeconfig <FILE>', "kubectl's own option; default: what kubectl finds by itself")
    .option('--context <NAME>', "kubectl's own option; default: the current context");
}

/**
 * What the cluster says of itself. Only reads.
 * @throws {InputError} when it does not answer at all: one error, not one for everything that could not be read
 */
export async function factsOf(connection: Connection, { connect }: Surroundings): Promise<ClusterFacts> {
  const { readFacts } = await import('../live/cluster-facts');
  const facts = readFacts(await connect(connection));
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
  return facts;
}
