import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import type { ChartStore } from '../charts/chart-store';
import type { ReadCluster } from '../cluster/read-clusters';
import { clusterArgument } from './cluster-argument';
import { UsageError } from './failure';
import type { ExitStatus, Frame } from './frame';

interface ImagesOptions {
  readonly clusters: string;
  readonly sync?: 'skopeo' | 'crane';
  readonly to?: string;
  readonly json?: boolean;
}

/** `tke-cilium images`: what nodes pull, and how to copy it into a registry of one's own. */
export function addImages(program: Command, { action, surroundings }: Frame): void {
  program
    .command('images')
    .summary('the images of a cluster or of all')
    .description(
      'Lists every image in the manifests of clusters, with its digest. With --sync: what copies them, with all architectures, into images.registry of the clusters, or into --to.',
    )
    .argument('[clusters...]', 'names of clusters, or their files; default: all')
    .option('--clusters <DIR>', 'directory of the cluster files', 'clusters')
    .addOption(
      new Option('--sync <TOOL>', 'print a file for skopeo sync, or lines of crane').choices([
        'skopeo',
        'crane',
      ]),
    )
    .option('--to <REGISTRY>', 'with --sync: registry and path to copy to, in the place of images.registry')
    .option('--json', 'print the images and the objects that run them as JSON')
    .action(
      action(
        async (
          named: readonly string[],
          { clusters, sync, to, json = false }: ImagesOptions,
        ): Promise<ExitStatus> => {
          if (sync !== undefined && json) {
            throw new UsageError('--sync and --json exclude each other');
          }
          if (to !== undefined && sync === undefined) {
            throw new UsageError('--to needs --sync');
          }
          const { imagesOfCluster, imagesOfFleet } = await import('../inspect/images');
          const { layersOf } = await import('../inspect/layers-of');
          const charts = await surroundings.charts();
          const reads = await clustersOf(named, clusters, charts);
          const found = reads.map((read) => imagesOfCluster(read.declared, layersOf(read, charts)));
          if (sync !== undefined) {
            const { craneLines, imageCopies, skopeoFile } = await import('../inspect/image-copies');
            const copies = imageCopies(found, registryOf(to));
            surroundings.print(sync === 'skopeo' ? skopeoFile(copies) : craneLines(copies));
            return 0;
          }
          const images = imagesOfFleet(found);
          const { imagesText } = await import('../inspect/images-text');
          surroundings.print(
            json
              ? `${JSON.stringify({ images, clusters: found }, null, 2)}\n`
              : imagesText(images, found.length),
          );
          return 0;
        },
      ),
    );
}

/** Those that are named, else all of the directory. */
async function clustersOf(
  named: readonly string[],
  directory: string,
  charts: ChartStore,
): Promise<readonly ReadCluster[]> {
  const { clusterFile, fleetFiles } = await import('../cluster/cluster-files');
  if (named.length === 0) {
    const { acceptFleet } = await import('../rules/accept-clusters');
    return acceptFleet(fleetFiles(directory), charts).clusters;
  }
  return Promise.all(
    [...new Set(named)].map((one) =>
      clusterArgument(existsSync(one) ? one : clusterFile(directory, one), charts),
    ),
  );
}

function registryOf(to: string | undefined): string | undefined {
  const registry = to?.replace(/\/$/, '');
  if (registry !== undefined && !/^[^/\s:]+(:[0-9]+)?(\/[^/\s:]+)*$/.test(registry)) {
    throw new UsageError(
      `"${to}" is not a registry: give host and path, for example team.tencentcloudcr.com/quay.io`,
    );
  }
  return registry;
}
