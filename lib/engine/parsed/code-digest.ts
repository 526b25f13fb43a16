import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { PACKAGE_ROOT } from '../../package-root';

/**
 * The SHA-256 of the code of this package that is loaded, whatever form it runs in: a bundle, compiled files, sources.
 * What was made by other code has another digest, without anybody having to think of it.
 *
 * @returns undefined where Node does not tell what is loaded, as under a test runner
 */
export function codeDigest(): string | undefined {
  const loaded = typeof require === 'undefined' ? [] : Object.keys(require.cache ?? {});
  const own = loaded.filter((file) => file.startsWith(PACKAGE_ROOT + sep) && !isDependency(file)).sort();
  if (!own.includes(__filename)) {
    return undefined;
  }
  const hash = createHash('sha256').update(process.version);
  for (const file of own) {
    hash.update(`\0${relative(PACKAGE_ROOT, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function isDependency(file: string): boolean {
  return file.startsWith(join(PACKAGE_ROOT, 'node_modules') + sep);
}
