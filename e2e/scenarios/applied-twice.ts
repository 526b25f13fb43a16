import assert from 'node:assert/strict';
import { isObject, type JsonObject } from '../../lib/json';
import type { Bench } from './bench';

/**
 * Applies directories one after the other, applies them again, compares, asks kubectl for the difference, and deletes them.
 *
 * @returns how many objects there were
 */
export async function appliedTwice(bench: Bench, directories: readonly string[]): Promise<number> {
  const apply = async () => {
    for (const directory of directories) {
      const said = await succeed(bench, ['apply', '--server-side', '-R', '-f', directory]);
      if (said.includes('customresourcedefinition')) {
        await definitionsEstablished(bench);
      }
    }
  };
  const files = ['-R', ...directories.flatMap((directory) => ['-f', directory])];
  await apply();
  const before = await written(bench, files);
  await apply();
  assert.deepEqual(await written(bench, files), before);
  await succeed(bench, ['diff', '--server-side', ...files]);
  for (const directory of directories.toReversed()) {
    await succeed(bench, ['delete', '--timeout=60s', '-R', '-f', directory]);
  }
  return before.length;
}

/** The API server takes objects of a kind a moment after its definition. */
export async function definitionsEstablished(bench: Bench): Promise<void> {
  await succeed(bench, ['wait', '--for=condition=Established', '--timeout=30s', 'crd', '--all']);
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
      (owner) =>
        isObject(owner) &&
        owner.subresource !== 'status' &&
        // Of an object that has a name and nothing else, the API server notes at the second apply who owned the rest.
        owner.manager !== 'before-first-apply',
    );
    return { ...object, metadata: { ...kept, managedFields: owners } };
  });
}

/** kubectl that must end well. */
export async function succeed(bench: Bench, args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await bench.kubectl(args);
  assert.equal(status, 0, `kubectl ${args[0]}: exit ${status}: ${stdout}${stderr}`);
  return stdout;
}
