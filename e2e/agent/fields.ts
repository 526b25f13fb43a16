import type { ChartStore } from '../../lib/charts/chart-store';
import { isObject, type JsonObject } from '../../lib/json';
import { GATEWAY_API_CRDS } from '../../test/support/gateway-api';
import type { CiliumParts } from '../parts/cilium';
import { until } from '../testbed/process';
import { clusterFile } from './clusters';
import { start } from './examples';
import type { Results } from './results';
import type { Testbed } from './testbed';

const EGRESS: JsonObject = {
  nodePools: [
    {
      name: 'general',
      type: 'regular',
      os: 'tencentos-4',
      maxNodes: 1,
      labels: { 'egress-node': 'true' },
    },
  ],
  egressGateway: { pool: 'general', policies: [{ name: 'out', from: [{}], to: ['203.0.113.0/24'] }] },
};

const LOCAL_DNS: JsonObject = {
  localDNS: { kubeDnsIP: '172.16.252.10', image: `quay.io/example/node-cache@sha256:${'0'.repeat(64)}` },
};

/** Fields of the cluster file that change what agents and operator read, each on a base. */
const FIELDS: readonly {
  readonly name: string;
  readonly base: 'native' | 'overlay';
  readonly fields: JsonObject;
}[] = [
  { name: 'egressGateway', base: 'native', fields: { ...EGRESS, masquerade: {} } },
  { name: 'egressGateway', base: 'overlay', fields: EGRESS },
  { name: 'localDNS', base: 'native', fields: LOCAL_DNS },
];

/** Agent and operator start with each of them; of the Gateway API the operator accepts the class. */
export async function fields(
  testbed: Testbed,
  parts: CiliumParts,
  charts: ChartStore,
  results: Results,
): Promise<void> {
  const { version } = parts;
  for (const { name, base, fields } of FIELDS) {
    await results.trial({ version, example: `${base}, ${name}`, asked: 'agent and operator start' }, () =>
      start(testbed, parts, charts, clusterFile(base, version, {}, fields)),
    );
  }
  const trial = { version, example: 'overlay, gatewayAPI', asked: 'the operator accepts the GatewayClass' };
  const lack = version === '1.20.0' ? 'its operator does not build' : GATEWAY_API_CRDS();
  if (lack !== undefined) {
    results.leaveOut(trial, lack);
    return;
  }
  const cluster = clusterFile('overlay', version, {}, { gatewayAPI: { crds: '1.4.1' } });
  await results.trial(trial, () =>
    start(testbed, parts, charts, cluster, async () => {
      await until('the class to be accepted', async () => ((await isAccepted(testbed)) ? true : undefined));
      return ', the operator accepts the GatewayClass';
    }),
  );
  await testbed.define([UNSERVED]);
  await results.trial(
    { ...trial, asked: 'the operator refuses TLSRoutes that are named and not served' },
    () => refusal(() => start(testbed, parts, charts, cluster)),
  );
  await testbed.api.delete(
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/tlsroutes.gateway.networking.k8s.io',
  );
}

/** A version that a CRD names without serving it, as the CRDs of the Gateway API have it from 1.5 on. */
const UNSERVED: JsonObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {
    name: 'tlsroutes.gateway.networking.k8s.io',
    annotations: { 'api-approved.kubernetes.io': 'https://github.com/kubernetes-sigs/gateway-api/pull/891' },
  },
  spec: {
    group: 'gateway.networking.k8s.io',
    names: { kind: 'TLSRoute', listKind: 'TLSRouteList', plural: 'tlsroutes', singular: 'tlsroute' },
    scope: 'Namespaced',
    versions: ['v1', 'v1alpha2'].map((name) => ({
      name,
      served: name === 'v1',
      storage: name === 'v1',
      schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
    })),
  },
};

/** @returns the words of the operator, which ends */
async function refusal(start: () => Promise<string>): Promise<string> {
  const words = await start().catch(String);
  if (!/the operator ends: .*no matches for kind "TLSRoute"/.test(words)) {
    throw new Error(words);
  }
  return words;
}

async function isAccepted({ api }: Testbed): Promise<boolean> {
  const gatewayClass = await api.get('/apis/gateway.networking.k8s.io/v1/gatewayclasses/cilium');
  const status = isObject(gatewayClass?.status) ? gatewayClass.status : {};
  return (Array.isArray(status.conditions) ? status.conditions : []).some(
    (condition) => isObject(condition) && condition.type === 'Accepted' && condition.status === 'True',
  );
}
