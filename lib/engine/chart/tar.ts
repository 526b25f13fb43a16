import { OutsideProfile } from '../go/errors';

/** A regular file of a tar archive. */
export interface TarFile {
  readonly name: string;
  readonly data: Buffer;
}

const BLOCK = 512;

/**
 * The regular files of a tar archive, in its order.
 * Our own reader, because what a chart needs of tar is this little: names, sizes, and the long names of GNU and pax.
 *
 * @throws {OutsideProfile} for entries that are neither files nor directories
 */
export function readTar(archive: Buffer): TarFile[] {
  const files: TarFile[] = [];
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= archive.length; ) {
    const header = archive.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) {
      break;
    }
    const size = Number.parseInt(textAt(header, 124, 12).trim() || '0', 8);
    const data = archive.subarray(at + BLOCK, at + BLOCK + size);
    if (Number.isNaN(size) || data.length < size) {
      throw new OutsideProfile('an archive that is cut off or damaged');
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const type = String.fromCharCode(header[156] ?? 0);
    switch (type) {
      case 'L':
        longName = textAt(data, 0, data.length);
        continue;
      case 'x':
        longName = paxPath(data) ?? longName;
        continue;
      case 'g':
        continue;
      case '0':
      case '\0':
        files.push({ name: longName ?? shortName(header), data });
        break;
      case '5':
        break;
      default:
        throw new OutsideProfile(`an archive with the link or device ${longName ?? shortName(header)}`);
    }
    longName = undefined;
  }
  return files;
}

function shortName(header: Buffer): string {
  const prefix = textAt(header, 257, 5) === 'ustar' ? textAt(header, 345, 155) : '';
  const name = textAt(header, 0, 100);
  return prefix === '' ? name : `${prefix}/${name}`;
}

function textAt(bytes: Buffer, start: number, length: number): string {
  const field = bytes.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? field.length : end);
}

/** Records of a pax header are `LENGTH KEY=VALUE\n`. */
function paxPath(data: Buffer): string | undefined {
  for (let at = 0; at < data.length; ) {
    const space = data.indexOf(32, at);
    const length = Number(data.toString('utf8', at, space));
    if (space < 0 || !(length > 0)) {
      return undefined;
    }
    const record = data.toString('utf8', space + 1, at + length - 1);
    if (record.startsWith('path=')) {
      return record.slice('path='.length);
    }
    at += length;
  }
  return undefined;
}
