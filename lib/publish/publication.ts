import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../diagnostics/diagnostic';
import type { FileSpec } from '../layout/layout';
import type { Disk } from './disk';
import { isMarked, publishedContent, type StagedFile, type StagingPaths, stage } from './staging';

/** What publishing did to a directory, as relative paths. */
export interface Published {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: number;
}

/**
 * Makes a directory hold exactly the files of a new tree, which is given to it piece by piece. What differs is written
 * to a staging directory beside it. In the end the smallest directory that holds every difference trades places with
 * its new version in one step: whatever fails or is killed, the published directory is the old one or the new one,
 * never a mixture. When nothing differs, nothing is touched.
 */
export class Publication {
  readonly paths: StagingPaths;
  /** The directory that was replaced, below the published one; undefined while none was. */
  replaced: string | undefined;
  private readonly before: ReadonlySet<string>;
  private readonly tree = new Map<string, StagedFile['state']>();

  /** @param before what `disk.list` says of the directory */
  constructor(
    directory: string,
    private readonly disk: Disk,
    before: readonly string[] = disk.list(directory),
  ) {
    const unique = `${process.pid}-${randomBytes(4).toString('hex')}`;
    // Beside the directory, so that it is on the same file system.
    this.paths = { directory, staging: join(dirname(directory), `.${basename(directory)}-${unique}`) };
    this.before = new Set(before);
  }

  /** Files of the new tree. */
  add(files: readonly FileSpec[]): StagedFile[] {
    const { disk, paths } = this;
    const published = (path: string) => publishedContent(paths.directory, path, disk);
    const staged = stage(files, published, paths, disk);
    this.addStaged(staged);
    return staged;
  }

  /** Files of the new tree that were staged elsewhere. */
  addStaged(files: readonly StagedFile[]): void {
    for (const { path, state } of files) {
      this.tree.set(path, state);
    }
  }

  /** Files that are published already and stay as they are. */
  keep(paths: readonly string[]): void {
    for (const path of paths) {
      this.tree.set(path, 'same');
    }
  }

  /** Removes what was staged. */
  abandon(): void {
    this.disk.remove(this.paths.staging);
  }

  /**
   * Publishes the new tree.
   * @throws {InputError} when the directory holds a file that no synth wrote: it would be lost
   */
  finish(): Published {
    const removed = [...this.before].filter((path) => !this.tree.has(path));
    this.refuseForeign(removed);
    const of = (wanted: string) =>
      [...this.tree]
        .filter(([, state]) => state === wanted)
        .map(([path]) => path)
        .sort();
    const published = { added: of('added'), changed: of('changed'), removed };
    const touched = [...published.added, ...published.changed, ...removed];
    if (touched.length > 0) {
      this.replace(commonDirectory(touched));
    }
    return { ...published, unchanged: this.tree.size - published.added.length - published.changed.length };
  }

  /** @param changed the directory, relative, below which everything lies that differs */
  private replace(changed: string): void {
    const { disk, paths } = this;
    const { at, isEmpty } = this.smallest(changed);
    this.replaced = at;
    const [published, staged] = [join(paths.directory, at), join(paths.staging, at)];
    if (isEmpty) {
      // Nothing is left below: it goes in one step, and is removed where nobody looks.
      disk.move(published, join(paths.staging));
    } else {
      for (const [path, state] of this.tree) {
        if (state === 'same' && isBelow(path, at)) {
          disk.link(join(paths.directory, path), join(paths.staging, path));
        }
      }
      if (this.existed(at)) {
        disk.swap(published, staged);
      } else {
        disk.remove(published);
        disk.move(staged, published);
      }
    }
    disk.remove(paths.staging);
  }

  /** The directory that can be replaced in one step: its parent is there, and keeps other files when it goes. */
  private smallest(changed: string): { at: string; isEmpty: boolean } {
    const isEmpty = (at: string) => ![...this.tree.keys()].some((path) => isBelow(path, at));
    let at = changed;
    while (at !== '' && (isEmpty(parentOf(at)) || !this.existed(parentOf(at)))) {
      at = parentOf(at);
    }
    return { at, isEmpty: at !== '' && isEmpty(at) };
  }

  private existed(directory: string): boolean {
    return directory === ''
      ? this.before.size > 0
      : [...this.before].some((path) => isBelow(path, directory));
  }

  private refuseForeign(removed: readonly string[]): void {
    const { directory } = this.paths;
    const inTheWay = [...this.tree].flatMap(([path, state]) => (state === 'foreign' ? [path] : []));
    const foreign = [
      ...inTheWay,
      ...removed.filter((path) => !isMarked(this.disk.read(join(directory, path)))),
    ];
    if (foreign.length > 0) {
      throw new InputError(
        foreign.sort().map((path) => ({
          severity: 'error',
          rule: 'foreign-file',
          place: { file: join(directory, path) },
          problem: `this file was not written by the synth, and ${directory}/ holds nothing but what it writes`,
          remedy: 'Move it elsewhere, or delete it',
        })),
      );
    }
  }
}

/** The deepest directory that holds all of these files; '' when that is the root. */
function commonDirectory(paths: readonly string[]): string {
  const [first = '', ...others] = paths.map(parentOf);
  return others.reduce((common, directory) => {
    let at = common;
    while (!isBelow(`${directory}/`, at)) {
      at = parentOf(at);
    }
    return at;
  }, first);
}

function parentOf(path: string): string {
  const parent = dirname(path);
  return parent === '.' ? '' : parent;
}

function isBelow(path: string, directory: string): boolean {
  return directory === '' || path.startsWith(`${directory}/`);
}
