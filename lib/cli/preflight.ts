import type { Command } from 'commander';
import { clusterArgument } from './cluster-argument';
import { factsOf, withConnection } from './connection';
import type { Frame } from './frame';
import type { Connection } from './surroundings';

interface PreflightOptions extends Connection {
  readonly installed?: boolean;
  readonly dist: string;
  readonly json?: boolean;
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
    .option('--json', 'print the findings as JSON');
  withConnection(command).action(
    action(
      async (file: string, { json = false, installed = false, dist, ...connection }: PreflightOptions) => {
        const { declared } = await clusterArgument(file, await surroundings.charts());
        const facts = await factsOf(connection, surroundings);
        const { exitStatus, preflight } = await import('../live/preflight');
        const { preflightTable } = await import('../live/table');
        const { apiServerAddresses, configInDist } = await import('../live/expectations');
        const findings = preflight(facts, {
          declared,
          installed,
          apiServerAddresses: await apiServerAddresses(declared),
          ciliumConfig: configInDist(dist, declared.cluster.name),
        });
        surroundings.print(
          json ? `${JSON.stringify({ findings }, null, 2)}\n` : `${preflightTable(findings)}\n`,
        );
        return exitStatus(findings);
      },
    ),
  );
}
