import type { JsonObject } from '../../lib/json';
import { reportOnObjects, textsOf } from './support';

const TEMPLATE: JsonObject = {
  metadata: { labels: { app: 'a' } },
  spec: {
    containers: [
      {
        name: 'a',
        image: 'quay.io/cilium/cilium:v1.19.6',
        env: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
        resources: { limits: { cpu: 1, memory: '1Gi' } },
        ports: [{ name: 'health', containerPort: 9879 }],
      },
    ],
    volumes: [{ name: 'config', configMap: { name: 'settings' } }],
  },
};

function daemonSet(
  change: (template: typeof TEMPLATE & Parts) => void = () => undefined,
  spec: JsonObject = {},
): JsonObject {
  const template = structuredClone(TEMPLATE) as typeof TEMPLATE & Parts;
  change(template);
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'a', namespace: 'kube-system' },
    spec: { selector: { matchLabels: { app: 'a' } }, template, ...spec },
  };
}

interface Parts {
  metadata: JsonObject;
  spec: { containers: [JsonObject & { resources: { limits: JsonObject } }] } & JsonObject;
}

function configMap(text: string): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', namespace: 'kube-system' },
    data: { key: text },
  };
}

describe('pods restart', () => {
  test.each<[string, (template: Parts) => void]>([
    [
      'another image',
      ({ spec }) => {
        spec.containers[0].image = 'quay.io/cilium/cilium:v1.19.7';
      },
    ],
    [
      'an annotation of the template',
      ({ metadata }) => {
        metadata.annotations = { a: 'b' };
      },
    ],
    [
      'env in another order',
      ({ spec }) => {
        spec.containers[0].env = [
          { name: 'B', value: '2' },
          { name: 'A', value: '1' },
        ];
      },
    ],
    [
      'another limit',
      ({ spec }) => {
        spec.containers[0].resources.limits.cpu = 2;
      },
    ],
    [
      'a pointer that was not set, with its usual value',
      ({ spec }) => {
        spec.containers[0].securityContext = { privileged: false };
      },
    ],
    [
      'an empty affinity',
      ({ spec }) => {
        spec.affinity = {};
      },
    ],
    [
      'enableServiceLinks with its usual value',
      ({ spec }) => {
        spec.enableServiceLinks = true;
      },
    ],
  ])('with %s', (_, change) => {
    const texts = textsOf(reportOnObjects([daemonSet()], [daemonSet(change)]), 'restarts');
    expect(texts[0]).toMatch(/^DaemonSet a: pods restart on every node, 1 at a time, because of /);
  });
});

describe('pods do not restart', () => {
  test.each<[string, (template: Parts) => void]>([
    [
      'the same amount in another spelling',
      ({ spec }) => {
        spec.containers[0].resources.limits = { cpu: '1000m', memory: '1024Mi' };
      },
    ],
    [
      'a protocol that is the default',
      ({ spec }) => {
        spec.containers[0].ports = [{ name: 'health', containerPort: 9879, protocol: 'TCP' }];
      },
    ],
    [
      'null',
      ({ spec }) => {
        spec.affinity = null;
      },
    ],
    [
      'an empty list',
      ({ spec }) => {
        spec.tolerations = [];
      },
    ],
    [
      'the pull policy that follows from the tag',
      ({ spec }) => {
        spec.containers[0].imagePullPolicy = 'IfNotPresent';
      },
    ],
    [
      'hostNetwork: false',
      ({ spec }) => {
        spec.hostNetwork = false;
      },
    ],
  ])('with %s', (_, change) => {
    const report = reportOnObjects([daemonSet()], [daemonSet(change)]);
    expect(textsOf(report, 'restarts')).toEqual([]);
    expect(textsOf(report, 'rest')[0]).toContain('without effect');
  });

  test('with OnDelete before somebody deletes them', () => {
    const spec = { updateStrategy: { type: 'OnDelete' } };
    const changed = daemonSet(({ metadata }) => {
      metadata.annotations = { a: 'b' };
    }, spec);
    expect(textsOf(reportOnObjects([daemonSet(undefined, spec)], [changed]), 'restarts')[0]).toContain(
      'each when somebody deletes it',
    );
  });

  test('when only a ConfigMap changes that they read', () => {
    const texts = textsOf(
      reportOnObjects([daemonSet(), configMap('1')], [daemonSet(), configMap('2')]),
      'restarts',
    );
    expect(texts).toEqual([
      'DaemonSet a does not restart by itself: its pods read ConfigMap settings (1 changed path) when somebody restarts them',
    ]);
  });

  test('are not waited for where the workload comes with its ConfigMap', () => {
    const report = reportOnObjects([configMap('one')], [configMap('two'), daemonSet()]);
    expect(textsOf(report, 'restarts')).toEqual(['DaemonSet a is new: pods start, on every node']);
  });
});

describe('what leaves dist/ stays in the cluster', () => {
  const role: JsonObject = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'a', namespace: 'kube-system' },
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
  };
  const privileged = daemonSet(({ spec }) => {
    spec.hostNetwork = true;
  });

  test.each<[string, JsonObject, string]>([
    [
      'a role',
      role,
      'Role a leaves dist/ and stays in the cluster until somebody deletes it, and goes on to give: get on pods',
    ],
    [
      'a workload',
      privileged,
      'DaemonSet a leaves dist/ and stays in the cluster until somebody deletes it, with hostNetwork',
    ],
  ])('with what it may do: %s', (_, object, text) => {
    expect(textsOf(reportOnObjects([object], []), 'security')).toEqual([text]);
  });

  test('without a word of Argo CD, which may not be there', () => {
    expect(textsOf(reportOnObjects([configMap('one')], []), 'argo-cd')).toEqual([
      'removed: ConfigMap settings: nothing prunes it, and it stays in the cluster until somebody deletes it',
    ]);
  });
});
