import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { JsonValue } from '../../lib/json';
import { KINDS, recordingFile } from './kinds';
import { ClusterInTheMaking } from './recorded-cluster';
import { recordingText } from './recording';

// npm run record:clusters [-- NAME...]
//
// Makes the clusters of test/fixtures/recorded anew on a real API server, and records what discover and preflight read of each.

async function main(names: readonly string[]): Promise<void> {
  for (const name of names) {
    const kind = KINDS[name];
    if (!kind) {
      process.stderr.write(`"${name}" is none of ${Object.keys(KINDS).join(', ')}\n`);
      process.exitCode = 1;
      return;
    }
    const started = Date.now();
    standing = await ClusterInTheMaking.start(kind.network, kind.version);
    try {
      await kind.make(standing);
      const recording = await standing.recorded(kind.about);
      const file = recordingFile(name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${recordingText(recording as unknown as JsonValue)}\n`);
      process.stdout.write(`${file}, ${((Date.now() - started) / 1000).toFixed(0)} s\n`);
    } finally {
      await standing.stop();
      standing = undefined;
    }
  }
}

let standing: ClusterInTheMaking | undefined;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void (standing?.stop() ?? Promise.resolve()).then(() => process.exit(130)));
}

const words = process.argv.slice(2);
void main(words.length > 0 ? words : Object.keys(KINDS));
