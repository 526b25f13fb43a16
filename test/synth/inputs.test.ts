import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOfManifests, readManifestFiles } from '../../lib/cluster/manifest-files';
import { digestOf, Inputs } from '../../lib/synth/inputs';
import type { Proof } from '../../lib/synth/proof';
import { temporaryDirectory } from '../support/temporary-directory';

const temporary = temporaryDirectory();

test('a cluster is rendered again when a manifest that its file names is edited', () => {
  mkdirSync(join(temporary(), 'policies'));
  writeFileSync(join(temporary(), 'charts.lock.yaml'), 'charts:\n');
  const manifest = join(temporary(), 'policies', 'a.yaml');
  writeFileSync(manifest, 'a: 1\n');
  const file = { path: join(temporary(), 'clusters', 'gz.yaml'), content: Buffer.from('name: gz\n') };
  const inputs = new Inputs({ clusters: [file], groups: new Map() }, 'tool');
  const path = '../policies';
  const proof: Proof = {
    name: 'gz',
    warnings: [],
    acknowledgedIn: file.path,
    member: { file: file.path } as Proof['member'],
    own: digestOf(file),
    groups: [],
    inputs: inputs.of(file, []),
    manifests: [{ path, digest: digestOfManifests(readManifestFiles(path, file.path), file.path) }],
    output: '',
    stamp: '',
  };
  expect(inputs.stillHold(file, proof)).toBe(proof);
  writeFileSync(manifest, 'a: 2\n');
  expect(inputs.stillHold(file, proof)).toBeUndefined();
});
