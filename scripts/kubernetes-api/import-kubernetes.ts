import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { IMPORTS_DIRECTORY } from '../../lib/imports-directory';
import { isObject, type JsonObject } from '../../lib/json';
import { NEWEST_MINOR, OLDEST_MINOR } from '../../lib/manifests/api-types';
import { typeOf } from '../../lib/manifests/openapi-type';
import type { ApiTypes, ApiTypesChange } from '../../lib/manifests/type-expression';
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

/** CRDs of what this project and the Cilium chart write: Applications, and what the chart's values can ask for. */
const CRDS = [
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
  {
    module: 'sigs.k8s.io/gateway-api@v1.5.1',
    directory: 'config/crd/standard',
    files: ['gateway.networking.k8s.io_gatewayclasses.yaml'],
  },
];

interface Crd {
  readonly spec: {
    readonly group: string;
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

function swaggerOf(release: string, directory: string): JsonObject {
  const path = join(
    moduleDirectory(`k8s.io/kubernetes@${release}`, directory),
    'api/openapi-spec/swagger.json',
  );
  return JSON.parse(readFileSync(path, 'utf8')) as JsonObject;
}

function changeBetween(before: ApiTypes, after: ApiTypes): ApiTypesChange {
  return { kinds: difference(before.kinds, after.kinds), types: difference(before.types, after.types) };
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

/** Custom resources as types: without status and operation, which Argo CD writes. */
function crdTypes(texts: readonly string[]): ApiTypes {
  const kinds: Record<string, string> = {};
  const types: ApiTypes['types'] & Record<string, unknown> = {};
  for (const { spec } of texts.map((text) => parse(text) as Crd)) {
    for (const { name, schema } of spec.versions) {
      const type = typeOf(withoutOperation(schema.openAPIV3Schema), (name) => `:${name}`);
      const named = `${spec.group}.${spec.names.kind}`;
      kinds[`${spec.group}/${name}/${spec.names.kind}`] = named;
      Object.assign(types, { [named]: type });
    }
  }
  return { kinds, types: shareTypes(types) };
}

function withoutOperation(schema: JsonObject): JsonObject {
  const { operation: _, ...properties } = isObject(schema.properties) ? schema.properties : {};
  return { ...schema, properties: { ...properties, operation: {}, metadata: { $ref: METADATA } } };
}

function write(name: string, { kinds, types }: ApiTypesChange): void {
  const lines = (record: Readonly<Record<string, unknown>>) =>
    Object.entries(record).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  const text = `{"kinds":{\n${lines(kinds).join(',\n')}\n},"types":{\n${lines(types).join(',\n')}\n}}\n`;
  writeFileSync(join(IMPORTS_DIRECTORY, name), text);
  process.stderr.write(`${name}: ${Math.round(text.length / 1024)} KiB\n`);
}

const work = mkdtempSync(join(tmpdir(), 'tke-cilium-import-'));
try {
  writeFileSync(join(work, 'go.mod'), 'module import\n');
  let before: ApiTypes = { kinds: {}, types: {} };
  for (let minor = OLDEST_MINOR; minor <= NEWEST_MINOR; minor++) {
    const release = RELEASES.find((one) => one.startsWith(`v1.${minor}.`));
    const version = release ?? `v1.${minor}.0`;
    const words = wordsOfGoTypes(moduleDirectory(`k8s.io/api@${version.replace(/^v1/, 'v0')}`, work));
    const after = apiTypesOfSwagger(swaggerOf(version, work), words);
    write(`kubernetes-1.${minor}.json`, changeBetween(before, after));
    before = after;
  }
  const texts = CRDS.flatMap(({ module, directory, files }) => {
    const found = join(moduleDirectory(module, work), directory);
    return files.map((file) => readFileSync(join(found, file), 'utf8'));
  });
  write('custom-resources.json', crdTypes(texts));
} finally {
  rmSync(work, { recursive: true });
}
