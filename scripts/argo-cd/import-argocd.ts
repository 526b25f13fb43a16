import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { isObject, type JsonObject, type JsonValue } from '../../lib/json';

// npm run import:argocd [-- <file of the Application CRD, as Argo CD's manifests/crds holds it>]
// Writes imports/argoproj.io.ts, and the schema that the tests hold every generated Application against.

/** What the controller writes, and kinds of source other than a directory of plain manifests: ours use none of them. */
const UNUSED: readonly (readonly string[])[] = [
  ['operation'],
  ['status'],
  ['spec', 'sources'],
  ['spec', 'sourceHydrator'],
  ['spec', 'source', 'helm'],
  ['spec', 'source', 'kustomize'],
  ['spec', 'source', 'plugin'],
  ['spec', 'source', 'directory', 'jsonnet'],
];

interface Crd {
  spec: { versions: { schema: { openAPIV3Schema: JsonObject } }[] };
}

const file = process.argv[2] ?? '../shared/crds/argoproj.io_applications.yaml';
const text = readFileSync(file, 'utf8');
const work = mkdtempSync(join(tmpdir(), 'tke-cilium-import-'));
try {
  const crd = parse(text) as Crd;
  const trimmed = without(schemaOf(crd), UNUSED);
  for (const version of crd.spec.versions) {
    version.schema.openAPIV3Schema = trimmed;
  }
  const path = join(work, 'application.yaml');
  writeFileSync(path, stringify(crd));
  execFileSync(
    'npx',
    ['cdk8s', 'import', '--no-save', path, '--language', 'typescript', '--output', 'imports'],
    {
      env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const schema = undescribed(without(schemaOf(parse(text) as Crd), [['status']]));
  writeFileSync('scripts/argo-cd/argoproj.io-application.json', `${JSON.stringify(schema)}\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function schemaOf(crd: Crd): JsonObject {
  const [version] = crd.spec.versions;
  if (!version) {
    throw new Error(`${file} is no CustomResourceDefinition: it has no versions`);
  }
  return version.schema.openAPIV3Schema;
}

function without(schema: JsonObject, paths: readonly (readonly string[])[]): JsonObject {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const kept = Object.entries(properties).flatMap(([name, child]): [string, JsonValue][] => {
    const below = paths.filter(([head]) => head === name).map(([, ...rest]) => rest);
    if (below.some((path) => path.length === 0)) {
      return [];
    }
    return [[name, isObject(child) && below.length > 0 ? without(child, below) : child]];
  });
  return { ...schema, properties: Object.fromEntries(kept) };
}

/** The schema without its prose: `description` is a keyword, except where it is the name of a property. */
function undescribed(schema: JsonValue, names = false): JsonValue {
  if (Array.isArray(schema)) {
    return schema.map((item) => undescribed(item));
  }
  if (!isObject(schema)) {
    return schema;
  }
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => names || key !== 'description')
      .map(([key, value]) => [key, undescribed(value, !names && key === 'properties')]),
  );
}
