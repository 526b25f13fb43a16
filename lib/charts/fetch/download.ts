import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../package-root';
import type { LockedChart } from '../lock';

/**
 * Reads the archive of a locked chart from its source into a file, and waits for it: constructs need an answer at once, and
 * Node reads the network only asynchronously. So another process of Node does it.
 *
 * @throws {Error} whose message is a reason, when it cannot be had
 */
export function downloadAndWait({ name, version, source }: LockedChart, path: string): void {
  const args = [...program(), source, name, version, path];
  const { status, stderr, error } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) {
    throw new Error(error?.message ?? (stderr.trim() || 'it was stopped'));
  }
}

/** A checkout of the sources runs as it is, the package as it was compiled; either may be called from a bundle. */
function program(): string[] {
  const source = join(PACKAGE_ROOT, 'lib/charts/fetch/download-process.ts');
  return existsSync(source)
    ? ['--require', createRequire(source).resolve('tsx/cjs'), source]
    : [join(PACKAGE_ROOT, 'build/lib/charts/fetch/download-process.js')];
}
