import {
  constants,
  copyFileSync,
  type Dirent,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { swapDirectories } from './swap';

/** The only hands that publishing has; tests kill it between any two calls. */
export interface Disk {
  /** Relative paths (forward slashes) of all files and links below a directory; none when it is absent. */
  list(directory: string): readonly string[];
  /** What a file holds. A link is not followed: it holds the path that it leads to. */
  read(path: string): string;
  /** Writes a new file, making directories as needed. */
  write(path: string, content: string): void;
  /** Gives a file a second name in a new place, making directories as needed; where that cannot be, copies it. */
  link(from: string, to: string): void;
  /**
   * What changes when somebody writes to a file, or replaces it: its size, number and times, as git compares them.
   * Undefined when it was written so lately that a write from now on might leave it the same.
   */
  stamp(path: string): string | undefined;
  /** Moves a directory to a path where nothing is, or an empty directory. */
  move(from: string, to: string): void;
  /** Lets two directories trade places in one step. */
  swap(a: string, b: string): void;
  /** Removes a directory and everything in it; no error when absent. */
  remove(directory: string): void;
  /** Names of the entries of a directory; none when it is absent. */
  entries(directory: string): readonly string[];
}

export const localDisk: Disk = {
  list(directory) {
    return entriesOf(directory).flatMap((entry) =>
      entry.isDirectory()
        ? this.list(join(directory, entry.name)).map((below) => `${entry.name}/${below}`)
        : [entry.name],
    );
  },
  read: (path) => (lstatSync(path).isSymbolicLink() ? readlinkSync(path) : readFileSync(path, 'utf8')),
  write: (path, content) => intoDirectory(path, () => writeFileSync(path, content, { flag: 'wx' })),
  link: (from, to) =>
    intoDirectory(to, () => {
      try {
        linkSync(from, to);
      } catch (error) {
        // Some file systems know no second names, and all of them an end of room for them.
        if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EXDEV', 'ENOSYS'].includes(codeOf(error))) {
          throw error;
        }
        copyFileSync(from, to, constants.COPYFILE_EXCL);
      }
    }),
  stamp(path) {
    const { size, ino, mtimeMs, ctimeMs } = lstatSync(path);
    return Math.abs(Date.now() - ctimeMs) < LATELY ? undefined : `${size} ${ino} ${mtimeMs} ${ctimeMs}`;
  },
  move: renameSync,
  swap: swapDirectories,
  remove: (directory) => rmSync(directory, { recursive: true, force: true }),
  entries: (directory) => entriesOf(directory).map(({ name }) => name),
};

/** Makes a file. Its directory is made only where it turns out to be absent: most files have one, and asking takes half the time of a write. */
function intoDirectory(path: string, make: () => void): void {
  try {
    make();
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') {
      throw error;
    }
    mkdirSync(dirname(path), { recursive: true });
    make();
  }
}

/** Longer than the steps in which file systems keep time: 2 s on FAT. */
const LATELY = 2500;

function entriesOf(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') {
      return [];
    }
    throw error;
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}
