import { parse } from 'yaml';
import type { JsonObject } from '../../lib/json';
import { checkObjects } from '../../lib/manifests/check-objects';
import { OBJECT_RULES } from '../../lib/manifests/object-rules';

const POLICY = `
apiVersion: cilium.io/v2
kind: CiliumEgressGatewayPolicy
metadata:
  name: out
  annotations:
    argocd.argoproj.io/sync-wave: "1"
    argocd.argoproj.io/sync-options: SkipDryRunOnMissingResource=true
spec:
  egressGateway:
    nodeSelector: {matchLabels: {kubernetes.io/hostname: 10.0.0.11}}
    egressIP: 10.0.0.11
  egressGateways:
    - nodeSelector: {matchExpressions: [{key: egress-node, operator: Exists}]}
`;
const GATEWAY = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web, namespace: default}
spec:
  gatewayClassName: cilium
  listeners:
    - {name: http, port: 8080, protocol: HTTP}
    - {name: tls, port: 8443, protocol: HTTPS}
`;
const SERVICE = `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: kube-system}
spec:
  selector: {k8s-app: cilium-envoy}
  ports: [{port: 80, targetPort: 8080}]
`;

const NODE_CONFIG = edited(
  edited(POLICY, 'CiliumEgressGatewayPolicy', 'CiliumNodeConfig'),
  'cilium.io/v2',
  'cilium.io/v2alpha1',
);

function reported(manifest: string, ciliumVersion?: string): string[] {
  const check = { kubernetesVersion: '1.34.1', ...(ciliumVersion !== undefined && { ciliumVersion }) };
  return checkObjects([parse(manifest) as JsonObject], check)
    .filter(({ rule }) => rule !== 'unchecked-kind')
    .map(({ severity, rule, field, problem }) => `${severity} ${rule} ${field}: ${problem}`);
}

function edited(text: string, from: string | RegExp, to: string): string {
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  return changed;
}

test.each([
  ['an egress policy', POLICY],
  ['a Gateway', GATEWAY],
  ['a Service for it', SERVICE],
  [
    'a Gateway of somebody else, whatever it listens on',
    GATEWAY.replace('cilium', 'nginx').replace('HTTP}', 'TCP}'),
  ],
  [
    'a Service of somebody else, wherever it is',
    SERVICE.replace('cilium-envoy', 'web').replace('kube-system', 'default'),
  ],
])('%s as it should be is taken', (_, manifest) => {
  expect(reported(manifest)).toEqual([]);
});

const CASES: [rule: string, what: string, manifest: () => string, expected: string][] = [
  [
    'null-in-data',
    'a ConfigMap with a null',
    () => 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: default}\ndata: {a: null, b: ""}',
    'warning null-in-data default/ConfigMap/c: data.a: it is null: server-side apply makes that an empty text, and kubectl apply without it leaves the key out',
  ],
  [
    'egress-policy-gateway',
    'a policy that lists gateways and names none first',
    () => edited(POLICY, / {2}egressGateway:\n(?: {4}.*\n)*/, ''),
    'error egress-policy-gateway CiliumEgressGatewayPolicy/out: spec.egressGateway: a policy needs egressGateway, even when egressGateways lists more',
  ],
  [
    'egress-policy-node',
    'a gateway on every node',
    () => edited(POLICY, '{matchLabels: {kubernetes.io/hostname: 10.0.0.11}}', '{}'),
    'error egress-policy-node CiliumEgressGatewayPolicy/out: spec.egressGateway.nodeSelector: a gateway is one node, and this selects every node',
  ],
  [
    'egress-policy-node',
    'a second gateway on no node',
    () => edited(POLICY, /- nodeSelector.*/, '- interface: eth0'),
    'error egress-policy-node CiliumEgressGatewayPolicy/out: spec.egressGateways[0].nodeSelector: a gateway is one node, and none is selected',
  ],
  [
    'egress-policy-address',
    'an elastic address',
    () => edited(POLICY, 'egressIP: 10.0.0.11', 'egressIP: 43.128.1.2'),
    'warning egress-policy-address CiliumEgressGatewayPolicy/out: spec.egressGateway.egressIP: 43.128.1.2 does not look like the internal address of a node, and no node has an elastic address on an interface',
  ],
  [
    'gateway-listener',
    'a listener for TCP',
    () => edited(GATEWAY, 'protocol: HTTP}', 'protocol: TCP}'),
    "error gateway-listener default/Gateway/web: spec.listeners[0].protocol: Cilium's Gateways have no TCP listeners",
  ],
  [
    'gateway-listener',
    'a listener on a port of the agent',
    () => edited(GATEWAY, '8443', '9879'),
    'error gateway-listener default/Gateway/web: spec.listeners[1].port: port 9879 of the node, where the Gateway listens on TKE, is taken by Cilium, the kubelet or a NodePort',
  ],
  [
    'gateway-listener',
    'a listener among the NodePorts',
    () => edited(GATEWAY, '8443', '30443'),
    'error gateway-listener default/Gateway/web: spec.listeners[1].port: port 30443 of the node, where the Gateway listens on TKE, is taken by Cilium, the kubelet or a NodePort',
  ],
  [
    'gateway-service-namespace',
    'a Service in another namespace',
    () => edited(SERVICE, 'kube-system', 'default'),
    "error gateway-service-namespace default/Service/web: metadata.namespace: the Service selects Cilium's Envoy, whose pods are in kube-system, and finds none in default",
  ],
  [
    'custom-resource-version-old',
    'a version of a kind that goes, whichever Cilium it is for',
    () => NODE_CONFIG,
    'warning custom-resource-version-old CiliumNodeConfig/out: apiVersion: cilium.io/v2alpha1/CiliumNodeConfig is deprecated, and Cilium 1.20.0 does not serve it any more',
  ],
  [
    'custom-resource-order',
    'a custom resource that is applied along with Cilium',
    () => edited(POLICY, /sync-wave: "1"/, 'sync-wave: "0"'),
    "warning custom-resource-order CiliumEgressGatewayPolicy/out: metadata.annotations: Cilium's operator makes the CRD of CiliumEgressGatewayPolicy when it first starts, so on a new cluster what is applied along with Cilium comes too early",
  ],
];

test.each(CASES)('%s: %s is reported', (_rule, _what, manifest, expected) => {
  expect(reported(manifest())).toEqual([expected]);
});

test.each([
  ['CiliumNodeConfig', undefined, 'warning custom-resource-version-old'],
  ['CiliumNodeConfig', '1.19.6', 'warning custom-resource-version-old'],
  ['CiliumNodeConfig', '1.20.1', 'error unknown-kind'],
  ['CiliumBGPPeeringPolicy', '1.18.2', 'warning custom-resource-version-old'],
  ['CiliumBGPPeeringPolicy', '1.19.6', 'error unknown-kind'],
  ['CiliumLoadBalancerIPPool', '1.20.1', 'warning custom-resource-version-old'],
  ['CiliumPodIPPool', '1.20.1', undefined],
])('a v2alpha1 %s for Cilium %s', (kind, version, expected) => {
  const manifest = NODE_CONFIG.replace('CiliumNodeConfig', kind);
  const said = reported(manifest, version).map((line) => line.split(' ').slice(0, 2).join(' '));
  expect(said.filter((line) => / (?:unknown-kind|custom-resource-version-old)$/.test(line))).toEqual(
    expected ? [expected] : [],
  );
});

test('every rule about objects has a case that trips it', () => {
  expect([...new Set(CASES.map(([rule]) => rule))].sort()).toEqual(OBJECT_RULES.map(({ id }) => id).sort());
});
