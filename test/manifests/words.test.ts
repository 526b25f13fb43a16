import type { JsonObject, JsonValue } from '../../lib/json';
import { NEWEST_MINOR, OLDEST_MINOR } from '../../lib/manifests/api-types';
import { checkObjects } from '../../lib/manifests/check-objects';

const IMAGE = `quay.io/cilium/cilium@sha256:${'0'.repeat(64)}`;
const pod = (spec: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a' },
  spec: { containers: [{ name: 'a', image: IMAGE }], ...spec },
});
const container = (fields: JsonObject) => pod({ containers: [{ name: 'a', image: IMAGE, ...fields }] });
const service = (spec: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'a' },
  spec: { ports: [{ port: 80 }], ...spec },
});
const affinity = (operator: JsonValue) =>
  pod({
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator, values: ['b'] }] }],
        },
      },
    },
  });

/** Words that only the Go source of the API lists: its OpenAPI document has texts there. */
const CASES: readonly [what: string, wrong: JsonObject, right: JsonObject, remedy: string][] = [
  [
    'imagePullPolicy',
    container({ imagePullPolicy: 'ifNotPresent' }),
    container({ imagePullPolicy: 'IfNotPresent' }),
    'Did you mean "IfNotPresent"?',
  ],
  [
    'type of a Service',
    service({ type: 'Loadbalancer' }),
    service({ type: 'LoadBalancer' }),
    'Did you mean "LoadBalancer"?',
  ],
  [
    'operator of a toleration',
    pod({ tolerations: [{ operator: 'Exist' }] }),
    pod({ tolerations: [{ operator: 'Exists' }] }),
    'Did you mean "Exists"?',
  ],
  [
    'effect of a toleration',
    pod({ tolerations: [{ effect: 'NoSchedul' }] }),
    pod({ tolerations: [{ effect: 'NoSchedule' }] }),
    'Did you mean "NoSchedule"?',
  ],
  ['operator of a node selector', affinity('NotIN'), affinity('NotIn'), 'Did you mean "NotIn"?'],
  [
    'dnsPolicy',
    pod({ dnsPolicy: 'HostNet' }),
    pod({ dnsPolicy: 'ClusterFirstWithHostNet' }),
    'Use one of them',
  ],
  [
    'externalTrafficPolicy',
    service({ externalTrafficPolicy: 'local' }),
    service({ externalTrafficPolicy: 'Local' }),
    'Did you mean "Local"?',
  ],
  [
    'an item of a list',
    service({ ipFamilies: ['IPV4'] }),
    service({ ipFamilies: ['IPv4'] }),
    'Did you mean "IPv4"?',
  ],
  [
    'protocol of a port',
    service({ ports: [{ port: 53, protocol: 'udp' }] }),
    service({ ports: [{ port: 53, protocol: 'UDP' }] }),
    'Did you mean "UDP"?',
  ],
  [
    'a field that is empty, which is one that is not there',
    service({ type: 'none' }),
    service({ type: '' }),
    'Use one of them',
  ],
];

describe.each([OLDEST_MINOR, NEWEST_MINOR])(
  'on Kubernetes 1.%i, a word that the API server refuses',
  (minor) => {
    test.each(CASES)('%s', (_, wrong, right, remedy) => {
      const check = { kubernetesVersion: `1.${minor}.0` };
      expect(checkObjects([wrong], check)).toEqual([
        expect.objectContaining({ rule: 'manifest-field-word', severity: 'error', remedy }),
      ]);
      expect(checkObjects([right], check)).toEqual([]);
    });
  },
);
