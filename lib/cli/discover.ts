import type { Command } from 'commander';
import { readCluster, withConnection } from './connection';
import type { ExitStatus, Frame } from './frame';
import type { Connection } from './surroundings';
import { writeWhole } from './write-whole';

interface DiscoverOptions extends Connection {
  readonly output?: string;
}

/** `tke-cilium discover`: the cluster file of a live cluster. */
export function addDiscover(program: Command, { action, surroundings }: Frame): void {
  const command = program
    .command('discover')
    .summary('write the cluster file of a live cluster')
    .description('Reads the cluster that kubectl reaches, and prints the cluster file that describes it.')
    .argument('<name>', 'name of the cluster: that of its file in clusters/')
    .option('-o, --output <FILE>', 'write to this file; it is written only when everything could be read');
  withConnection(command).action(
    action(async (name: string, { output, ...connection }: DiscoverOptions): Promise<ExitStatus> => {
      const { discover } = await import('../live/discover');
      const charts = await surroundings.charts();
      const { facts } = await readCluster(connection, surroundings);
      const file = discover(facts, name, charts);
      if (output === undefined) {
        surroundings.print(file);
      } else {
        writeWhole(output, file);
        surroundings.complain(`${output} is written; look it over, then run tke-cilium synth\n`);
      }
      return 0;
    }),
  );
}
