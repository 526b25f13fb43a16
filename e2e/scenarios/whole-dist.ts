import assert from 'node:assert/strict';
import { join } from 'node:path';
import { isObject, type JsonObject } from '../../lib/json';
import type { Bench } from './bench';

/** The `dist/` that is committed here, not a fresh one: it is what a user reviews and applies. */
export async function applyCommittedDist(bench: Bench): Promise<void> {
  for (const layer of [
    'gz-replace/cilium',
    'sh-coexist/cilium',
    'cd-overlay/cilium',
    'cd-overlay/api-priority',
  ]) {
    await bench.try(`dist/${layer}, twice`, async () => {
      const files = ['-R', '-f', join(process.cwd(), 'dist', layer)];
      await succeed(bench, ['apply', '--server-side', ...files]);
      const before = await written(bench, files);
      await succeed(bench, ['apply', '--server-side', ...files]);
      assert.deepEqual(await written(bench, files), before);
      await succeed(bench, ['diff', '--server-side', ...files]);
      await succeed(bench, ['delete', '--timeout=60s', ...files]);
      return `${before.length} objects accepted, the second apply changes none, kubectl diff is empty`;
    });
  }
}

/** The objects without what controllers write: equal before and after an apply that changed nothing. */
async function written(bench: Bench, files: readonly string[]): Promise<JsonObject[]> {
  const { items } = JSON.parse(
    await succeed(bench, ['get', '--show-managed-fields', '-o', 'json', ...files]),
  ) as {
    items: JsonObject[];
  };
  return items.map(({ status: _, metadata, ...object }) => {
    const { resourceVersion: __, managedFields, ...kept } = isObject(metadata) ? metadata : {};
    const owners = (Array.isArray(managedFields) ? managedFields : []).filter(
      (owner) => isObject(owner) && owner.subresource !== 'status',
    );
    return { ...object, metadata: { ...kept, managedFields: owners } };
  });
}

async function succeed(bench: Bench, args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await bench.kubectl(args);
  assert.equal(status, 0, `kubectl ${args[0]}: exit ${status}: ${stdout}${stderr}`);
  return stdout;
}
