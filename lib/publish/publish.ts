import { basename, dirname, join } from 'node:path';
import { InputError } from '../diagnostics/diagnostic';
import { type FileSpec, MARKER } from '../layout/layout';
import { type Disk, localDisk } from './disk';

/** What publishing did to a directory, as relative paths. */
export interface Published {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: number;
}

/**
 * Makes a directory hold exactly these files. The whole new tree is written beside it first and the two trade places
 * in one step: whatever fails or is killed, the directory is the old one or the new one, never a mixture.
 * When nothing differs, nothing is touched.
 *
 * @throws {InputError} when the directory holds a file that no synth wrote: it would be lost
 */
export function publish(files: readonly FileSpec[], directory: string, disk: Disk = localDisk): Published {
  const before = new Map(disk.list(directory).map((path) => [path, disk.read(join(directory, path))]));
  refuseForeign(before, directory);
  const published = compare(files, before);
  if (published.added.length + published.changed.length + published.removed.length > 0) {
    replace(files, directory, before.size > 0, disk);
  }
  return published;
}

function replace(files: readonly FileSpec[], directory: string, exists: boolean, disk: Disk): void {
  removeLeftovers(directory, disk);
  const staging = stagingPath(directory, process.pid);
  for (const { path, content } of files) {
    disk.write(join(staging, path), content);
  }
  if (exists) {
    disk.swap(directory, staging);
  } else {
    disk.remove(directory);
    disk.move(staging, directory);
  }
  disk.remove(staging);
}

/** Beside the directory, so that it is on the same file system. */
function stagingPath(directory: string, pid: number): string {
  return join(dirname(directory), `.${basename(directory)}-${pid}`);
}

/** What a killed synth left behind. The directory of a synth that still runs is left alone. */
function removeLeftovers(directory: string, disk: Disk): void {
  const prefix = `.${basename(directory)}-`;
  for (const name of disk.entries(dirname(directory))) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN;
    if (Number.isInteger(pid) && (pid === process.pid || !runs(pid))) {
      disk.remove(join(dirname(directory), name));
    }
  }
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function compare(files: readonly FileSpec[], before: ReadonlyMap<string, string>): Published {
  const paths = new Set(files.map(({ path }) => path));
  const added = files.filter(({ path }) => !before.has(path));
  const changed = files.filter(({ path, content }) => before.has(path) && before.get(path) !== content);
  return {
    added: added.map(({ path }) => path),
    changed: changed.map(({ path }) => path),
    removed: [...before.keys()].filter((path) => !paths.has(path)),
    unchanged: files.length - added.length - changed.length,
  };
}

/** The mark is the first line, but for that of a script and the one with which git opens a merge conflict. */
function isMarked(content: string): boolean {
  return content.replace(/^(?:(?:#!|<{7} ).*\n)+/, '').startsWith(MARKER);
}

function refuseForeign(before: ReadonlyMap<string, string>, directory: string): void {
  const foreign = [...before].filter(([, content]) => !isMarked(content)).map(([path]) => path);
  if (foreign.length > 0) {
    throw new InputError(
      foreign.map((path) => ({
        severity: 'error',
        rule: 'foreign-file',
        place: { file: join(directory, path) },
        problem: `this file was not written by the synth, and ${directory}/ holds nothing but what it writes`,
        remedy: 'Move it elsewhere, or delete it',
      })),
    );
  }
}
