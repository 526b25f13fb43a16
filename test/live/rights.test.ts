import type { Layer } from '../../lib/constructs/layer';
import { layersOf } from '../../lib/inspect/layers-of';
import type { JsonObject } from '../../lib/json';
import type { Access, ClusterReader, Permission } from '../../lib/live/cluster-reader';
import { exitStatus } from '../../lib/live/preflight';
import { rightsFinding } from '../../lib/live/preflight-rights';
import { accessesToApply, askRights, rightText } from '../../lib/live/rights';
import { acceptClusters } from '../../lib/rules/accept-clusters';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { exampleText } from '../support/field-examples';
import { describeRequiring } from '../support/requires';

const layer = (objects: readonly JsonObject[], more: Partial<Layer> = {}): Layer => ({
  directory: 'gz/a',
  origin: 'clusters/gz.yaml',
  argo: { name: 'a', wave: 0 },
  objects,
  ...more,
});
const object = (apiVersion: string, kind: string, namespace?: string): JsonObject => ({
  apiVersion,
  kind,
  metadata: { name: 'a', ...(namespace !== undefined && { namespace }) },
});

test.each<[apiVersion: string, kind: string, namespace: string | undefined, rights: readonly string[]]>([
  ['v1', 'Namespace', undefined, ['create namespaces', 'patch namespaces']],
  ['v1', 'ConfigMap', 'kube-system', ['create configmaps in kube-system', 'patch configmaps in kube-system']],
  [
    'networking.k8s.io/v1',
    'NetworkPolicy',
    'shop',
    ['create networkpolicies.networking.k8s.io in shop', 'patch networkpolicies.networking.k8s.io in shop'],
  ],
  [
    'gateway.networking.k8s.io/v1',
    'GatewayClass',
    undefined,
    ['create gatewayclasses.gateway.networking.k8s.io', 'patch gatewayclasses.gateway.networking.k8s.io'],
  ],
  [
    'gateway.networking.k8s.io/v1',
    'Gateway',
    'shop',
    ['create gateways.gateway.networking.k8s.io in shop', 'patch gateways.gateway.networking.k8s.io in shop'],
  ],
  [
    'batch/v1',
    'Job',
    'kube-system',
    [
      'create jobs.batch in kube-system',
      'patch jobs.batch in kube-system',
      'delete jobs.batch in kube-system',
    ],
  ],
])('applying a %s %s takes its rights', (apiVersion, kind, namespace, rights) => {
  expect(accessesToApply([layer([object(apiVersion, kind, namespace)])]).map(rightText)).toEqual(rights);
});

test('a partial manifest is only patched, each right is asked once, and what is not applied takes none', () => {
  const daemonSet = object('apps/v1', 'DaemonSet', 'kube-system');
  const { argo: _, ...undo } = layer([object('v1', 'Secret', 'x')]);
  const layers = [layer([daemonSet, daemonSet], { partial: true }), undo];
  expect(accessesToApply(layers).map(rightText)).toEqual(['patch daemonsets.apps in kube-system']);
});

describeRequiring(LOCKED_ARCHIVES, 'the rights that a cluster takes', () => {
  test('are those of its kinds, custom ones too', () => {
    const content = Buffer.from(exampleText('local-dns'));
    const { clusters } = acceptClusters([{ path: 'clusters/local-dns.yaml', content }], testCharts);
    const rights = clusters.flatMap((read) => accessesToApply(layersOf(read, testCharts))).map(rightText);
    expect(rights).toEqual([
      'create configmaps in kube-system',
      'patch configmaps in kube-system',
      'create daemonsets.apps in kube-system',
      'patch daemonsets.apps in kube-system',
      'create namespaces',
      'patch namespaces',
      'create serviceaccounts in kube-system',
      'patch serviceaccounts in kube-system',
      'create clusterroles.rbac.authorization.k8s.io',
      'patch clusterroles.rbac.authorization.k8s.io',
      'create clusterrolebindings.rbac.authorization.k8s.io',
      'patch clusterrolebindings.rbac.authorization.k8s.io',
      'create roles.rbac.authorization.k8s.io in kube-system',
      'patch roles.rbac.authorization.k8s.io in kube-system',
      'create roles.rbac.authorization.k8s.io in cilium-secrets',
      'patch roles.rbac.authorization.k8s.io in cilium-secrets',
      'create rolebindings.rbac.authorization.k8s.io in kube-system',
      'patch rolebindings.rbac.authorization.k8s.io in kube-system',
      'create rolebindings.rbac.authorization.k8s.io in cilium-secrets',
      'patch rolebindings.rbac.authorization.k8s.io in cilium-secrets',
      'create services in kube-system',
      'patch services in kube-system',
      'create deployments.apps in kube-system',
      'patch deployments.apps in kube-system',
      'create jobs.batch in kube-system',
      'patch jobs.batch in kube-system',
      'delete jobs.batch in kube-system',
      'create cronjobs.batch in kube-system',
      'patch cronjobs.batch in kube-system',
      'create ciliumlocalredirectpolicies.cilium.io in kube-system',
      'patch ciliumlocalredirectpolicies.cilium.io in kube-system',
    ]);
  });
});

const SOME = layer([object('apps/v1', 'DaemonSet', 'kube-system'), object('v1', 'Namespace')]);

function finding(permission: (access: Access) => Permission, applier?: string) {
  const reader: ClusterReader = { read: () => ({ kind: 'absent' }), may: permission };
  return rightsFinding(askRights([SOME], reader, applier));
}

const notNamespaces = ({ resource }: Access): Permission => ({
  kind: resource === 'namespaces' ? 'denied' : 'allowed',
});

test('all rights are fine', () => {
  expect(finding(() => ({ kind: 'allowed' }))).toMatchObject({ verdict: 'ok', found: '4 of 4' });
});

test('a right that is missing is a warning for the one who asks: another may apply', () => {
  const found = finding(notNamespaces);
  expect(found).toMatchObject({ verdict: 'warning', found: '2 of 4' });
  expect(found.remedy).toContain('not: create namespaces, patch namespaces');
  expect(exitStatus([found])).toBe(0);
});

test('it is wrong for the one who is named to apply', () => {
  const found = finding(notNamespaces, 'ci');
  expect(found).toMatchObject({ verdict: 'wrong', found: '2 of 4', wanted: 'all, for ci' });
  expect(exitStatus([found])).toBe(1);
});

test.each<['forbidden' | 'failed', RegExp]>([
  ['forbidden', /impersonate ci/],
  ['failed', /connection/],
])('a question that is %s makes the row unknown', (kind, remedy) => {
  const found = finding(() => ({ kind, message: 'no answer' }), 'ci');
  expect(found).toMatchObject({ verdict: 'unknown', found: 'no answer' });
  expect(found.remedy).toMatch(remedy);
  expect(exitStatus([found])).toBe(1);
});
