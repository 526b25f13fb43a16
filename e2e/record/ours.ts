import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { layersOf } from '../../lib/inspect/layers-of';
import { isObject, type JsonObject } from '../../lib/json';
import { acceptClusters } from '../../lib/rules/accept-clusters';
import { synthesize } from '../../lib/synth/synthesize';
import { readManifests } from '../../lib/yaml/read';
import { testCharts } from '../../test/support/charts';
import { API_SERVER } from '../testbed/tke-cluster';
import type { ClusterInTheMaking } from './recorded-cluster';

const COMMON = {
  name: 'gz-found',
  kubernetes: '1.34.1',
  nodePools: [{ name: 'nodes', type: 'regular', os: 'tencentos-4' }],
  kubeProxy: { mode: 'iptables', replace: true },
  apiServer: API_SERVER,
  cilium: { version: '1.19.6' },
};

export const OURS_NATIVE: JsonObject = {
  ...COMMON,
  network: { mode: 'vpc-cni', cniConfig: 'own' },
  masquerade: { exempt: ['172.20.0.0/16'] },
  hubble: { ui: true },
  facts: { vpcCidrs: ['10.0.0.0/16'] },
};

export const OURS_OVERLAY: JsonObject = {
  ...COMMON,
  network: { mode: 'vpc-cni', routing: 'overlay', podCidrs: ['10.244.0.0/16'] },
  facts: { vpcCidrs: ['10.0.0.0/16'], serviceCidr: '172.16.252.0/22', webhooks: [] },
  acknowledged: [{ rule: 'eni-ip-webhook', reason: 'deleted by hand' }],
};

/** ConfigMaps that `preflight --installed` compares. */
const COMPARED = ['cilium-config', 'cni-config', 'ip-masq-agent'];

/** Applies what a synth makes of a cluster file, by the commands of docs/apply.md. */
export async function applyOurs(cluster: ClusterInTheMaking, file: JsonObject): Promise<void> {
  const content = Buffer.from(JSON.stringify(file));
  const { clusters } = acceptClusters([{ path: 'clusters/gz-found.yaml', content }], testCharts);
  const { files } = synthesize(clusters, { charts: testCharts });
  for (const { path, content } of files) {
    const at = join(cluster.work, 'dist', path);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, content);
  }
  const layers = clusters
    .flatMap((read) => layersOf(read, testCharts))
    .flatMap(({ argo }) => argo ?? [])
    .sort((one, other) => one.wave - other.wave);
  for (const { name } of layers) {
    await cluster.kubectl([
      'apply',
      '--server-side',
      '--force-conflicts',
      '-R',
      '-f',
      `dist/gz-found/${name}`,
    ]);
  }
  const manifests = files
    .filter(({ path }) => path.startsWith('gz-found/') && path.endsWith('.yaml'))
    .flatMap((one) => readManifests(one.content));
  cluster.keep(file, manifests.filter(isCompared));
}

function isCompared({ kind, metadata }: JsonObject): boolean {
  return (
    kind === 'DaemonSet' ||
    kind === 'Deployment' ||
    (kind === 'ConfigMap' && isObject(metadata) && COMPARED.includes(String(metadata.name)))
  );
}
