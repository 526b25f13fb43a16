import type { Command } from 'commander';
import type { PromotedField } from '../cluster/promotion';
import { UsageError } from './failure';
import type { ExitStatus, Frame } from './frame';

interface PromoteOptions {
  readonly clusters: string;
  readonly to?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `tke-cilium promote`: settings that one ring has proven, to the next. */
export function addPromote(program: Command, { action, complain, surroundings }: Frame): void {
  program
    .command('promote')
    .summary('move settings from one ring to the next')
    .description(
      'Copies fields from the groups of one ring to those of the next, comments kept. Nothing is written when a ring or a minor version of Cilium would be skipped, or a cluster would be refused.',
    )
    .argument('<ring>', 'the ring that has the settings')
    .argument('[fields...]', 'dotted fields, for example cilium.values.bpf', ['cilium.version'])
    .option('--to <RING>', 'the ring that gets them; anything but the next one is refused')
    .option('--clusters <DIR>', 'directory of the cluster files', 'clusters')
    .option('--dry-run', 'say what would change, and write nothing')
    .option('--json', 'print what changed as JSON')
    .action(
      action(
        async (
          ring: string,
          fields: string[],
          { clusters, to, dryRun = false, json = false }: PromoteOptions,
        ): Promise<ExitStatus> => {
          const { fleetFiles } = await import('../cluster/cluster-files');
          const { promote } = await import('../cluster/promotion');
          const { acceptFleet } = await import('../rules/accept-clusters');
          const { rewriteWhole } = await import('./write-whole');
          const charts = await surroundings.charts();
          const files = fleetFiles(clusters);
          const before = acceptFleet(files, charts).clusters.map(({ cluster, ring: of }) => ({
            name: cluster.name,
            version: cluster.cilium.version,
            ...(of !== undefined && { ring: of }),
          }));
          const promotion = promote(files, before, {
            from: ringOf(ring),
            ...(to !== undefined && { to: ringOf(to) }),
            fields,
          });
          complain(acceptFleet(promotion.files, charts).warnings);
          if (!dryRun) {
            for (const { path, content } of promotion.groups) {
              rewriteWhole(path, content);
            }
          }
          const { changes, clusters: reached } = promotion;
          surroundings.print(
            json
              ? `${JSON.stringify({ to: promotion.to, changes, clusters: reached }, null, 2)}\n`
              : described(changes, promotion.to, reached),
          );
          return 0;
        },
      ),
    );
}

function ringOf(text: string): number {
  if (!/^\d+$/.test(text)) {
    throw new UsageError(`"${text}" is not the number of a ring`);
  }
  return Number(text);
}

function described(changes: readonly PromotedField[], ring: number, clusters: readonly string[]): string {
  if (changes.length === 0) {
    return `ring ${ring} has that already\n`;
  }
  const lines = changes.map(
    ({ file, field, before, after }) =>
      `${file}: ${field}: ${before === undefined ? '(not set)' : JSON.stringify(before)} -> ${JSON.stringify(after)}`,
  );
  const reached = `ring ${ring}: ${clusters.length} ${clusters.length === 1 ? 'cluster' : 'clusters'}`;
  return `${[...lines, `${reached}${clusters.length > 0 ? ` (${clusters.join(', ')})` : ''}`].join('\n')}\n`;
}
