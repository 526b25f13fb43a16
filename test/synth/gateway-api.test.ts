import { ChartStore } from '../../lib/charts/chart-store';
import { formatDiagnostic } from '../../lib/diagnostics/diagnostic';
import { isObject } from '../../lib/json';
import { acceptClusters } from '../../lib/rules/accept-clusters';
import { gatewayCrdFindings } from '../../lib/rules/gateway-api';
import { type ClusterSynthesis, synthesizeCluster } from '../../lib/synth/synthesize';
import { readManifests } from '../../lib/yaml/read';
import { clusterOn } from '../support/bases';
import { LOCKED_ARCHIVES, TEST_LOCK, testCharts } from '../support/charts';
import { declaredOf } from '../support/declared';
import { exampleText } from '../support/field-examples';
import { GATEWAY_API_CRDS } from '../support/gateway-api';
import { fileRequires } from '../support/requires';

fileRequires(() => LOCKED_ARCHIVES() ?? GATEWAY_API_CRDS());

function synth(text: string, charts: ChartStore = testCharts): ClusterSynthesis {
  const content = Buffer.from(text);
  const [read] = acceptClusters([{ path: 'clusters/gateway-api.yaml', content }], charts).clusters;
  if (!read) {
    throw new Error('the cluster is not accepted');
  }
  return synthesizeCluster(read, {
    charts,
    manifests: () => [{ path: 'gateway.yaml', content: Buffer.from(GATEWAY) }],
  });
}

const EXAMPLE = exampleText('gateway-api');
const GATEWAY = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: shop, namespace: shop}
spec:
  gatewayClassName: cilium
  listeners:
    - {name: http, port: 8080, protocol: HTTP, hostNane: shop.example.com}
`;

const said = (text: string, charts?: ChartStore) => synth(text, charts).diagnostics.map(formatDiagnostic);

describe('a cluster with the Gateway API', () => {
  const { files = [] } = synth(EXAMPLE);
  const objects = (layer: string) =>
    files
      .filter(({ path }) => path.startsWith(`gateway-api/${layer}/`))
      .flatMap(({ content }) => readManifests(content));
  const nameOf = (metadata: unknown) => (isObject(metadata) ? metadata.name : undefined);

  test('has the CRDs of the locked file as a layer of their own', () => {
    expect(objects('gateway-api-crds').map(({ metadata }) => nameOf(metadata))).toEqual([
      'backendtlspolicies.gateway.networking.k8s.io',
      'gatewayclasses.gateway.networking.k8s.io',
      'gateways.gateway.networking.k8s.io',
      'grpcroutes.gateway.networking.k8s.io',
      'httproutes.gateway.networking.k8s.io',
      'referencegrants.gateway.networking.k8s.io',
    ]);
  });

  test('has the class of Gateways among the objects of Cilium', () => {
    expect(objects('cilium').filter(({ kind }) => kind === 'GatewayClass')).toHaveLength(1);
  });

  test('has a Service that finds the pods of Envoy', () => {
    const [service, ...others] = objects('gateway-load-balancer');
    expect(others).toEqual([]);
    const envoy = objects('cilium').find(
      ({ kind, metadata }) => kind === 'DaemonSet' && nameOf(metadata) === 'cilium-envoy',
    );
    expect(service).toMatchObject({
      metadata: { namespace: 'kube-system' },
      spec: { type: 'LoadBalancer', selector: { 'k8s-app': 'cilium-envoy' } },
    });
    expect(envoy).toMatchObject({
      metadata: { namespace: 'kube-system' },
      spec: { template: { metadata: { labels: { 'k8s-app': 'cilium-envoy' } } } },
    });
  });

  test('has its own Gateways checked by the locked CRDs, each problem at its line', () => {
    expect(said(`${EXAMPLE}manifests: {after: [gateway.yaml]}\n`)).toEqual([
      expect.stringMatching(
        /^gateway\.yaml:7:48: error: shop\/Gateway\/shop: spec\.listeners\[0\]\.hostNane: .*"hostNane"/,
      ),
    ]);
  });
});

describe('a synth refuses, at the line of gatewayAPI.crds,', () => {
  test('a version that is not locked', () => {
    expect(said(EXAMPLE.replace('crds: 1.4.1', 'crds: 1.9.9'))).toEqual([
      'clusters/gateway-api.yaml:18:3: error: gatewayAPI.crds: the chart gateway-api 1.9.9 is not locked in test/support/charts.lock.yaml. Run npx tke-cilium lock 1.9.9 --chart gateway-api, or use one of 1.4.1.',
    ]);
  });

  test('CRDs that do not serve what this version of Cilium demands', () => {
    const later = EXAMPLE.replace('version: 1.19.6', 'version: 1.20.0');
    expect(said(later)).toEqual([
      expect.stringMatching(
        /^clusters\/gateway-api\.yaml:18:3: error: gatewayAPI\.crds: the CRDs of Gateway API 1\.4\.1 do not serve v1\/TLSRoute, v1\/ReferenceGrant, /,
      ),
    ]);
  });

  test.each<[cilium: string, served: boolean, found: number]>([
    ['1.18.2', false, 1],
    ['1.19.6', false, 1],
    ['1.19.6', true, 0],
    ['1.20.0', false, 0],
  ])('for Cilium %s TLSRoutes of v1alpha2 that the CRDs name, served: %p', (version, served, found) => {
    const gatewayAPI = { crds: '1.5.1' };
    const declared = declaredOf({ ...clusterOn('overlay', version), gatewayAPI });
    const tlsRoutes = {
      kind: 'CustomResourceDefinition',
      spec: {
        group: 'gateway.networking.k8s.io',
        names: { kind: 'TLSRoute' },
        versions: [
          { name: 'v1', served: true },
          { name: 'v1alpha2', served },
        ],
      },
    };
    const rules = gatewayCrdFindings(declared, [tlsRoutes]).map(({ rule }) => rule);
    expect(rules.filter((rule) => rule === 'gateway-api-crds-unserved')).toHaveLength(found);
  });

  test('a file with another digest than the locked one', () => {
    const charts = TEST_LOCK.charts.map((chart) =>
      chart.name === 'gateway-api' ? { ...chart, digest: '0'.repeat(64) } : chart,
    );
    const problems = said(EXAMPLE, new ChartStore({ lock: { ...TEST_LOCK, charts } }));
    expect(problems).toEqual([
      expect.stringMatching(
        /^clusters\/gateway-api\.yaml:18:3: error: gatewayAPI\.crds: no copy of the chart gateway-api 1\.4\.1 is at hand/,
      ),
    ]);
  });
});
