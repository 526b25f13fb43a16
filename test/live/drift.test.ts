import type { JsonObject, JsonValue } from '../../lib/json';
import { driftOf } from '../../lib/live/drift';

const daemonSet = (spec: JsonObject): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'a', namespace: 'kube-system' },
  spec: { template: { spec: { containers: [{ name: 'a', image: 'a:v1' }], ...spec } } },
});

/** What the API server does not store, for it means the same as nothing. */
test.each<[what: string, field: string, value: JsonValue]>([
  ['null', 'nodeSelector', null],
  ['an empty map', 'nodeSelector', {}],
  ['an empty list', 'tolerations', []],
  ['an empty text', 'hostname', ''],
  ['false', 'hostNetwork', false],
  ['the default', 'schedulerName', 'default-scheduler'],
])('a field that is %s in dist/ and not there in the cluster has not drifted', (_, field, value) => {
  expect(driftOf(daemonSet({ [field]: value }), daemonSet({}))).toEqual([]);
});

test.each<[what: string, dist: JsonObject, live: JsonObject, field: string]>([
  ['is another', { hostNetwork: true }, { hostNetwork: false }, 'spec.template.spec.hostNetwork'],
  ['is gone', { hostNetwork: true }, {}, 'spec.template.spec.hostNetwork'],
  [
    'is gone from a list',
    { tolerations: [{ key: 'a', operator: 'Exists' }] },
    { tolerations: [{ key: 'b', operator: 'Exists' }] },
    'spec.template.spec.tolerations[a]',
  ],
])('a field that %s has drifted', (_, dist, live, field) => {
  expect(driftOf(daemonSet(dist), daemonSet(live)).map((drift) => drift.field)).toEqual([field]);
});

test('what others have added has not drifted', () => {
  const live = daemonSet({
    hostNetwork: true,
    tolerations: [{ operator: 'Exists' }],
    dnsPolicy: 'ClusterFirst',
  });
  expect(driftOf(daemonSet({}), live)).toEqual([]);
});
