import { OutsideProfile, UnreadableChart } from '../go/errors';
import type { Unpacked } from './gzip';
import { readPax, requireValidPax } from './pax';
import { BLOCK, cString, INVALID_HEADER, readHeader, type TarHeader } from './tar-header';

/** An entry of a tar archive. */
export interface TarEntry {
  /** In bytes. */
  readonly name: string;
  /** The size that the header claims; links and devices have no data whatever it says. */
  readonly size: number;
  readonly isDirectory: boolean;
  /** @throws {UnreadableChart} when the archive ends before the data does */
  read(): Buffer;
}

/** Go's limit for long names and pax headers. */
const LARGEST_SPECIAL = 1024 * 1024;

/** Links, devices and directories: whatever size they claim, nothing follows their header. */
const HEADER_ONLY = '123456';

/**
 * The entries of a tar archive, in its order, as Go's archive/tar reads them.
 * Our own reader, because what a chart needs of tar is this little, and because Helm's judgement of a damaged archive is
 * that reader's.
 *
 * @throws {UnreadableChart} for an archive that Go refuses
 * @throws {OutsideProfile} for sparse files
 */
export function* readTar(archive: Unpacked): Generator<TarEntry> {
  const blocks = new Blocks(archive);
  let longName = '';
  let pax: ReadonlyMap<string, string> = new Map();
  for (let header = nextHeader(blocks); header; header = nextHeader(blocks)) {
    switch (header.type) {
      case 'L':
      case 'K': {
        const name = special(blocks, header);
        longName = header.type === 'L' ? cString(name, [0, name.length]) : longName;
        continue;
      }
      case 'x':
        pax = readPax(special(blocks, header).toString('latin1'));
        continue;
      case 'g':
        readPax(special(blocks, header).toString('latin1'));
        break;
      default:
        yield* entry(blocks, merged(header, pax, longName));
    }
    longName = '';
    pax = new Map();
  }
}

/** The next header, undefined at the end of the archive. */
function nextHeader(blocks: Blocks): TarHeader | undefined {
  const block = blocks.next();
  if (!block?.every((byte) => byte === 0)) {
    return block && readHeader(block);
  }
  if (blocks.next()?.some((byte) => byte !== 0)) {
    throw new UnreadableChart(INVALID_HEADER);
  }
  return undefined;
}

/** The data of an entry that says something about the one after it. */
function special(blocks: Blocks, { size }: TarHeader): Buffer {
  if (size > LARGEST_SPECIAL) {
    throw new UnreadableChart('archive/tar: header field too long');
  }
  const data = blocks.data(size);
  blocks.skipPadding();
  return data;
}

function* entry(blocks: Blocks, { name, size, type, hasDirectoryMode }: TarHeader): Generator<TarEntry> {
  const length = HEADER_ONLY.includes(type) ? 0 : size;
  let data: Buffer | undefined;
  yield {
    name,
    size,
    isDirectory: type === '5' || hasDirectoryMode || (type === '\0' && name.endsWith('/')),
    read: () => {
      data ??= blocks.data(length);
      return data;
    },
  };
  data ??= blocks.data(length);
  blocks.skipPadding();
}

/** What a long name and the records of a pax header change about a header. */
function merged(header: TarHeader, pax: ReadonlyMap<string, string>, longName: string): TarHeader {
  requireValidPax(pax);
  if (header.type === 'S' || [...pax.keys()].some((key) => key.startsWith('GNU.sparse.'))) {
    throw new OutsideProfile('a sparse file in a chart archive');
  }
  const size = Number(pax.get('size') || header.size);
  if (size < 0) {
    throw new UnreadableChart(INVALID_HEADER);
  }
  return { ...header, name: longName || pax.get('path') || header.name, size };
}

/** Goes through an archive; what is behind its end is an error, or its end, depending on where that is. */
class Blocks {
  private at = 0;

  constructor(private readonly archive: Unpacked) {}

  /** A block, or undefined when the archive ends before it. */
  next(): Buffer | undefined {
    const { bytes } = this.archive;
    if (this.at >= bytes.length) {
      this.requireNoFault();
      return undefined;
    }
    return this.data(BLOCK);
  }

  data(length: number): Buffer {
    const { bytes, fault = 'unexpected EOF' } = this.archive;
    if (this.at + length > bytes.length) {
      throw new UnreadableChart(fault);
    }
    this.at += length;
    return bytes.subarray(this.at - length, this.at);
  }

  /** Steps to the next block. An archive may end before it. */
  skipPadding(): void {
    this.at = Math.ceil(this.at / BLOCK) * BLOCK;
    if (this.at > this.archive.bytes.length) {
      this.requireNoFault();
    }
  }

  private requireNoFault(): void {
    const { fault } = this.archive;
    if (fault !== undefined) {
      throw new UnreadableChart(fault);
    }
  }
}
