import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IMPORTS_DIRECTORY } from '../../lib/imports-directory';
import { CILIUM_MINORS } from '../../lib/manifests/api-types';
import { crdTypes } from '../../lib/manifests/crd-types';
import { readManifests } from '../../lib/yaml/read';
import { shareTypes } from './share-types';

// npm run import:cilium
//
// Names and types of the fields of Cilium's custom resources, by minor version: the chart holds no CRDs, for the operator
// makes them, and the Go module of Cilium has them as files. `go mod download` checks it against the Go checksum database.

const RELEASES = ['v1.18.11', 'v1.19.6', 'v1.20.0'];
const CRDS = 'pkg/k8s/apis/cilium.io/client/crds';

/** Written by agents and operator, never by people. */
const WRITTEN_BY_CILIUM = [
  'CiliumEndpoint',
  'CiliumEndpointSlice',
  'CiliumIdentity',
  'CiliumNode',
  'CiliumBGPNodeConfig',
];

function crdTexts(release: string, work: string): string[] {
  const module = `github.com/cilium/cilium@${release}`;
  const answer = execFileSync('go', ['mod', 'download', '-json', module], { cwd: work, encoding: 'utf8' });
  const directory = join((JSON.parse(answer) as { Dir: string }).Dir, CRDS);
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => readFileSync(join(directory, name), 'utf8'));
}

function lines(record: Readonly<Record<string, unknown>>): string {
  return Object.entries(record)
    .map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)
    .join(',\n');
}

const work = mkdtempSync(join(tmpdir(), 'tke-cilium-import-'));
try {
  writeFileSync(join(work, 'go.mod'), 'module import\n');
  for (const minor of CILIUM_MINORS) {
    const release = RELEASES.find((one) => one.startsWith(`v1.${minor}.`));
    if (release === undefined) {
      throw new Error(`no release of Cilium 1.${minor} is named here`);
    }
    const found = crdTypes(crdTexts(release, work).flatMap(readManifests));
    const isOfPeople = ([kind]: readonly [string, unknown]) =>
      !WRITTEN_BY_CILIUM.includes(kind.split('/')[2] ?? '');
    const kinds = Object.fromEntries(Object.entries(found.kinds).filter(isOfPeople));
    const types = shareTypes(Object.fromEntries(Object.entries(found.types).filter(isOfPeople)));
    const namespaced = Object.fromEntries(Object.entries(found.namespaced).filter(isOfPeople));
    const sections = { kinds, types, namespaced };
    const text = `{${Object.entries(sections)
      .map(([name, record]) => `"${name}":{\n${lines(record)}\n}`)
      .join(',')}}\n`;
    writeFileSync(join(IMPORTS_DIRECTORY, `cilium-1.${minor}.json`), text);
    process.stderr.write(`cilium-1.${minor}.json: ${Math.round(text.length / 1024)} KiB\n`);
  }
} finally {
  rmSync(work, { recursive: true });
}
