import type { JsonObject, JsonValue } from '../../lib/json';

export type Kind = 'DaemonSet' | 'Deployment';

/** One value that changes. */
export interface Change {
  readonly kind: Kind;
  readonly name: string;
  readonly change: (workload: JsonObject) => void;
}

const TEMPLATE: JsonObject = {
  metadata: { labels: { app: 'probe' }, annotations: { checksum: 'a' } },
  spec: {
    terminationGracePeriodSeconds: 1,
    serviceAccountName: 'default',
    containers: [
      {
        name: 'main',
        image: 'quay.io/cilium/cilium:v1.19.6',
        args: ['--a', '--b'],
        env: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
        ports: [{ name: 'health', containerPort: 9879 }],
        resources: { limits: { cpu: '1', memory: '1Gi' } },
        livenessProbe: { httpGet: { path: '/healthz', port: 'health' } },
        volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
        securityContext: { capabilities: { add: ['NET_ADMIN', 'SYS_ADMIN'] } },
      },
    ],
    tolerations: [{ operator: 'Exists' }],
    volumes: [
      { name: 'tmp', emptyDir: {} },
      { name: 'proc', hostPath: { path: '/proc' } },
      { name: 'settings', configMap: { name: 'settings', optional: true } },
    ],
  },
};

function workload(kind: Kind, spec: JsonObject): JsonObject {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'probe', namespace: 'kube-system', labels: { app: 'probe' } },
    spec: { selector: { matchLabels: { app: 'probe' } }, template: structuredClone(TEMPLATE), ...spec },
  };
}

/** What each change starts from. All pods at once, so that a rollout takes no longer than it has to. */
export const WORKLOADS: Readonly<Record<Kind, JsonObject>> = {
  DaemonSet: workload('DaemonSet', {
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '100%' } },
  }),
  Deployment: workload('Deployment', {
    replicas: 2,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '100%', maxSurge: 0 } },
  }),
};

/** Sets what lies at a path of fields and indices. */
function set(path: readonly (string | number)[], value: JsonValue | undefined) {
  return (workload: JsonObject): void => {
    let at: JsonValue = workload;
    for (const step of path.slice(0, -1)) {
      at = (at as Record<string | number, JsonValue>)[step] ?? null;
    }
    const last = path.at(-1) ?? '';
    if (value === undefined) {
      delete (at as Record<string | number, JsonValue>)[last];
    } else {
      (at as Record<string | number, JsonValue>)[last] = value;
    }
  };
}

const pod = (...path: (string | number)[]) => ['spec', 'template', 'spec', ...path];
const main = (...path: (string | number)[]) => pod('containers', 0, ...path);

const DAEMON_SET: readonly [string, (workload: JsonObject) => void][] = [
  ['another image', set(main('image'), 'quay.io/cilium/cilium:v1.19.7')],
  ['an annotation of the template', set(['spec', 'template', 'metadata', 'annotations', 'checksum'], 'b')],
  ['a label of the template', set(['spec', 'template', 'metadata', 'labels', 'more'], 'b')],
  ['a label of the object', set(['metadata', 'labels', 'more'], 'b')],
  ['an annotation of the object', set(['metadata', 'annotations'], { more: 'b' })],
  ['another pace', set(['spec', 'updateStrategy', 'rollingUpdate', 'maxUnavailable'], '50%')],
  ['minReadySeconds', set(['spec', 'minReadySeconds'], 0)],
  ['revisionHistoryLimit', set(['spec', 'revisionHistoryLimit'], 3)],
  ['args in another order', set(main('args'), ['--b', '--a'])],
  [
    'env in another order',
    set(main('env'), [
      { name: 'B', value: '2' },
      { name: 'A', value: '1' },
    ]),
  ],
  ['one more variable', set(main('env', 2), { name: 'C', value: '3' })],
  ['a variable with no value instead of an empty one', set(main('env', 2), { name: 'A2' })],
  ['the same CPU in another spelling', set(main('resources', 'limits', 'cpu'), '1000m')],
  ['the same CPU as a number', set(main('resources', 'limits', 'cpu'), 1)],
  ['the same memory in another spelling', set(main('resources', 'limits', 'memory'), '1024Mi')],
  ['more memory', set(main('resources', 'limits', 'memory'), '2Gi')],
  ['the default protocol of a port', set(main('ports', 0, 'protocol'), 'TCP')],
  ['a host port', set(main('ports', 0, 'hostPort'), 9879)],
  ['a host port of 0', set(main('ports', 0, 'hostPort'), 0)],
  ['the default scheme of a probe', set(main('livenessProbe', 'httpGet', 'scheme'), 'HTTP')],
  ['the default period of a probe', set(main('livenessProbe', 'periodSeconds'), 10)],
  ['another period of a probe', set(main('livenessProbe', 'periodSeconds'), 11)],
  ['an initial delay of 0', set(main('livenessProbe', 'initialDelaySeconds'), 0)],
  ['the pull policy that follows from the tag', set(main('imagePullPolicy'), 'IfNotPresent')],
  ['another pull policy', set(main('imagePullPolicy'), 'Always')],
  ['readOnly: false of a mount', set(main('volumeMounts', 0, 'readOnly'), false)],
  ['privileged: false', set(main('securityContext', 'privileged'), false)],
  [
    'capabilities in another order',
    set(main('securityContext', 'capabilities', 'add'), ['SYS_ADMIN', 'NET_ADMIN']),
  ],
  ['hostNetwork: false', set(pod('hostNetwork'), false)],
  ['an empty affinity', set(pod('affinity'), {})],
  ['no affinity, said as null', set(pod('affinity'), null)],
  ['an empty nodeSelector', set(pod('nodeSelector'), {})],
  ['an empty security context of the pod', set(pod('securityContext'), {})],
  ['enableServiceLinks: true', set(pod('enableServiceLinks'), true)],
  ['the other name of the service account', set(pod('serviceAccount'), 'default')],
  ['the default DNS policy', set(pod('dnsPolicy'), 'ClusterFirst')],
  ['the default type of a host path', set(pod('volumes', 1, 'hostPath', 'type'), '')],
  ['another type of a host path', set(pod('volumes', 1, 'hostPath', 'type'), 'Directory')],
  ['the default mode of files of a ConfigMap', set(pod('volumes', 2, 'configMap', 'defaultMode'), 420)],
  ['optional: false instead of true', set(pod('volumes', 2, 'configMap', 'optional'), false)],
  ['one more toleration', set(pod('tolerations', 1), { key: 'more', operator: 'Exists' })],
];

const DEPLOYMENT: readonly [string, (workload: JsonObject) => void][] = [
  ['another image', set(main('image'), 'quay.io/cilium/operator:v1.19.7')],
  ['an annotation of the template', set(['spec', 'template', 'metadata', 'annotations', 'checksum'], 'b')],
  ['another pace', set(['spec', 'strategy', 'rollingUpdate', 'maxSurge'], 1)],
  ['the default deadline', set(['spec', 'progressDeadlineSeconds'], 600)],
  ['the same CPU in another spelling', set(main('resources', 'limits', 'cpu'), '1000m')],
  ['privileged: false', set(main('securityContext', 'privileged'), false)],
  [
    'another image while it is paused',
    (workload) => {
      set(['spec', 'paused'], true)(workload);
      set(main('image'), 'quay.io/cilium/operator:v1.19.8')(workload);
    },
  ],
];

const ON_DELETE: Change = {
  kind: 'DaemonSet',
  name: 'another image with OnDelete',
  change: (workload) => {
    set(['spec', 'updateStrategy'], { type: 'OnDelete' })(workload);
    set(main('image'), 'quay.io/cilium/cilium:v1.19.8')(workload);
  },
};

export const CHANGES: readonly Change[] = [
  ...DAEMON_SET.map(([name, change]): Change => ({ kind: 'DaemonSet', name, change })),
  ON_DELETE,
  ...DEPLOYMENT.map(([name, change]): Change => ({ kind: 'Deployment', name, change })),
];
