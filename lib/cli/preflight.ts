import type { Command } from 'commander';
import { clusterArgument } from './cluster-argument';
import { readCluster, withConnection } from './connection';
import type { Frame } from './frame';
import type { Connection } from './surroundings';

interface PreflightOptions extends Connection {
  readonly installed?: boolean;
  readonly dist: string;
  readonly json?: boolean;
  readonly applier?: string;
}

/** `tke-cilium preflight`: whether the cluster is as its file says. */
export function addPreflight(program: Command, { action, surroundings }: Frame): void {
  const command = program
    .command('preflight')
    .summary('compare a live cluster with its file')
    .description(
      'Compares the cluster that kubectl reaches with its file, before anything is applied, or with dist/ after it was. Only reads. Exit status 1 when anything is wrong or could not be read.',
    )
    .argument('<file>', 'cluster file, for example clusters/bj-prod.yaml')
    .option('--installed', 'after dist/ has been applied: compare what runs with it')
    .option('--dist <DIR>', 'directory of the manifests, which --installed compares with', 'dist')
    .option(
      '--applier <USER>',
      'who applies dist/, for example system:serviceaccount:argocd:argocd-application-controller; default: you',
    )
    .option('--json', 'print the findings as JSON');
  withConnection(command).action(
    action(async (file: string, options: PreflightOptions) => {
      const { json = false, installed = false, dist, applier, ...connection } = options;
      const charts = await surroundings.charts();
      const read = await clusterArgument(file, charts);
      const { declared } = read;
      const { facts, reader } = await readCluster(connection, surroundings);
      const { exitStatus, preflight } = await import('../live/preflight');
      const { preflightTable } = await import('../live/table');
      const { apiServerAddresses, objectsInDist } = await import('../live/expectations');
      const { rightsFinding } = await import('../live/preflight-rights');
      const { askRights } = await import('../live/rights');
      const { layersOf } = await import('../inspect/layers-of');
      const findings = [
        ...preflight(facts, {
          declared,
          installed,
          apiServerAddresses: await apiServerAddresses(declared),
          dist: objectsInDist(dist, declared.cluster.name),
        }),
        rightsFinding(askRights(layersOf(read, charts), reader, applier)),
      ];
      surroundings.print(
        json ? `${JSON.stringify({ findings }, null, 2)}\n` : `${preflightTable(findings)}\n`,
      );
      return exitStatus(findings);
    }),
  );
}
