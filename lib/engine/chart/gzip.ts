import { constants, gunzipSync, inflateRawSync } from 'node:zlib';
import { UnreadableChart } from '../go/errors';
import { LARGEST_CHART } from '../limits';

/**
 * What is read of a gzip file. Go unpacks while it reads, so damage behind the last byte that is asked for does not
 * matter to it.
 */
export interface Unpacked {
  /** All bytes before the first fault, or before the end. */
  readonly bytes: Buffer;
  /** What Go says to whoever reads beyond; undefined for the end of the file. */
  readonly fault: string | undefined;
}

const MAGIC = Buffer.from([0x1f, 0x8b, 0x08]);
const HEADER = 10;
const TRAILER = 8;
const FLAG_HEADER_CRC = 2;
const FLAG_EXTRA = 4;
const FLAG_NAME = 8;
const FLAG_COMMENT = 16;

/** Go reads no name or comment that is longer, its NUL included. */
const LONGEST_NAME = 512;

const TRUNCATED = 'unexpected EOF';
const BAD_HEADER = 'gzip: invalid header';

/** Room for headers and padding of a tar, beside the files that Helm counts. */
const LARGEST_TAR = LARGEST_CHART + LARGEST_CHART / 2;

/**
 * Unpacks a gzip file as Go does.
 *
 * @throws {UnreadableChart} for what is no gzip file at all
 */
export function gunzip(file: Buffer): Unpacked {
  if (!file.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw new UnreadableChart(
      file.length === 0 ? 'the file is empty' : 'the file does not appear to be a gzipped archive',
    );
  }
  return gunzipIntact(file) ?? gunzipDamaged(file);
}

/** @returns undefined for a file that Node finds a fault with */
function gunzipIntact(file: Buffer): Unpacked | undefined {
  try {
    const { bytes, read } = withInfoOf(gunzipSync(file, { info: true, maxOutputLength: LARGEST_TAR }));
    return { bytes, fault: read < file.length ? BAD_HEADER : undefined };
  } catch (error) {
    refuseTooLarge(error);
    return undefined;
  }
}

/** Goes through the members of the file one by one, because a fault counts only for who reads so far. */
function gunzipDamaged(file: Buffer): Unpacked {
  const members: Buffer[] = [];
  const ended = (fault?: string): Unpacked => ({ bytes: Buffer.concat(members), fault });
  for (let start = 0; start < file.length; ) {
    const body = endOfHeader(file, start);
    if (typeof body === 'string') {
      if (start === 0) {
        throw new UnreadableChart(body);
      }
      return ended(body);
    }
    const member = inflate(file.subarray(body));
    members.push(member.bytes);
    if (member.fault) {
      return ended(member.fault);
    }
    const trailer = body + member.read;
    if (file.length < trailer + TRAILER) {
      return ended(TRUNCATED);
    }
    const isIntact =
      file.readUInt32LE(trailer) === crc32(member.bytes) &&
      file.readUInt32LE(trailer + 4) === member.bytes.length % 2 ** 32;
    if (!isIntact) {
      return ended('gzip: invalid checksum');
    }
    start = trailer + TRAILER;
  }
  return ended();
}

/** Where the header that starts there ends, or what is wrong with it. */
function endOfHeader(file: Buffer, start: number): number | string {
  if (file.length < start + HEADER) {
    return TRUNCATED;
  }
  if (!file.subarray(start, start + MAGIC.length).equals(MAGIC)) {
    return BAD_HEADER;
  }
  const flags = file.readUInt8(start + MAGIC.length);
  let end = start + HEADER;
  if (flags & FLAG_EXTRA) {
    if (file.length < end + 2) {
      return TRUNCATED;
    }
    end += 2 + file.readUInt16LE(end);
  }
  for (const flag of [FLAG_NAME, FLAG_COMMENT]) {
    if (flags & flag) {
      const nul = file.indexOf(0, end);
      if ((nul < 0 ? file.length : nul) - end >= LONGEST_NAME) {
        return BAD_HEADER;
      }
      if (nul < 0) {
        return TRUNCATED;
      }
      end = nul + 1;
    }
  }
  if (flags & FLAG_HEADER_CRC) {
    if (file.length < end + 2) {
      return TRUNCATED;
    }
    if (file.readUInt16LE(end) !== (crc32(file.subarray(start, end)) & 0xffff)) {
      return BAD_HEADER;
    }
    end += 2;
  }
  return end > file.length ? TRUNCATED : end;
}

interface Inflated {
  readonly bytes: Buffer;
  /** Bytes of the input that the stream took. */
  readonly read: number;
  readonly fault?: string;
}

/** Of a stream that is damaged, what comes before the damage: found by halves, which only damaged archives pay for. */
function inflate(input: Buffer): Inflated {
  const whole = tryInflate(input);
  if (whole) {
    return whole;
  }
  let low = 0;
  let high = input.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (tryInflate(input.subarray(0, middle))) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return {
    bytes: tryInflate(input.subarray(0, low))?.bytes ?? Buffer.alloc(0),
    read: low,
    fault: 'flate: corrupt input',
  };
}

/** @returns undefined for a damaged stream; of one that is cut off, what there is of it */
function tryInflate(input: Buffer): Inflated | undefined {
  const options = { info: true, maxOutputLength: LARGEST_TAR } as const;
  try {
    return withInfoOf(inflateRawSync(input, options));
  } catch (error) {
    refuseTooLarge(error);
  }
  try {
    const cut = inflateRawSync(input, { ...options, finishFlush: constants.Z_SYNC_FLUSH });
    return { ...withInfoOf(cut), fault: TRUNCATED };
  } catch (error) {
    refuseTooLarge(error);
    return undefined;
  }
}

/** What Node gives with the option `info`, which its types do not know. */
function withInfoOf(result: unknown): Inflated {
  const { buffer, engine } = result as {
    readonly buffer: Buffer;
    readonly engine: { readonly bytesWritten: number };
  };
  return { bytes: buffer, read: engine.bytesWritten };
}

function refuseTooLarge(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
    throw new UnreadableChart(`decompressed chart is larger than the maximum size ${LARGEST_CHART}`);
  }
}

/** The checksum of gzip: CRC-32 with the polynomial of IEEE 802.3. Node 20 has it only in its later releases. */
function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    }
  }
  return (crc ^ 0xffffffff) >>> 0;
}
