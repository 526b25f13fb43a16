import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FileSpec } from '../../lib/layout/layout';
import { acceptClusters } from '../../lib/rules/accept-clusters';
import { synthesize } from '../../lib/synth/synthesize';
import { testCharts } from '../../test/support/charts';
import { exampleText } from '../../test/support/field-examples';
import { GATEWAY_API_CRDS } from '../../test/support/gateway-api';
import { ciliumDefinitions } from '../parts/cilium';
import { definitionsEstablished, succeed } from './applied-twice';
import type { Bench } from './bench';

/** TKE defines the kind; what it holds does not matter here. */
const LOG_CONFIG_CRD = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: logconfigs.cls.cloud.tencent.com}
spec:
  group: cls.cloud.tencent.com
  scope: Cluster
  names: {kind: LogConfig, plural: logconfigs}
  versions:
    - name: v1
      served: true
      storage: true
      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
`;

/** The layers of fields of the cluster file, in the order in which they are applied, before and after the CRDs of Cilium. */
const EXAMPLES = [
  { name: 'manifests', before: ['before-cilium'], after: ['after-cilium'] },
  { name: 'local-dns', before: [], after: ['local-dns'] },
  { name: 'egress-gateway', before: [], after: ['egress-gateway'] },
  { name: 'gateway-api', before: ['gateway-api-crds', 'cilium'], after: ['gateway-load-balancer'] },
] as const;

/**
 * Layers that fields add, on a real API server: those before Cilium are accepted on an empty cluster, those after it only once
 * the CRDs are there that its operator makes.
 */
export async function layersOfFields(bench: Bench): Promise<void> {
  const lack = GATEWAY_API_CRDS();
  if (lack !== undefined) {
    bench.leaveOut('layers of fields', lack);
    return;
  }
  await bench.repository.commit(EXAMPLES.flatMap(({ name }) => distOfExample(name)));
  for (const { name, before } of EXAMPLES) {
    for (const layer of before) {
      await bench.try(`${name}/${layer}, before Cilium's CRDs`, () => applied(bench, name, layer));
    }
  }
  await bench.try("what comes after Cilium, before Cilium's CRDs", async () => {
    for (const [name, layer] of [
      ['manifests', 'after-cilium'],
      ['local-dns', 'local-dns'],
      ['egress-gateway', 'egress-gateway'],
    ] as const) {
      const { status, stderr } = await bench.kubectl([
        'apply',
        '--server-side',
        '-R',
        '-f',
        directory(name, layer),
      ]);
      assert.equal(status, 1);
      assert.match(stderr, /no matches for kind "Cilium/);
    }
    return 'each time: no matches for kind';
  });
  const crds = ciliumDefinitions('1.19.6');
  for (const version of readdirSync(crds)) {
    await succeed(bench, ['apply', '--server-side', '-f', join(crds, version)]);
  }
  await bench.cluster.plane.kubectl(['apply', '--server-side', '-f', '-'], { input: LOG_CONFIG_CRD });
  await definitionsEstablished(bench);
  for (const { name, after } of EXAMPLES) {
    for (const layer of after) {
      await bench.try(`${name}/${layer}, after Cilium's CRDs`, () => applied(bench, name, layer));
    }
  }
  await bench.try('a misspelt field of a policy, which a synth refuses', async () => {
    const input = `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: a, namespace: default}
spec: {endpointSelector: {}, egress: [{toPort: []}]}
`;
    const { status, stderr } = await bench.cluster.plane.kubectl(['apply', '--server-side', '-f', '-'], {
      input,
    });
    assert.equal(status, 1);
    assert.match(stderr, /toPort/);
    return 'the API server refuses it too';
  });
  for (const { name, before, after } of EXAMPLES.toReversed()) {
    for (const layer of [...after, ...[...before].reverse()]) {
      await succeed(bench, [
        'delete',
        '--timeout=60s',
        '--ignore-not-found',
        '-R',
        '-f',
        directory(name, layer),
      ]);
    }
  }
  for (const version of readdirSync(crds)) {
    await succeed(bench, ['delete', '--timeout=60s', '-f', join(crds, version)]);
  }
}

function distOfExample(name: string): FileSpec[] {
  const content = Buffer.from(exampleText(name));
  const { clusters } = acceptClusters([{ path: `clusters/${name}.yaml`, content }], testCharts);
  return [...synthesize(clusters, { charts: testCharts }).files];
}

function directory(name: string, layer: string): string {
  return join('dist', name, layer);
}

/** Applies a layer twice; the second time changes nothing. */
async function applied(bench: Bench, name: string, layer: string): Promise<string> {
  const files = ['-R', '-f', directory(name, layer)];
  const first = await succeed(bench, ['apply', '--server-side', ...files]);
  await succeed(bench, ['diff', '--server-side', ...files]);
  const objects = first.trim().split('\n').length;
  await succeed(bench, ['apply', '--server-side', ...files]);
  return `${objects} objects accepted, kubectl diff is empty`;
}
