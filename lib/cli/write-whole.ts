import { existsSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { InputError } from '../diagnostics/diagnostic';

/**
 * Writes a new file completely or not at all: under another name beside it first.
 * @throws {InputError} when a file of that name exists: what somebody wrote into it would be lost
 */
export function writeWhole(path: string, content: string): void {
  if (existsSync(path)) {
    throw new InputError([
      {
        severity: 'error',
        rule: 'file-exists',
        place: { file: path },
        problem: 'this file exists, and is not overwritten',
        remedy: 'Write to another file and compare the two, or move this one away',
      },
    ]);
  }
  const partial = `${path}.${process.pid}`;
  try {
    writeFileSync(partial, content, { flag: 'wx' });
    renameSync(partial, path);
  } finally {
    rmSync(partial, { force: true });
  }
}

/** Gives a file new content, completely or not at all. A link stays one: the file that it leads to changes. */
export function rewriteWhole(path: string, content: Uint8Array): void {
  const file = realpathSync(path);
  const partial = `${file}.${process.pid}`;
  try {
    writeFileSync(partial, content, { flag: 'wx', mode: statSync(file).mode });
    renameSync(partial, file);
  } finally {
    rmSync(partial, { force: true });
  }
}
