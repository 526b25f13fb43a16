import { parse } from 'yaml';
import type { JsonObject } from '../../lib/json';

/** Something that API servers refuse, and the same as they take it. */
export interface ApiRefusal {
  readonly rule: string;
  readonly what: string;
  readonly refused: JsonObject;
  readonly taken: JsonObject;
}

const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: tried, namespace: default}\n';
const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: {name: tried, namespace: default}\n';

function pods(pod: string, more = '', kind = 'DaemonSet', labels = 'a: b'): string {
  return `apiVersion: apps/v1
kind: ${kind}
metadata: {name: tried, namespace: default}
spec:
  selector: {matchLabels: {a: b}}
${more.replace(/^(?=.)/gm, '  ')}
  template:
    metadata: {labels: {${labels}}}
    spec:
${pod.replace(/^/gm, '      ')}
`;
}

const container = (more: string) =>
  `containers: [{name: c, image: registry.example.com/c${more && `, ${more}`}}]`;

/** Each rule, what breaks it, and what does not. The end-to-end test asks a real API server about both. */
export const API_REFUSALS: readonly ApiRefusal[] = (
  [
    ['object-name', 'a name with a capital', CONFIG_MAP.replace('tried', 'Tried'), CONFIG_MAP],
    [
      'object-name',
      'a Service with a dot',
      `${SERVICE.replace('tried', 'a.b')}spec: {ports: [{port: 80}]}`,
      `${SERVICE}spec: {ports: [{port: 80}]}`,
    ],
    [
      'label-text',
      'a label with a blank',
      CONFIG_MAP.replace('namespace', 'labels: {app: has space}, namespace'),
      CONFIG_MAP.replace('namespace', 'labels: {app: has-no_space.1, empty: ""}, namespace'),
    ],
    [
      'label-text',
      'a label of 64 letters',
      CONFIG_MAP.replace('namespace', `labels: {app: ${'a'.repeat(64)}}, namespace`),
      CONFIG_MAP.replace('namespace', `labels: {app: ${'a'.repeat(63)}}, namespace`),
    ],
    [
      'label-text',
      'a label of pods whose key has two slashes',
      pods(container(''), '', 'DaemonSet', 'a: b, x/y/z: c'),
      pods(container(''), '', 'DaemonSet', 'a: b, x.io/y: c'),
    ],
    [
      'label-text',
      'a node selector with a blank',
      pods(`nodeSelector: {disk: very fast}\n${container('')}`),
      pods(`nodeSelector: {disk: fast}\n${container('')}`),
    ],
    [
      'annotation-key',
      'an annotation whose key ends in a dot',
      CONFIG_MAP.replace('namespace', 'annotations: {a.: any text}, namespace'),
      CONFIG_MAP.replace('namespace', 'annotations: {a.b/c: any text}, namespace'),
    ],
    ['data-key', 'a key with a blank', `${CONFIG_MAP}data: {a b: c}`, `${CONFIG_MAP}data: {a_b.C-1: c}`],
    [
      'selector-expression',
      'an expression In without values',
      pods(
        `affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In}]}]}}}\n${container('')}`,
      ),
      pods(
        `affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In, values: [b]}]}]}}}\n${container('')}`,
      ),
    ],
    [
      'selector-expression',
      'an expression Exists with values',
      pods(
        `affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: a, labelSelector: {matchExpressions: [{key: a, operator: Exists, values: [b]}]}}]}}\n${container('')}`,
      ),
      pods(
        `affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: a, labelSelector: {matchExpressions: [{key: a, operator: Exists}]}}]}}\n${container('')}`,
      ),
    ],
    [
      'list-item-twice',
      'a variable twice',
      pods(container('env: [{name: A, value: a}, {name: A, value: b}]')),
      pods(container('env: [{name: A, value: a}, {name: B, value: b}]')),
    ],
    [
      'list-item-twice',
      'a volume twice',
      pods(`volumes: [{name: v, emptyDir: {}}, {name: v, emptyDir: {}}]\n${container('')}`),
      pods(`volumes: [{name: v, emptyDir: {}}, {name: w, emptyDir: {}}]\n${container('')}`),
    ],
    [
      'list-item-twice',
      'two mounts at one path',
      pods(
        `volumes: [{name: v, emptyDir: {}}]\n${container('volumeMounts: [{name: v, mountPath: /v}, {name: v, mountPath: /v}]')}`,
      ),
      pods(
        `volumes: [{name: v, emptyDir: {}}]\n${container('volumeMounts: [{name: v, mountPath: /v}, {name: v, mountPath: /w}]')}`,
      ),
    ],
    [
      'list-item-twice',
      'a port twice',
      pods(container('ports: [{containerPort: 80}, {containerPort: 80, protocol: TCP}]')),
      pods(container('ports: [{containerPort: 80}, {containerPort: 80, protocol: UDP}]')),
    ],
    [
      'volume-missing',
      'a mount of no volume',
      pods(container('volumeMounts: [{name: v, mountPath: /v}]')),
      pods(`volumes: [{name: v, emptyDir: {}}]\n${container('volumeMounts: [{name: v, mountPath: /v}]')}`),
    ],
    [
      'request-over-limit',
      'more memory than the limit',
      pods(container('resources: {requests: {memory: 1Gi, cpu: 500m}, limits: {memory: 1000M, cpu: 1}}')),
      pods(container('resources: {requests: {memory: 1Gi, cpu: 1}, limits: {memory: 1100M, cpu: "1.0"}}')),
    ],
    [
      'toleration-contradicts',
      'Exists with a value',
      pods(`tolerations: [{key: a, operator: Exists, value: b}]\n${container('')}`),
      pods(`tolerations: [{key: a, value: b}, {operator: Exists}]\n${container('')}`),
    ],
    [
      'toleration-contradicts',
      'Equal without a key',
      pods(`tolerations: [{operator: Equal, value: b}]\n${container('')}`),
      pods(`tolerations: [{key: a, operator: Equal, value: b}]\n${container('')}`),
    ],
    [
      'toleration-contradicts',
      'seconds without NoExecute',
      pods(`tolerations: [{key: a, operator: Exists, tolerationSeconds: 5}]\n${container('')}`),
      pods(
        `tolerations: [{key: a, operator: Exists, effect: NoExecute, tolerationSeconds: 5}]\n${container('')}`,
      ),
    ],
    [
      'rollout-stands-still',
      'a DaemonSet that never replaces a pod',
      pods(container(''), 'updateStrategy: {rollingUpdate: {maxUnavailable: 0}}'),
      pods(container(''), 'updateStrategy: {rollingUpdate: {maxUnavailable: 0, maxSurge: 1}}'),
    ],
    [
      'rollout-stands-still',
      'a Deployment that never replaces a pod',
      pods(container(''), 'strategy: {rollingUpdate: {maxUnavailable: 0%, maxSurge: 0}}', 'Deployment'),
      pods(container(''), 'strategy: {rollingUpdate: {maxUnavailable: 0}}', 'Deployment'),
    ],
    [
      'rollout-stands-still',
      'twice as many as there are',
      pods(container(''), 'updateStrategy: {rollingUpdate: {maxUnavailable: 200%}}'),
      pods(container(''), 'updateStrategy: {rollingUpdate: {maxUnavailable: 100%}}'),
    ],
    [
      'selector-misses-pods',
      'pods that their DaemonSet does not select',
      pods(container(''), '', 'DaemonSet', 'a: c'),
      pods(container(''), '', 'DaemonSet', 'a: b, c: d'),
    ],
    [
      'node-port-range',
      'a port that no Service gets',
      `${SERVICE}spec: {type: NodePort, ports: [{port: 80, nodePort: 80}]}`,
      `${SERVICE}spec: {type: NodePort, ports: [{port: 80, nodePort: 30080}]}`,
    ],
  ] as const
).map(([rule, what, refused, taken]) => ({
  rule,
  what,
  refused: parse(refused) as JsonObject,
  taken: parse(taken) as JsonObject,
}));
