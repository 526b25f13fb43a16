import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { IMPORTS_DIRECTORY } from '../../lib/imports-directory';
import { isObject, type JsonObject } from '../../lib/json';
import { NEWEST_MINOR, OLDEST_MINOR } from '../../lib/manifests/api-types';
import { typeOf } from '../../lib/manifests/openapi-type';
import { type ApiTypes, type ApiTypesChange, NO_TYPES } from '../../lib/manifests/type-expression';
import { readManifests } from '../../lib/yaml/read';
import { wordsOfGoTypes } from './go-words';
import { shareTypes } from './share-types';
import { apiTypesOfSwagger } from './swagger';

// npm run import:kubernetes
//
// The OpenAPI document comes from the Go module k8s.io/kubernetes and the words of its fields, which it leaves out, from
// k8s.io/api, both of which `go mod download` checks against the Go
// checksum database. Compared with it: the npm package kubernetes-types 1.30.0 stops at 1.30 and holds types only, no
// data; kubernetes-models 5.1.0 holds one version, 1.27, as a class and a validator for each type, 18 MB on disk.

/** The last patch release of each minor version at the time of writing; the API does not change within a minor. */
const RELEASES = ['v1.30.14', 'v1.31.14', 'v1.32.13', 'v1.33.13', 'v1.34.4', 'v1.35.4', 'v1.36.3'];

/** Name of the built-in type of `metadata`; a CRD says only that it is an object. */
const METADATA = 'meta.v1.ObjectMeta';

interface Crds {
  readonly module: string;
  readonly directory: string;
  /** @default - all CRDs of the directory */
  readonly files?: readonly string[];
}

/** Its other kinds are checked against the CRDs that a cluster locks. */
const GATEWAY_API: Crds = { module: 'sigs.k8s.io/gateway-api@v1.5.1', directory: 'config/crd/standard' };

/** CRDs of what this project and the Cilium chart write: Applications, and what the chart's values can ask for. */
const CRDS: readonly Crds[] = [
  {
    module: 'github.com/argoproj/argo-cd/v3@v3.2.11',
    directory: 'manifests/crds',
    files: ['application-crd.yaml', 'appproject-crd.yaml', 'applicationset-crd.yaml'],
  },
  {
    module: 'github.com/prometheus-operator/prometheus-operator@v0.85.0',
    directory: 'example/prometheus-operator-crd',
    files: ['monitoring.coreos.com_servicemonitors.yaml'],
  },
  {
    module: 'github.com/cert-manager/cert-manager@v1.19.1',
    directory: 'deploy/crds',
    files: ['cert-manager.io_certificates.yaml'],
  },
  { ...GATEWAY_API, files: ['gateway.networking.k8s.io_gatewayclasses.yaml'] },
];

interface Crd {
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: JsonObject };
    }[];
  };
}

/** Downloads a Go module, or finds it in the module cache. */
function moduleDirectory(module: string, directory: string): string {
  const answer = execFileSync('go', ['mod', 'download', '-json', module], {
    cwd: directory,
    encoding: 'utf8',
    maxBuffer: 1 << 24,
  });
  return (JSON.parse(answer) as { Dir: string }).Dir;
}

function crdFiles(directory: string): string[] {
  return readdirSync(directory).filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml');
}

function swaggerOf(release: string, directory: string): JsonObject {
  const path = join(
    moduleDirectory(`k8s.io/kubernetes@${release}`, directory),
    'api/openapi-spec/swagger.json',
  );
  return JSON.parse(readFileSync(path, 'utf8')) as JsonObject;
}

function changeBetween(before: ApiTypes, after: ApiTypes): ApiTypesChange {
  return {
    kinds: difference(before.kinds, after.kinds),
    types: difference(before.types, after.types),
    namespaced: difference(before.namespaced, after.namespaced),
  };
}

function difference<T>(
  before: Readonly<Record<string, T>>,
  after: Readonly<Record<string, T>>,
): Record<string, T | null> {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return Object.fromEntries(
    names
      .filter((name) => !isDeepStrictEqual(before[name], after[name]))
      .map((name) => [name, after[name] ?? null]),
  );
}

/**
 * Custom resources as types: without status and operation, which Argo CD writes.
 *
 * @param known the CRDs of which no more is kept than whether their objects are in namespaces
 */
function crdTypes(texts: readonly string[], known: readonly string[]): ApiTypes {
  const kinds: Record<string, string> = {};
  const types: ApiTypes['types'] & Record<string, unknown> = {};
  for (const { spec } of definitionsIn(texts)) {
    for (const { name, schema } of spec.versions) {
      const type = typeOf(withoutOperation(schema.openAPIV3Schema), (name) => `:${name}`);
      const named = `${spec.group}.${spec.names.kind}`;
      kinds[`${spec.group}/${name}/${spec.names.kind}`] = named;
      Object.assign(types, { [named]: type });
    }
  }
  const namespaced = definitionsIn([...texts, ...known])
    .filter(({ spec }) => spec.scope === 'Namespaced')
    .flatMap(({ spec: { group, names, versions } }) =>
      versions.map(({ name }): [string, true] => [`${group}/${name}/${names.kind}`, true]),
    );
  return { kinds, types: shareTypes(types), namespaced: Object.fromEntries(namespaced) };
}

/** Beside CRDs there are policies for them. */
function definitionsIn(texts: readonly string[]): Crd[] {
  const objects = texts.flatMap((text) => readManifests(text));
  return objects.filter(({ kind }) => kind === 'CustomResourceDefinition') as unknown as Crd[];
}

function withoutOperation(schema: JsonObject): JsonObject {
  const { operation: _, ...properties } = isObject(schema.properties) ? schema.properties : {};
  return { ...schema, properties: { ...properties, operation: {}, metadata: { $ref: METADATA } } };
}

function write(name: string, change: ApiTypesChange): void {
  const lines = (record: Readonly<Record<string, unknown>>) =>
    Object.entries(record).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  const section = (part: keyof ApiTypesChange) => `"${part}":{\n${lines(change[part]).join(',\n')}\n}`;
  const text = `{${section('kinds')},${section('types')},${section('namespaced')}}\n`;
  writeFileSync(join(IMPORTS_DIRECTORY, name), text);
  process.stderr.write(`${name}: ${Math.round(text.length / 1024)} KiB\n`);
}

const work = mkdtempSync(join(tmpdir(), 'tke-cilium-import-'));
try {
  writeFileSync(join(work, 'go.mod'), 'module import\n');
  let before = NO_TYPES;
  for (let minor = OLDEST_MINOR; minor <= NEWEST_MINOR; minor++) {
    const release = RELEASES.find((one) => one.startsWith(`v1.${minor}.`));
    const version = release ?? `v1.${minor}.0`;
    const words = wordsOfGoTypes(moduleDirectory(`k8s.io/api@${version.replace(/^v1/, 'v0')}`, work));
    const after = apiTypesOfSwagger(swaggerOf(version, work), words);
    write(`kubernetes-1.${minor}.json`, changeBetween(before, after));
    before = after;
  }
  const texts = (crds: readonly Crds[]) =>
    crds.flatMap(({ module, directory, files }) => {
      const found = join(moduleDirectory(module, work), directory);
      return (files ?? crdFiles(found)).map((file) => readFileSync(join(found, file), 'utf8'));
    });
  write('custom-resources.json', crdTypes(texts(CRDS), texts([GATEWAY_API])));
} finally {
  rmSync(work, { recursive: true });
}
