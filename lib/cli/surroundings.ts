import type { ChartStore } from '../charts/chart-store';
import type { ClusterReader } from '../live/cluster-reader';
import type { Progress } from '../synth/progress';

/** Which cluster, as kubectl's own options name it. */
export interface Connection {
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** All that a subcommand reaches besides files: tests put their own in its place. */
export interface Surroundings {
  /** Writes to standard output: what was asked for, and nothing else. */
  readonly print: (text: string) => void;
  /** Writes to standard error: warnings, errors, progress. */
  readonly complain: (text: string) => void;
  /** Width of the terminal that standard output is, undefined when it is a file or a pipe. */
  readonly columns: number | undefined;
  /** Whether each stream takes colour: it is a terminal, and NO_COLOR is not set. */
  readonly colour: { readonly output: boolean; readonly errors: boolean };
  readonly environment: NodeJS.ProcessEnv;
  /** The charts that charts.lock.yaml names. Asynchronous, so that only the commands that need them load the code. */
  readonly charts: () => Promise<ChartStore>;
  /**
   * Opens a bar on standard error where that is a terminal.
   * @default - no progress is shown
   */
  readonly progress?: () => Promise<Progress>;
  /** Opens the cluster that kubectl reaches. Asynchronous, so that only the commands that need it load it. */
  readonly connect: (connection: Connection) => Promise<ClusterReader>;
}

/** The user's terminal, environment and kubectl. */
export function terminal(): Surroundings {
  return {
    print: (text) => process.stdout.write(text),
    complain: (text) => process.stderr.write(text),
    columns: process.stdout.columns,
    colour: { output: takesColour(process.stdout), errors: takesColour(process.stderr) },
    environment: process.env,
    charts: async () => {
      const { ChartStore } = await import('../charts/chart-store');
      return new ChartStore();
    },
    progress: async () => {
      const { terminalProgress } = await import('../synth/progress');
      return terminalProgress(process.stderr);
    },
    connect: async (connection) => {
      const { KubectlReader } = await import('../live/kubectl-reader');
      return new KubectlReader(connection);
    },
  };
}

/** https://no-color.org: any value but the empty one switches colour off. */
function takesColour(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && !process.env.NO_COLOR && stream.hasColors();
}
