import { isNamespaced } from '../../lib/manifests/check-objects';
import { crdTypes } from '../../lib/manifests/crd-types';

/** A CRD of a team's own, which is applied with the objects of its kind. */
const custom = crdTypes(
  (['Namespaced', 'Cluster'] as const).map((scope) => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    spec: {
      group: 'example.com',
      scope,
      names: { kind: scope === 'Cluster' ? 'Region' : 'Team' },
      versions: [{ name: 'v1', served: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  })),
);

test.each<[apiVersion: string, kind: string, isNamespaced: boolean]>([
  ['v1', 'ConfigMap', true],
  ['v1', 'Namespace', false],
  ['v1', 'Node', false],
  ['apps/v1', 'StatefulSet', true],
  ['coordination.k8s.io/v1', 'Lease', true],
  ['events.k8s.io/v1', 'Event', true],
  ['rbac.authorization.k8s.io/v1', 'RoleBinding', true],
  ['rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', false],
  ['flowcontrol.apiserver.k8s.io/v1', 'FlowSchema', false],
  ['cilium.io/v2', 'CiliumNetworkPolicy', true],
  ['cilium.io/v2', 'CiliumClusterwideNetworkPolicy', false],
  ['cilium.io/v2alpha1', 'CiliumPodIPPool', false],
  ['gateway.networking.k8s.io/v1', 'HTTPRoute', true],
  ['gateway.networking.k8s.io/v1', 'GatewayClass', false],
  ['monitoring.coreos.com/v1', 'ServiceMonitor', true],
  ['example.com/v1', 'Team', true],
  ['example.com/v1', 'Region', false],
  ['unknown.example.com/v1', 'Thing', false],
])('%s %s: in a namespace: %s', (apiVersion, kind, expected) => {
  const check = { kubernetesVersion: '1.34.1', ciliumVersion: '1.19.6', custom };
  expect(isNamespaced({ apiVersion, kind }, check)).toBe(expected);
});

test('a kind that a later Kubernetes has is in a namespace only from there on', () => {
  const kind = { apiVersion: 'resource.k8s.io/v1', kind: 'ResourceClaim' };
  expect(isNamespaced(kind, { kubernetesVersion: '1.33.0' })).toBe(false);
  expect(isNamespaced(kind, { kubernetesVersion: '1.34.0' })).toBe(true);
});
