import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { FileSpec } from '../../layout/layout';

/** One state of the files below a directory: on disk, in a git revision, or in memory. */
export interface Tree {
  /** What the report calls it, for example `HEAD` or `dist/`. */
  readonly name: string;
  /** The id of every file by its path with forward slashes: the same id is the same content, in any tree. */
  readonly files: ReadonlyMap<string, string>;
  /** Reads files, several at a time. */
  read(paths: readonly string[]): ReadonlyMap<string, string>;
}

/** The id that git gives a file with this content. */
export function blobId(content: Uint8Array): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}

/** The text of a file. One that is not UTF-8 has a character for each byte, so that other bytes are another text. */
export function textOf(content: Uint8Array): string {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  return isUtf8(bytes) ? bytes.toString('utf8') : bytes.toString('latin1');
}

/** Files that are in memory, such as those of a synth. */
export function treeOfFiles(name: string, files: readonly FileSpec[]): Tree {
  const texts = new Map(files.map(({ path, content }) => [path, content]));
  return {
    name,
    files: new Map(files.map(({ path, content }) => [path, blobId(Buffer.from(content))])),
    read: (paths) => new Map(paths.map((path) => [path, texts.get(path) ?? ''])),
  };
}
