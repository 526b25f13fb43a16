import type { JsonObject } from '../../lib/json';
import { checkObjects } from '../../lib/manifests/check-objects';
import { API_REFUSALS } from '../support/api-refusals';

const rulesOf = (object: JsonObject) =>
  checkObjects([object], { kubernetesVersion: '1.32.2', allowedRegistries: ['registry.example.com'] })
    .map(({ rule }) => rule)
    .filter((rule) => rule !== 'image-digest');

test.each(API_REFUSALS.map(({ rule, what, refused, taken }) => [rule, what, refused, taken] as const))(
  '%s: %s is reported, and nothing once it is right',
  (rule, _, refused, taken) => {
    expect(rulesOf(refused)).toEqual([rule]);
    expect(rulesOf(taken)).toEqual([]);
  },
);

test('labels of a policy of Cilium may have a source, and a part of an object need not be whole', () => {
  const policy = {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: { name: 'p' },
    spec: { endpointSelector: { matchLabels: { 'k8s:app': 'web', 'reserved:host': '' } } },
  };
  expect(rulesOf(policy)).not.toContain('label-text');
  const part = {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'kube-proxy', namespace: 'kube-system' },
    spec: {
      template: { spec: { containers: [{ name: 'c', volumeMounts: [{ name: 'v', mountPath: '/v' }] }] } },
    },
  };
  expect(
    checkObjects([part], { kubernetesVersion: '1.32.2', partial: true }).map(({ rule }) => rule),
  ).not.toContain('volume-missing');
});
