import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { isObject, type JsonObject } from '../../lib/json';
import { NEWEST_MINOR, OLDEST_MINOR } from '../../lib/manifests/api-types';
import { checkObjects, type ObjectsCheck } from '../../lib/manifests/check-objects';
import { readManifests } from '../../lib/yaml/read';

const DIGEST = `@sha256:${'0'.repeat(64)}`;
const DAEMON_SET = `
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: one, namespace: kube-system}
spec:
  selector: {matchLabels: {app: one}}
  template:
    metadata: {labels: {app: one}}
    spec:
      containers:
        - name: one
          image: quay.io/a/b:v1${DIGEST}
          ports: [{containerPort: 80}]
`;

function reported(manifest: string, check: Partial<ObjectsCheck> = {}): string[] {
  const [object] = [parse(manifest)].filter(isObject);
  return checkObjects([object as JsonObject], { kubernetesVersion: '1.32.2', ...check }).map(
    ({ rule, field, remedy }) => `${rule} ${field}: ${remedy}`,
  );
}

const edited = (from: string | RegExp, to: string) => {
  const text = DAEMON_SET.replace(from, to);
  expect(text).not.toBe(DAEMON_SET);
  return text;
};
const AT = 'kube-system/DaemonSet/one: spec.template.spec';

describe('an object is refused', () => {
  const cases: [what: string, manifest: () => string, expected: string][] = [
    [
      'with a field that is misspelt',
      () => edited('containerPort', 'containerport'),
      `unknown-manifest-field ${AT}.containers[0].ports[0].containerport: Did you mean "containerPort"?`,
    ],
    [
      'with a field that no version knows',
      () => edited('name: one\n', 'name: one\n          colour: red\n'),
      `unknown-manifest-field ${AT}.containers[0].colour: Remove it`,
    ],
    [
      'with a number in quotes',
      () => edited('containerPort: 80', 'containerPort: "80"'),
      `manifest-field-type ${AT}.containers[0].ports[0].containerPort: Write it without quotes, or correct it`,
    ],
    [
      'with a number where a string must be',
      () => edited('{app: one}}\n    spec', '{app: 1}}\n    spec'),
      'manifest-field-type kube-system/DaemonSet/one: spec.template.metadata.labels.app: Put it in quotes: "1"',
    ],
    [
      'with a map where a list must be',
      () => edited('[{containerPort: 80}]', '{containerPort: 80}'),
      `manifest-field-type ${AT}.containers[0].ports: Write a list`,
    ],
    [
      'without a field that is required',
      () => edited('  selector: {matchLabels: {app: one}}\n', ''),
      'missing-manifest-field kube-system/DaemonSet/one: spec.selector: Add it',
    ],
    [
      'with a field that JavaScript has in every object',
      () => edited('name: one\n', 'name: one\n          constructor: red\n'),
      `unknown-manifest-field ${AT}.containers[0].constructor: Remove it`,
    ],
    [
      'with a quantity that is none',
      () => edited('name: one\n', 'name: one\n          resources: {limits: {memory: 1GB}}\n'),
      `manifest-field-type ${AT}.containers[0].resources.limits.memory: Write a quantity such as 500m or 1Gi`,
    ],
    [
      'with a volume of an image without digest',
      () =>
        edited(
          '      containers:',
          '      volumes: [{name: a, image: {reference: quay.io/a/b}}]\n      containers:',
        ),
      `image-digest ${AT}.volumes[0].image.reference: Name it with its @sha256 digest; the chart does by itself where its digest is left alone`,
    ],
    [
      'of a version that the API no longer serves',
      () => edited('apps/v1', 'apps/v1beta1'),
      'unknown-kind kube-system/DaemonSet/one: Use a version of the kind that it serves',
    ],
    [
      'whose image names no digest',
      () => edited(DIGEST, ''),
      `image-digest ${AT}.containers[0].image: Name it with its @sha256 digest; the chart does by itself where its digest is left alone`,
    ],
    [
      'whose image comes from elsewhere',
      () => edited('quay.io/a', 'docker.io/a'),
      `image-registry ${AT}.containers[0].image: Take it from quay.io or quay.tencentcloudcr.com, or add its registry to allowedRegistries`,
    ],
  ];
  test.each(cases)('%s', (_, manifest, expected) => {
    expect(reported(manifest())).toContain(expected);
  });

  test('whose Argo CD Application has a misspelt field', () => {
    const application = `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: a, label: {b: c}}
spec: {project: default, destination: {server: x, namespce: y}, source: {repoURL: z, path: dist}}
`;
    expect(reported(application)).toEqual([
      'unknown-manifest-field Application/a: metadata.label: Did you mean "labels"?',
      'unknown-manifest-field Application/a: spec.destination.namespce: Did you mean "namespace"?',
    ]);
  });
});

test('an image that several containers run is reported once', () => {
  const two = `${edited(DIGEST, '')}        - {name: two, image: quay.io/a/b:v1}\n`;
  expect(reported(two).filter((line) => line.startsWith('image-digest'))).toHaveLength(1);
});

test.each(['500m', '1Gi', '0.5', '2', '1e3', '128974848', '.5', '100k'])('%s is a quantity', (quantity) => {
  const limits = `name: one\n          resources: {limits: {cpu: ${quantity}}}\n`;
  expect(reported(edited('name: one\n', limits))).toEqual([]);
});

test('an object in order raises nothing, on any version', () => {
  for (let minor = OLDEST_MINOR; minor <= NEWEST_MINOR; minor++) {
    expect(reported(DAEMON_SET, { kubernetesVersion: `1.${minor}.0` })).toEqual([]);
  }
});

describe("the cluster's own version decides", () => {
  // supplementalGroupsPolicy came with Kubernetes 1.31 (https://kubernetes.io/blog/2024/08/22/).
  const newer = () =>
    edited(
      '      containers:',
      '      securityContext: {supplementalGroupsPolicy: Strict}\n      containers:',
    );
  test.each([
    ['1.30.0', 1],
    ['1.31.0', 0],
    ['1.35.0', 0],
  ])('on %s a field of 1.31 raises %d', (kubernetesVersion, count) => {
    expect(reported(newer(), { kubernetesVersion })).toHaveLength(count);
  });

  test.each(['1.32', 'v1.32.2', '1.32.2-tke.1', 1.32])('%p is read as Kubernetes 1.32', (version) => {
    expect(reported(DAEMON_SET, { kubernetesVersion: version as string })).toEqual([]);
  });

  // v1beta3 went with Kubernetes 1.32 (https://kubernetes.io/docs/reference/using-api/deprecation-guide/).
  test.each([
    ['1.31.0', []],
    ['1.32.0', ['unknown-kind FlowSchema/a: Use a version of the kind that it serves']],
  ])('on %s flowcontrol/v1beta3 raises %j', (kubernetesVersion, expected) => {
    const schema = `
apiVersion: flowcontrol.apiserver.k8s.io/v1beta3
kind: FlowSchema
metadata: {name: a}
spec: {priorityLevelConfiguration: {name: x}}
`;
    expect(reported(schema, { kubernetesVersion })).toEqual(expected);
  });

  test('and one whose API is not known is refused, not accepted', () => {
    expect(reported(DAEMON_SET, { kubernetesVersion: '1.29.0' })).toEqual([
      `kubernetes-types undefined: Use a version from 1.${OLDEST_MINOR} to 1.${NEWEST_MINOR}`,
    ]);
  });
});

describe('a partial manifest for server-side apply', () => {
  const partial = `
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: kube-proxy, namespace: kube-system}
spec: {template: {spec: {nodeSelector: {label-not-exist: node-not-exist}}}}
`;
  test('need not hold the required fields', () => {
    expect(reported(partial)).toHaveLength(2);
    expect(reported(partial, { partial: true })).toEqual([]);
  });

  test('must not hold unknown ones', () => {
    expect(reported(partial.replace('nodeSelector', 'nodeselector'), { partial: true })).toEqual([
      'unknown-manifest-field kube-system/DaemonSet/kube-proxy: spec.template.spec.nodeselector: Did you mean "nodeSelector"?',
    ]);
  });
});

test('a kind whose CRD is not here is a warning, not an error', () => {
  const policy = 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\n';
  const [object] = [parse(policy)].filter(isObject);
  expect(checkObjects([object as JsonObject], { kubernetesVersion: '1.32.0' })).toEqual([
    expect.objectContaining({ severity: 'warning', rule: 'unchecked-kind' }),
  ]);
});

describe('a registry', () => {
  test.each([
    ['nginx', 'docker.io'],
    ['nginx', 'docker.io/library'],
    ['localhost:5000/a/b', 'localhost:5000'],
    ['my.example.com/quay.io/cilium/cilium', 'my.example.com/quay.io'],
  ])('of %s is %s', (image, allowed) => {
    expect(reported(edited('quay.io/a/b:v1', image), { allowedRegistries: [allowed] })).toEqual([]);
  });

  test('is not allowed for being the beginning of another', () => {
    expect(reported(edited('quay.io/a/b', 'quay.io.evil.com/a/b'))).toHaveLength(1);
    expect(
      reported(edited('quay.io/a/b', 'my.example.com/other/b'), {
        allowedRegistries: ['my.example.com/quay.io'],
      }),
    ).toHaveLength(1);
  });
});

describe('what the values of the chart can ask for is held against its CRD', () => {
  test.each([
    [
      'a Certificate',
      'cert-manager.io/v1',
      'Certificate',
      'issuerRef: {name: ca}, secretName: x, dnsName: [y]',
      'dnsNames',
    ],
    [
      'a GatewayClass',
      'gateway.networking.k8s.io/v1',
      'GatewayClass',
      'controllerName: x/y, descripton: z',
      'description',
    ],
  ])('%s', (_, apiVersion, kind, spec, meant) => {
    const object = `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: a}, spec: {${spec}}}`;
    expect(reported(object)).toEqual([
      expect.stringMatching(`^unknown-manifest-field ${kind}/a: spec\\..*: Did you mean "${meant}"\\?$`),
    ]);
  });
});

test('everything that a synth writes passes', () => {
  const files = readdirSync('test/synth/golden', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => join('test/synth/golden', file));
  expect(files.length).toBeGreaterThan(40);
  const problems = files.flatMap((file) =>
    checkObjects(readManifests(readFileSync(file, 'utf8')), {
      kubernetesVersion: '1.32.2',
      partial: /\/_undo\/|\/(kube-proxy|tke-cni-agent|ip-masq-agent)\//.test(file),
      place: { file },
    }),
  );
  expect(problems).toEqual([]);
});
