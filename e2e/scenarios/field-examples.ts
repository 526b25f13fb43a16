import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Layer } from '../../lib/constructs/layer';
import { layersOf } from '../../lib/inspect/layers-of';
import { layout } from '../../lib/layout/layout';
import { karpenterObjects } from '../../lib/node-init/karpenter';
import { acceptClusters } from '../../lib/rules/accept-clusters';
import { writeManifest } from '../../lib/yaml/write';
import { testCharts } from '../../test/support/charts';
import { exampleNames, exampleText } from '../../test/support/field-examples';
import { GATEWAY_API_CRDS } from '../../test/support/gateway-api';
import { ciliumDefinitions } from '../parts/cilium';
import { nodePoolDefinition, serviceMonitorDefinition } from '../parts/parts';
import { appliedTwice, definitionsEstablished, succeed } from './applied-twice';
import type { Bench } from './bench';

/** API groups whose kinds somebody else than the manifests defines, and where the definitions are. */
const DEFINITIONS: Readonly<Record<string, () => readonly string[]>> = {
  'cilium.io': () => filesBelow(ciliumDefinitions('1.19.6')),
  'monitoring.coreos.com': () => [serviceMonitorDefinition()],
};

/** Groups whose definitions are not among the parts (TKE publishes none): their objects are left out. */
const UNPUBLISHED = ['cls.cloud.tencent.com', 'cert-manager.io'];

/** Every example of a field of the cluster file, layer by layer in the order of its Applications. */
export async function fieldExamples(bench: Bench): Promise<void> {
  const lack = GATEWAY_API_CRDS();
  for (const name of exampleNames()) {
    if (lack !== undefined && name.startsWith('gateway-api')) {
      bench.leaveOut(`the example of ${name}, twice`, lack);
      continue;
    }
    await bench.try(`the example of ${name}, twice`, async () => {
      const layers = appliedLayers(name);
      await bench.repository.commit(layout(layers));
      const definitions = [...new Set(groupsIn(layers).flatMap((group) => DEFINITIONS[group]?.() ?? []))];
      for (const file of definitions) {
        await succeed(bench, ['apply', '--server-side', '-f', file]);
      }
      if (definitions.length > 0) {
        await definitionsEstablished(bench);
      }
      const directories = layers.map(({ directory }) => join(bench.repository.directory, 'dist', directory));
      const objects = await appliedTwice(bench, directories);
      return `${objects} objects of ${layers.map(({ argo }) => argo?.name).join(', ')} accepted, the second apply changes none, kubectl diff is empty`;
    });
  }
}

/** The NodePool that the Terraform of a Karpenter pool makes, and one with a misspelt field, on the CRD of Karpenter. */
export async function karpenterPool(bench: Bench): Promise<void> {
  await bench.try('NodePool of Karpenter', async () => {
    await succeed(bench, ['apply', '--server-side', '-f', nodePoolDefinition()]);
    await definitionsEstablished(bench);
    const [, pool = {}] = karpenterObjects({
      name: 'Spiky',
      labels: { team: 'shop' },
      taints: [{ key: 'dedicated', value: 'shop', effect: 'NoSchedule' }],
    });
    const apply = (input: string) =>
      bench.cluster.plane.kubectl(['apply', '--server-side', '-f', '-'], { input });
    const text = writeManifest(pool);
    const accepted = await apply(text);
    assert.equal(accepted.status, 0, accepted.stderr);
    const refused = await apply(text.replace('nodeClassRef', 'nodeClass'));
    assert.equal(refused.status, 1);
    assert.match(refused.stderr, /nodeClass/);
    await succeed(bench, ['delete', '--timeout=60s', '-f', nodePoolDefinition()]);
    return 'accepted; with a misspelt field refused';
  });
}

/** The layers of an example that are applied, but for the overrides of TKE's DaemonSets, which have trials of their own. */
function appliedLayers(name: string): Layer[] {
  const file = { path: `clusters/${name}.yaml`, content: Buffer.from(exampleText(name)) };
  return acceptClusters([file], testCharts)
    .clusters.flatMap((read) => layersOf(read, testCharts))
    .filter(({ argo, partial = false }) => argo !== undefined && !partial)
    .map((layer) => ({
      ...layer,
      objects: layer.objects.filter((object) => !UNPUBLISHED.includes(groupOf(object.apiVersion))),
    }))
    .filter(({ objects }) => objects.length > 0)
    .sort((one, other) => (one.argo?.wave ?? 0) - (other.argo?.wave ?? 0));
}

function groupsIn(layers: readonly Layer[]): string[] {
  return [...new Set(layers.flatMap(({ objects }) => objects.map(({ apiVersion }) => groupOf(apiVersion))))];
}

function groupOf(apiVersion: unknown): string {
  return String(apiVersion).split('/')[0] ?? '';
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml'))
    .map((path) => join(directory, path));
}
