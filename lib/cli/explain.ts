import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { clusterArgument } from './cluster-argument';
import type { ExitStatus, Frame } from './frame';

interface ExplainOptions {
  readonly clusters: string;
  readonly json?: boolean;
}

/** `tke-cilium explain`: where each setting of a cluster comes from. */
export function addExplain(program: Command, { action, surroundings }: Frame): void {
  program
    .command('explain')
    .summary('where the settings of a cluster come from')
    .description(
      'Shows fields of a cluster, chart values and keys of cilium-config: the value, the file and line that set it, and what it overrode. Without a key: all that differs from the defaults.',
    )
    .argument('<cluster>', 'name of a cluster, or its file')
    .argument('[key]', 'a field, a chart value or a key of cilium-config, for example kube-proxy-replacement')
    .option('--clusters <DIR>', 'directory of the cluster files', 'clusters')
    .option('--json', 'print the explanations as JSON')
    .action(
      action(
        async (
          cluster: string,
          key: string | undefined,
          { clusters, json = false }: ExplainOptions,
        ): Promise<ExitStatus> => {
          const { clusterFile } = await import('../cluster/cluster-files');
          const { explainCluster, explainKey } = await import('../inspect/explain-cluster');
          const { explanationTable } = await import('../inspect/explanation-text');
          const charts = await surroundings.charts();
          const file = existsSync(cluster) ? cluster : clusterFile(clusters, cluster);
          const read = await clusterArgument(file, charts);
          const found = key === undefined ? explainCluster(read, charts) : explainKey(key, read, charts);
          const of = {
            cluster: read.cluster.name,
            ...(read.ring !== undefined && { ring: read.ring }),
            layers: read.settings.layers.map(({ file }) => file),
          };
          const answer = { ...of, explanations: found };
          surroundings.print(json ? `${JSON.stringify(answer, null, 2)}\n` : explanationTable(of, found));
          return 0;
        },
      ),
    );
}
