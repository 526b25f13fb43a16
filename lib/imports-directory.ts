import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from './package-root';

/** Where the generated data lies. */
export const IMPORTS_DIRECTORY = join(PACKAGE_ROOT, 'imports');

/** Minor versions of Cilium 1 that imports/ has files of. */
export const CILIUM_MINORS: readonly number[] = [18, 19, 20];

/** One of the JSON files of imports/, as its maker wrote it. */
export function readImport<T>(name: string): T {
  return JSON.parse(readFileSync(join(IMPORTS_DIRECTORY, name), 'utf8')) as T;
}
