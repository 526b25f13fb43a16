import type { Command } from 'commander';
import type { Listing } from '../inspect/listing';
import { clusterArgument } from './cluster-argument';
import { UsageError } from './failure';
import type { ExitStatus, Frame } from './frame';

interface Format {
  readonly markdown?: boolean;
  readonly json?: boolean;
}

type Versioned = Format & { readonly version?: string };

/** `tke-cilium values`: what values a chart has, and what a cluster makes of them. */
export function addValues(program: Command, { action, surroundings }: Frame): void {
  const values = program
    .command('values')
    .summary('look up chart values')
    .description(
      'Shows and searches the values of the Cilium chart, and what a cluster file changes of them.',
    );

  const listing = <Args extends unknown[]>(list: (...args: Args) => Promise<[Listing, Format]>) =>
    action(async (...args: Args): Promise<ExitStatus> => {
      const [found, { markdown = false, json = false }] = await list(...args);
      const { asMarkdown, asText } = await import('../inspect/listing');
      const text = markdown ? asMarkdown(found) : asText(found, surroundings.columns);
      surroundings.print(json ? `${JSON.stringify(found, null, 2)}\n` : text);
      return 0;
    });

  withFormat(values.command('show'))
    .summary('all values of a version, or those under a key')
    .argument('[version]', 'version of Cilium; default: the newest that is locked')
    .argument('[key]', 'dotted key, for example hubble.relay')
    .option('--version <VERSION>', 'version of Cilium')
    .action(
      listing(async (first: string | undefined, second: string | undefined, options: Versioned) => {
        const { knownKey, knownVersion } = await import('./chart-arguments');
        const { show } = await import('../inspect/queries');
        const [named, key] = isVersion(first) ? [first, second] : [options.version, first];
        const known = knownVersion(named, await surroundings.charts(), surroundings.complain);
        return [show(known, knownKey(known, key)), options];
      }),
    );

  withFormat(values.command('search'))
    .summary('values with these words in their key or description')
    .argument('<words...>')
    .option('--version <VERSION>', 'version of Cilium; default: the newest that is locked')
    .action(
      listing(async (words: string[], options: Versioned) => {
        const { knownVersion } = await import('./chart-arguments');
        const { search } = await import('../inspect/queries');
        if (words.every((word) => word.trim() === '')) {
          throw new UsageError('the word to search for is empty');
        }
        const charts = await surroundings.charts();
        return [search(knownVersion(options.version, charts, surroundings.complain), words), options];
      }),
    );

  withFormat(values.command('changed'))
    .summary('what a cluster changes, and who sets it')
    .argument('<file>', 'cluster file')
    .action(
      listing(async (file: string, options: Format) => {
        const { changed } = await import('../inspect/queries');
        const { cluster, declared } = await clusterArgument(file, await surroundings.charts());
        const layers = [
          { by: 'this tool', values: declared.ours },
          { by: file, values: cluster.cilium.values },
        ];
        return [changed(cluster.name, declared.known, layers), options];
      }),
    );

  withFormat(values.command('diff'))
    .summary('new and removed values, changed defaults, types and descriptions')
    .argument('<from>', 'version of Cilium')
    .argument('<to>', 'version of Cilium')
    .action(
      listing(async (from: string, to: string, options: Format) => {
        const { knownVersion } = await import('./chart-arguments');
        const { difference } = await import('../inspect/queries');
        const charts = await surroundings.charts();
        const known = (version: string) => knownVersion(version, charts, surroundings.complain);
        return [difference(known(from), known(to)), options];
      }),
    );
}

function withFormat(command: Command): Command {
  return command
    .option('--markdown', 'print a table for a pull request or a wiki')
    .option('--json', 'print JSON');
}

function isVersion(text: string | undefined): boolean {
  return /^v?\d/.test(text ?? '');
}
