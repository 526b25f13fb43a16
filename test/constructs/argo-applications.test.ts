import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { Testing } from 'cdk8s';
import {
  ArgoApplicationsChart,
  ArgoAppOfAppsChart,
  type ArgoCdTarget,
  type ArgoLayer,
} from '../../lib/constructs/argo-applications';
import { isObject, type JsonObject, type JsonValue } from '../../lib/json';

const argoCD: ArgoCdTarget = {
  repoURL: 'https://git.example.com/platform/clusters.git',
  targetRevision: 'main',
  path: 'dist',
  namespace: 'argocd',
  project: 'network',
  destination: 'https://kubernetes.default.svc',
};

const layers: readonly ArgoLayer[] = [
  { name: 'node-init', wave: 0 },
  { name: 'kube-proxy', wave: 1, overridesForeignObjects: true },
  { name: 'cilium', wave: 2 },
  { name: 'policies', wave: 3, needsCrds: true },
];

describe('the Applications of a cluster', () => {
  test('are one per layer, in the order of their waves', () => {
    const found = applications().map(({ metadata, spec }) => [
      metadata.name,
      metadata.annotations['argocd.argoproj.io/sync-wave'],
      spec.source.path,
    ]);
    expect(found).toEqual([
      ['gz-prod-node-init', '0', 'dist/gz-prod/node-init'],
      ['gz-prod-kube-proxy', '1', 'dist/gz-prod/kube-proxy'],
      ['gz-prod-cilium', '2', 'dist/gz-prod/cilium'],
      ['gz-prod-policies', '3', 'dist/gz-prod/policies'],
    ]);
  });

  test('say all that they say', () => {
    expect(applications()[1]).toMatchInlineSnapshot(`
{
  "apiVersion": "argoproj.io/v1alpha1",
  "kind": "Application",
  "metadata": {
    "annotations": {
      "argocd.argoproj.io/compare-options": "ServerSideDiff=true",
      "argocd.argoproj.io/sync-wave": "1",
    },
    "name": "gz-prod-kube-proxy",
    "namespace": "argocd",
  },
  "spec": {
    "destination": {
      "server": "https://kubernetes.default.svc",
    },
    "project": "network",
    "source": {
      "directory": {
        "recurse": true,
      },
      "path": "dist/gz-prod/kube-proxy",
      "repoURL": "https://git.example.com/platform/clusters.git",
      "targetRevision": "main",
    },
    "syncPolicy": {
      "automated": {},
      "retry": {
        "backoff": {
          "duration": "10s",
          "factor": 2,
          "maxDuration": "3m",
        },
        "limit": 8,
      },
      "syncOptions": [
        "ServerSideApply=true",
        "FailOnSharedResource=true",
        "ClientSideApplyMigration=false",
      ],
    },
  },
}
`);
  });

  test.each([
    ['node-init', ['ServerSideApply=true', 'FailOnSharedResource=true']],
    ['kube-proxy', ['ServerSideApply=true', 'FailOnSharedResource=true', 'ClientSideApplyMigration=false']],
    ['cilium', ['ServerSideApply=true', 'FailOnSharedResource=true']],
    ['policies', ['ServerSideApply=true', 'FailOnSharedResource=true', 'SkipDryRunOnMissingResource=true']],
  ])('%s is applied with %j', (layer, options) => {
    const application = applications().find(({ metadata }) => metadata.name === `gz-prod-${layer}`);
    expect(application?.spec.syncPolicy.syncOptions).toEqual(options);
  });

  test.each([
    ['the Applications of a cluster', applications],
    ['an Application of Applications', () => [...appOfApps(), ...appOfApps('gz-prod')]],
  ])('%s delete nothing: no finalizer, no pruning, no replacing', (_, subjects) => {
    for (const { metadata, spec } of subjects()) {
      expect(metadata).not.toHaveProperty('finalizers');
      expect(spec.syncPolicy.automated).toEqual({});
      expect(spec.syncPolicy.syncOptions.filter((option) => /Replace|Force|Prune/.test(option))).toEqual([]);
    }
  });
});

test.each([
  ['gz-prod', { path: 'dist/_argocd/gz-prod', directory: { recurse: true } }],
  [undefined, { path: 'dist/_argocd', directory: { recurse: true } }],
])('an Application of Applications, cluster %s, reads %j', (cluster, source) => {
  expect(appOfApps(cluster)[0]?.spec.source).toMatchObject(source);
});

describe("Argo CD's own definition of an Application", () => {
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(
    closed(applicationSchema()) as object,
  );

  test.each(
    [...applications(), ...appOfApps()].map((application) => [application.metadata.name, application]),
  )('accepts %s', (_, application) => {
    validate(application);
    expect(validate.errors ?? []).toEqual([]);
  });

  test.each([
    ['an unknown field', { spec: { prune: true } }],
    ['a misspelt field deep inside', { spec: { syncPolicy: { automated: { selfheal: true } } } }],
    ['a value of the wrong type', { spec: { source: { path: 7 } } }],
  ])('refuses %s', (_, fault) => {
    const [good] = applications();
    expect(validate(merged(good as unknown as JsonObject, fault))).toBe(false);
  });
});

interface ApplicationManifest {
  readonly metadata: { readonly name: string; readonly annotations: Readonly<Record<string, string>> };
  readonly spec: {
    readonly source: { readonly path: string };
    readonly syncPolicy: { readonly automated: object; readonly syncOptions: readonly string[] };
  };
}

function applications(): ApplicationManifest[] {
  return Testing.synth(
    new ArgoApplicationsChart(Testing.app(), 'argocd', { cluster: 'gz-prod', argoCD, layers }),
  );
}

function appOfApps(cluster?: string): ApplicationManifest[] {
  const props = { name: 'clusters', argoCD, ...(cluster && { cluster }) };
  return Testing.synth(new ArgoAppOfAppsChart(Testing.app(), 'argocd', props));
}

function applicationSchema(): JsonObject {
  return JSON.parse(
    readFileSync(join(__dirname, '../../scripts/argo-cd/argoproj.io-application.json'), 'utf8'),
  );
}

/** The API server drops unknown fields of a structural schema; here they are faults. ObjectMeta is left to it. */
function closed(schema: JsonValue): JsonValue {
  if (Array.isArray(schema)) {
    return schema.map(closed);
  }
  if (!isObject(schema)) {
    return schema;
  }
  const within = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return isObject(schema.properties) && schema.additionalProperties === undefined
    ? { ...within, additionalProperties: false }
    : within;
}

function merged(base: JsonObject, over: JsonObject): JsonObject {
  const entries = Object.entries(over).map(([key, value]): [string, JsonValue] => {
    const below = base[key];
    return [key, isObject(below) && isObject(value) ? merged(below, value) : value];
  });
  return { ...base, ...Object.fromEntries(entries) };
}
