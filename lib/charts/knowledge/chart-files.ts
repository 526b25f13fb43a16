import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** Text files of a chart by their path inside the chart, for example `templates/_helpers.tpl`. */
export type ChartFiles = ReadonlyMap<string, string>;

const BLOCK = 512;

/**
 * Reads a packaged chart. Only plain files of the POSIX tar format that `helm package` writes are read.
 * @param path a `.tgz`
 * @throws {Error} when it cannot be read or is not gzip
 */
export function readChartFiles(path: string): ChartFiles {
  const archive = gunzipSync(readFileSync(path));
  const files = new Map<string, string>();
  let offset = 0;
  while (offset + BLOCK <= archive.length && archive[offset] !== 0) {
    const header = archive.subarray(offset, offset + BLOCK);
    const size = Number.parseInt(field(header, 124, 12), 8);
    const prefix = field(header, 345, 155);
    const name = prefix === '' ? field(header, 0, 100) : `${prefix}/${field(header, 0, 100)}`;
    const start = offset + BLOCK;
    if (field(header, 156, 1) === '0' || field(header, 156, 1) === '') {
      files.set(name.slice(name.indexOf('/') + 1), archive.toString('utf8', start, start + size));
    }
    offset = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}

function field(header: Buffer, start: number, length: number): string {
  const text = header.toString('utf8', start, start + length);
  const end = text.indexOf('\0');
  return (end < 0 ? text : text.slice(0, end)).trim();
}
