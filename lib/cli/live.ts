import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { layersAround } from '../cluster/cluster-files';
import { formatDiagnostic, InputError } from '../diagnostics/diagnostic';
import { type ClusterFacts, readFacts } from '../live/cluster-facts';
import type { ClusterReader } from '../live/cluster-reader';
import { discover } from '../live/discover';
import { KubectlReader } from '../live/kubectl-reader';
import { exitStatus, preflight } from '../live/preflight';
import { preflightTable } from '../live/table';
import { acceptClusters } from '../rules/accept-clusters';

const USAGE = `usage: npm run --silent discover -- <name>           [--kubeconfig <file>] [--context <name>]
       npm run preflight -- clusters/<name>.yaml      [--kubeconfig <file>] [--context <name>]
`;

/** Where the commands print, and how they reach a cluster. */
export interface LiveSurroundings {
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
  readonly connect: (options: { kubeconfig?: string; context?: string }) => ClusterReader;
}

/** The user's terminal and the user's kubectl. */
export const LIVE_SURROUNDINGS: LiveSurroundings = {
  print: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(text),
  connect: (options) => new KubectlReader(options),
};

/**
 * `discover` or `preflight`, as typed.
 *
 * @returns the exit status: 0; 1 when something is wrong, unknown or refused; 2 when the command is not understood
 */
export function runLive(args: readonly string[], surroundings: LiveSurroundings = LIVE_SURROUNDINGS): number {
  const { print, complain, connect } = surroundings;
  const asked = understood(args);
  if (!asked) {
    complain(USAGE);
    return 2;
  }
  try {
    const { command, subject, connection } = asked;
    if (command === 'discover') {
      print(discover(answering(readFacts(connect(connection))), subject));
      return 0;
    }
    const { clusters } = acceptClusters(
      [{ path: subject, content: content(subject) }],
      layersAround(subject),
    );
    const facts = answering(readFacts(connect(connection)));
    const findings = clusters.flatMap(({ cluster }) => preflight(facts, cluster));
    print(`${preflightTable(findings)}\n`);
    return exitStatus(findings);
  } catch (error) {
    if (!(error instanceof InputError)) {
      throw error;
    }
    complain(`${error.diagnostics.map(formatDiagnostic).join('\n')}\n`);
    return 1;
  }
}

interface Asked {
  readonly command: 'discover' | 'preflight';
  readonly subject: string;
  readonly connection: { kubeconfig?: string; context?: string };
}

function understood(args: readonly string[]): Asked | undefined {
  try {
    const options = { kubeconfig: { type: 'string' }, context: { type: 'string' } } as const;
    const { positionals, values } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [command, subject, ...more] = positionals;
    return (command === 'discover' || command === 'preflight') && subject && more.length === 0
      ? { command, subject, connection: { ...values } }
      : undefined;
  } catch {
    return undefined;
  }
}

/** A cluster that gives no version gives nothing: one sentence then, not a row for every read. */
function answering(facts: ClusterFacts): ClusterFacts {
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

function content(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new InputError([
      {
        severity: 'error',
        rule: 'unreadable-file',
        place: { file },
        problem: `the cluster file cannot be read: ${error instanceof Error ? error.message : error}`,
        remedy: 'Name a file of clusters/',
      },
    ]);
  }
}
