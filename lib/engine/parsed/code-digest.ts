import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, dirname, relative, sep } from 'node:path';

/**
 * The SHA-256 of this engine's code as it is loaded: as sources, as compiled files, or as its part of a bundle. What was
 * made by other code of the engine has another digest, without anybody having to think of it.
 *
 * @returns undefined where Node does not know what is loaded, as under a test runner
 */
export function codeDigest(): string | undefined {
  const loaded = typeof require === 'undefined' ? [] : Object.keys(require.cache ?? {});
  if (!loaded.includes(__filename)) {
    return undefined;
  }
  const hash = createHash('sha256').update(process.version);
  if (!/^code-digest\.[cm]?[jt]s$/.test(basename(__filename))) {
    return hash.update(ownParts(readFileSync(__filename, 'latin1'))).digest('hex');
  }
  const root = dirname(__dirname);
  for (const file of loaded.filter((path) => path.startsWith(root + sep)).sort()) {
    hash.update(`\0${relative(root, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** esbuild writes the path of each file in a comment of its own before the code that came from it. */
const FILE_MARK = '\n// ';
const THIS_FILE = /(?:^|\/)parsed\/code-digest\.[cm]?[jt]s$/;

/** The parts of a bundle that came from this engine; all of a bundle that does not say where its parts came from. */
export function ownParts(bundle: string): string {
  const parts = bundle.split(FILE_MARK).map((text) => ({ text, path: text.slice(0, text.indexOf('\n')) }));
  const root = parts.find(({ path }) => THIS_FILE.test(path))?.path.replace(THIS_FILE, '/');
  return root === undefined
    ? bundle
    : parts
        .filter(({ path }) => path.startsWith(root))
        .map(({ text }) => text)
        .join('');
}
