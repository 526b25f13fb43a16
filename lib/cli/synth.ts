import type { Command } from 'commander';
import { countErrors, describeOutcome, stateOfDist } from '../synth/outcome';
import type { ExitStatus, Frame } from './frame';

interface SynthOptions {
  readonly clusters: string;
  readonly output: string;
  readonly json?: boolean;
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
    .option('--json', 'print what was added, changed and removed as JSON')
    .action(
      action(
        async ({ clusters, output, json = false }: SynthOptions): Promise<ExitStatus> => {
          const { synthToDisk } = await import('../synth/command');
          const outcome = synthToDisk({ clusters, dist: output });
          complain(outcome.warnings);
          if (json) {
            surroundings.print(`${JSON.stringify(outcome, null, 2)}\n`);
          } else {
            surroundings.complain(describeOutcome(outcome, output));
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
