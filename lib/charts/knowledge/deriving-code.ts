import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PACKAGE_ROOT } from '../../package-root';

let digest: string | undefined;

/** The rooms whose code decides what is derived from a chart. */
const ROOMS = ['charts/knowledge', 'engine/chart', 'engine/go', 'engine/template'];

/**
 * The SHA-256 of the code that derives knowledge: what was derived by other code has another digest, without anybody
 * having to think of it.
 *
 * @throws {Error} where the code cannot be found
 */
export function derivingCode(): string {
  digest ??= digestOf([join(PACKAGE_ROOT, 'package.json'), ...codeFiles()]);
  return digest;
}

/** Sources, or what was compiled from them; in a bundle of somebody else's, all code is one file. */
function codeFiles(): string[] {
  const root = ['lib', 'build/lib'].map((directory) => join(PACKAGE_ROOT, directory)).find(holdsRooms);
  return root === undefined
    ? [__filename]
    : ROOMS.flatMap((room) =>
        readdirSync(join(root, room))
          .filter((name) => /\.[jt]s$/.test(name))
          .sort()
          .map((name) => join(root, room, name)),
      );
}

function holdsRooms(root: string): boolean {
  return ROOMS.every((room) => existsSync(join(root, room)));
}

function digestOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(`\0${basename(file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}
