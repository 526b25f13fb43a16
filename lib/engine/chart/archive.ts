import { cleanPath } from '../functions/paths';
import { UnreadableChart } from '../go/errors';
import { quoteGo } from '../go/quote';
import { LARGEST_CHART, LARGEST_FILE } from '../limits';
import { gunzip } from './gzip';
import { readTar, type TarEntry } from './tar';

/** A file of an archive; both are bytes. */
export interface ArchiveFile {
  /** Inside the chart, for example `templates/configmap.yaml`. */
  readonly path: string;
  readonly text: string;
}

/**
 * The files of an archive in its order. Two of them may have the same path.
 *
 * @param archive a chart as `helm package` writes it, a `.tgz`
 * @throws {UnreadableChart} for an archive that Helm would refuse
 */
export function unpack(archive: Buffer): ArchiveFile[] {
  const files: ArchiveFile[] = [];
  let left = LARGEST_CHART;
  for (const entry of readTar(gunzip(archive))) {
    if (entry.isDirectory) {
      continue;
    }
    const path = pathInside(entry.name);
    const data = requireSize(entry, left);
    left -= data.length;
    if (data.length < entry.size || left <= 0) {
      throw tooLarge();
    }
    const text = data.toString('latin1');
    files.push({ path, text: text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text });
  }
  if (files.length === 0) {
    throw new UnreadableChart('no files in chart archive');
  }
  return files;
}

const BYTE_ORDER_MARK = '\xef\xbb\xbf';

/** The path without the directory that all files of a chart are in. An archive made on Windows has backslashes. */
function pathInside(name: string): string {
  const [directory, ...parts] = name.split(name.includes('\\') ? '\\' : '/');
  const inside = parts.join('/');
  if (inside.startsWith('/')) {
    throw new UnreadableChart('chart illegally contains absolute paths');
  }
  const path = cleanPath(inside);
  if (path === '.') {
    throw new UnreadableChart(
      `chart illegally contains content outside the base directory: ${quoteGo(name)}`,
    );
  }
  if (path.startsWith('..')) {
    throw new UnreadableChart('chart illegally references parent directory');
  }
  if (/^[a-zA-Z]:\//.test(path)) {
    throw new UnreadableChart('chart contains illegally named files');
  }
  if (directory === 'Chart.yaml') {
    throw new UnreadableChart('chart yaml not in base directory');
  }
  return path;
}

function requireSize({ name, size, read }: TarEntry, left: number): Buffer {
  if (size > left) {
    throw tooLarge();
  }
  if (size > LARGEST_FILE) {
    throw new UnreadableChart(
      `decompressed chart file ${quoteGo(name)} is larger than the maximum file size ${LARGEST_FILE}`,
    );
  }
  return read();
}

function tooLarge(): UnreadableChart {
  return new UnreadableChart(`decompressed chart is larger than the maximum size ${LARGEST_CHART}`);
}
