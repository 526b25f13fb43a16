import {
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
  /** Moves a directory to a path where nothing is. */
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
    return this.entries(directory).flatMap((name) => {
      const path = join(directory, name);
      return lstatSync(path).isDirectory() ? this.list(path).map((below) => `${name}/${below}`) : [name];
    });
  },
  read: (path) => (lstatSync(path).isSymbolicLink() ? readlinkSync(path) : readFileSync(path, 'utf8')),
  write(path, content) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { flag: 'wx' });
  },
  move: renameSync,
  swap: swapDirectories,
  remove: (directory) => rmSync(directory, { recursive: true, force: true }),
  entries(directory) {
    try {
      return readdirSync(directory).sort();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return [];
      }
      throw error;
    }
  },
};
