import type { Command } from 'commander';
import { countErrors, describeOutcome, stateOfDist } from '../synth/outcome';
import { NO_PROGRESS } from '../synth/progress';
import type { ExitStatus, Frame } from './frame';

interface SynthOptions {
  readonly clusters: string;
  readonly output: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
  /** False with --no-cache. */
  readonly cache: boolean;
}

/** `tke-cilium synth`: cluster files to dist/. */
export function addSynth(program: Command, { action, complain, surroundings }: Frame): void {
  program
    .command('synth')
    .summary('write dist/ from the cluster files')
    .description(
      'Writes the manifests of every cluster file to dist/. When anything is refused, dist/ is left as it was.',
    )
    .option('--clusters <DIR>', 'directory of the cluster files', 'clusters')
    .option('--output <DIR>', 'directory that holds the manifests, and nothing else', 'dist')
    .option('--no-cache', 'render every cluster, also those whose inputs did not change')
    .option('-v, --verbose', 'name every file that changed, not only the clusters')
    .option('--json', 'print what was added, changed and removed as JSON')
    .action(
      action(
        async ({
          clusters,
          output,
          json = false,
          verbose = false,
          cache,
        }: SynthOptions): Promise<ExitStatus> => {
          const { synthToDisk } = await import('../synth/command');
          const outcome = await synthToDisk(
            { clusters, dist: output },
            {
              cache,
              progress: (await surroundings.progress?.()) ?? NO_PROGRESS,
              waiting: (message) => surroundings.complain(`${message}\n`),
            },
          );
          complain(outcome.warnings);
          if (json) {
            surroundings.print(`${JSON.stringify(outcome, null, 2)}\n`);
          } else {
            surroundings.complain(describeOutcome(outcome, output, verbose));
          }
          return 0;
        },
        {
          consequence: (diagnostics, { output }) =>
            `${countErrors(diagnostics)}; ${stateOfDist(diagnostics, output)}`,
        },
      ),
    );
}
