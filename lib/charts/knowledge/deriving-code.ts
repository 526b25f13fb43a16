import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PACKAGE_ROOT } from '../../package-root';

let digest: string | undefined;

/**
 * The SHA-256 of the code that derives knowledge, whatever form it runs in: what was derived by other code has another
 * digest, without anybody having to think of it.
 */
export function derivingCode(): string {
  digest ??= digestOf([join(PACKAGE_ROOT, 'package.json'), ...codeFiles()]);
  return digest;
}

/** Sources and compiled files lie in rooms; in a bundle all code is one file. */
function codeFiles(): string[] {
  return basename(__dirname) === 'knowledge'
    ? [__dirname, join(__dirname, '../../engine')].flatMap((room) =>
        readdirSync(room, { recursive: true, encoding: 'utf8' })
          .filter((name) => /\.[jt]s$/.test(name))
          .sort()
          .map((name) => join(room, name)),
      )
    : [__filename];
}

function digestOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(`\0${basename(file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}
