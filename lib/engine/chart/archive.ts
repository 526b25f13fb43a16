import { gunzipSync } from 'node:zlib';
import { cleanPath } from '../functions/paths';
import { fromBytes } from '../go/bytes';
import { OutsideProfile } from '../go/errors';
import { readTar } from './tar';

/** Helm's limits for an archive and for a file in it, in bytes. */
const MAXIMUM_CHART = 100 * 1024 * 1024;
const MAXIMUM_FILE = 5 * 1024 * 1024;

/**
 * Reads the files of a packed chart as text, for readers that look at a chart without rendering it.
 *
 * @param archive a chart as `helm package` writes it, a `.tgz`
 * @returns text by path inside the chart, for example `templates/_helpers.tpl`
 * @throws {OutsideProfile} for an archive that Helm would refuse
 */
export function readChartFiles(archive: Buffer): ReadonlyMap<string, string> {
  return new Map([...unpack(archive)].map(([path, text]) => [fromBytes(path), fromBytes(text)]));
}

/** The same as bytes. */
export function unpack(archive: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  for (const { name, data } of readTar(gunzipSync(archive, { maxOutputLength: MAXIMUM_CHART }))) {
    const inside = name.split('/').slice(1).join('/');
    const path = cleanPath(inside);
    if (
      inside.startsWith('/') ||
      inside === '' ||
      path.startsWith('..') ||
      name.includes('\\') ||
      /^[a-zA-Z]:\//.test(path)
    ) {
      throw new OutsideProfile(`the path ${name} in a chart archive`);
    }
    if (data.length > MAXIMUM_FILE) {
      throw new OutsideProfile(`the file ${name} in a chart archive, which is larger than 5 MiB`);
    }
    const text = data.toString('latin1');
    files.set(
      Buffer.from(path, 'utf8').toString('latin1'),
      text.startsWith('\xef\xbb\xbf') ? text.slice(3) : text,
    );
  }
  return files;
}
