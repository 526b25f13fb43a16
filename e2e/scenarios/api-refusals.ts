import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../lib/json';
import { API_REFUSALS } from '../../test/support/api-refusals';
import type { Bench } from './bench';

/** What the rules about objects refuse, the API server refuses, and it takes the same once it is right. */
export async function apiRefusals(bench: Bench): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'tke-cilium-refusals-'));
  try {
    for (const { rule, what, refused, taken } of API_REFUSALS) {
      await bench.try(`${rule}: ${what}`, async () => {
        const right = await tried(bench, taken, directory);
        assert.equal(right.status, 0, `it refuses what is right: ${right.stderr}`);
        const wrong = await tried(bench, refused, directory);
        assert.notEqual(wrong.status, 0, 'it takes what the rule refuses');
        return wrong.stderr.trim().replaceAll(/\s+/g, ' ').slice(0, 160);
      });
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function tried(bench: Bench, object: JsonObject, directory: string) {
  const file = join(directory, 'object.json');
  writeFileSync(file, JSON.stringify(object));
  // A dry run gives a Service no port.
  const really = object.kind === 'Service';
  const answer = await bench.kubectl([
    ...['apply', '--server-side', '-f', file],
    ...(really ? [] : ['--dry-run=server']),
  ]);
  if (really && answer.status === 0) {
    await bench.kubectl(['delete', '-f', file]);
  }
  return answer;
}
