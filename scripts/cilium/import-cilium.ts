import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CILIUM_MINORS, IMPORTS_DIRECTORY } from '../../lib/imports-directory';
import { crdTypes } from '../../lib/manifests/crd-types';
import { readManifests } from '../../lib/yaml/read';
import { shareTypes } from '../kubernetes-api/share-types';
import { ciliumOptions } from './cilium-options';
import { flowMessages } from './flow-messages';

// npm run import:cilium
//
// Names and types of the fields of Cilium's custom resources, by minor version: the chart holds no CRDs, for the operator
// makes them, and the Go module of Cilium has them as files. Beside them the names and types of the options of agent and
// operator, from the reference and the source in the module, and the fields of Hubble's flows and of their filters.
// `go mod download` checks the module against the Go checksum database.

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

function moduleOf(release: string, work: string): string {
  const module = `github.com/cilium/cilium@${release}`;
  const answer = execFileSync('go', ['mod', 'download', '-json', module], { cwd: work, encoding: 'utf8' });
  return (JSON.parse(answer) as { Dir: string }).Dir;
}

function crdTexts(module: string): string[] {
  const directory = join(module, CRDS);
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

function sections(records: Readonly<Record<string, Readonly<Record<string, unknown>>>>): string {
  const each = Object.entries(records).map(([name, record]) => `"${name}":{\n${lines(record)}\n}`);
  return `{${each.join(',')}}\n`;
}

function write(name: string, text: string): void {
  writeFileSync(join(IMPORTS_DIRECTORY, name), text);
  process.stderr.write(`${name}: ${Math.round(text.length / 1024)} KiB\n`);
}

const work = mkdtempSync(join(tmpdir(), 'tke-cilium-import-'));
try {
  writeFileSync(join(work, 'go.mod'), 'module import\n');
  for (const minor of CILIUM_MINORS) {
    const release = RELEASES.find((one) => one.startsWith(`v1.${minor}.`));
    if (release === undefined) {
      throw new Error(`no release of Cilium 1.${minor} is named here`);
    }
    const module = moduleOf(release, work);
    const found = crdTypes(crdTexts(module).flatMap(readManifests));
    const isOfPeople = ([kind]: readonly [string, unknown]) =>
      !WRITTEN_BY_CILIUM.includes(kind.split('/')[2] ?? '');
    const kinds = Object.fromEntries(Object.entries(found.kinds).filter(isOfPeople));
    const types = shareTypes(Object.fromEntries(Object.entries(found.types).filter(isOfPeople)));
    const namespaced = Object.fromEntries(Object.entries(found.namespaced).filter(isOfPeople));
    write(`cilium-1.${minor}.json`, sections({ kinds, types, namespaced }));
    write(`cilium-options-1.${minor}.json`, sections(ciliumOptions(module)));
    write(`hubble-flows-1.${minor}.json`, sections(flowMessages(module)));
  }
} finally {
  rmSync(work, { recursive: true });
}
