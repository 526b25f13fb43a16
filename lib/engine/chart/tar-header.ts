import { UnreadableChart } from '../go/errors';

export const BLOCK = 512;

/** What Go says of whatever is wrong with a header. */
export const INVALID_HEADER = 'archive/tar: invalid tar header';

/** A field of a header: where it begins and how long it is. */
type Field = readonly [start: number, length: number];

const NAME: Field = [0, 100];
const MODE: Field = [100, 8];
const OWNER_FIELDS: readonly Field[] = [
  [108, 8],
  [116, 8],
  [136, 12],
];
const SIZE: Field = [124, 12];
const CHECKSUM: Field = [148, 8];
const TYPE = 156;
const MAGIC: Field = [257, 8];
const DEVICE_FIELDS: readonly Field[] = [
  [329, 8],
  [337, 8],
];
const PREFIX: Field = [345, 155];
const STAR_PREFIX: Field = [345, 131];
const TIMES_OF_GNU: readonly Field[] = [
  [345, 12],
  [357, 12],
];
const TIMES_OF_STAR: readonly Field[] = [
  [476, 12],
  [488, 12],
];
const STAR_TRAILER: Field = [508, 4];

const SPACE = 0x20;

const DIRECTORY_MODE = 0o40000;
const PERMISSIONS = 0o7777n;

/** The header of an entry of a tar archive; names are bytes. */
export interface TarHeader {
  readonly name: string;
  readonly size: number;
  /** The letter of its type. */
  readonly type: string;
  readonly hasDirectoryMode: boolean;
}

/**
 * Reads a header as Go's archive/tar does, in the formats of V7, USTAR, pax, GNU and star.
 *
 * @throws {UnreadableChart} for a block that is no header
 */
export function readHeader(block: Buffer): TarHeader {
  requireChecksum(block);
  const magic = text(block, MAGIC);
  const isUstar = magic.startsWith('ustar\0');
  const isStar = isUstar && text(block, STAR_TRAILER) === 'tar\0';
  const isGnu = magic === 'ustar  \0';
  for (const field of OWNER_FIELDS) {
    numeric(block, field);
  }
  if (isUstar || isGnu) {
    for (const field of DEVICE_FIELDS) {
      numeric(block, field);
    }
  }
  if (isStar) {
    for (const field of TIMES_OF_STAR) {
      numeric(block, field);
    }
  }
  const prefix = isStar
    ? cString(block, STAR_PREFIX)
    : isUstar
      ? cString(block, PREFIX)
      : isGnu
        ? prefixOfGnu(block)
        : '';
  const name = cString(block, NAME);
  const size = numeric(block, SIZE);
  if (size < 0n || size > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new UnreadableChart(INVALID_HEADER);
  }
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    size: Number(size),
    type: String.fromCharCode(block.readUInt8(TYPE)),
    hasDirectoryMode: (numeric(block, MODE) & 0xffffffffn & ~PERMISSIONS) === BigInt(DIRECTORY_MODE),
  };
}

/** POSIX sums the bytes without a sign, old Suns with one. */
function requireChecksum(block: Buffer): void {
  const [start, length] = CHECKSUM;
  let unsigned = length * SPACE;
  let negative = 0;
  for (let index = 0; index < BLOCK; index++) {
    const byte = index < start || index >= start + length ? (block[index] as number) : 0;
    unsigned += byte;
    negative += byte >> 7;
  }
  const signed = unsigned - negative * 256;
  const wanted = octal(text(block, CHECKSUM));
  if (wanted !== BigInt(unsigned) && wanted !== BigInt(signed)) {
    throw new UnreadableChart(INVALID_HEADER);
  }
}

/** GNU has times where USTAR has the prefix; what cannot be a time was written by an old Go as a prefix. */
function prefixOfGnu(block: Buffer): string {
  try {
    for (const field of TIMES_OF_GNU) {
      if (block.readUInt8(field[0]) !== 0) {
        numeric(block, field);
      }
    }
    return '';
  } catch {
    const prefix = cString(block, PREFIX);
    return /^[\x01-\x7f]*$/.test(prefix) ? prefix : '';
  }
}

function text(block: Buffer, [start, length]: Field): string {
  return block.toString('latin1', start, start + length);
}

/** Everything before the first NUL. */
export function cString(block: Buffer, field: Field): string {
  const whole = text(block, field);
  const end = whole.indexOf('\0');
  return end < 0 ? whole : whole.slice(0, end);
}

/** Octal text, or a number in base 256 when the first bit is set. */
function numeric(block: Buffer, [start, length]: Field): bigint {
  if ((block.readUInt8(start) & 0x80) === 0) {
    return octal(text(block, [start, length]));
  }
  const isNegative = (block.readUInt8(start) & 0x40) !== 0;
  let number = 0n;
  for (let index = 0; index < length; index++) {
    const byte = block.readUInt8(start + index) ^ (isNegative ? 0xff : 0);
    number = number * 256n + BigInt(index === 0 ? byte & 0x7f : byte);
  }
  if (number >= 2n ** 63n) {
    throw new UnreadableChart(INVALID_HEADER);
  }
  return isNegative ? -number - 1n : number;
}

function octal(field: string): bigint {
  const trimmed = field.replace(/^[ \0]+|[ \0]+$/g, '');
  if (trimmed === '') {
    return 0n;
  }
  const digits = trimmed.split('\0', 1)[0] ?? '';
  const number = /^[0-7]+$/.test(digits) ? BigInt(`0o${digits}`) : 2n ** 64n;
  if (number >= 2n ** 64n) {
    throw new UnreadableChart(INVALID_HEADER);
  }
  return BigInt.asIntN(64, number);
}
