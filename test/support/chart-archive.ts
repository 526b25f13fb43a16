import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { PackedChart } from '../../lib/engine';

/** An entry of a tar archive as a test wants it. */
export interface Entry {
  readonly name: string;
  readonly data?: string | Buffer;
  /** @default - '0', a file */
  readonly type?: string;
  /** Put over the header before it is summed, by offset. */
  readonly fields?: Readonly<Record<number, string>>;
}

/** Packs files, by path inside the chart, into an archive as `helm package` would. */
export function packChart(directory: string, files: Readonly<Record<string, string>>): PackedChart {
  return writeChart(directory, chartArchive(files));
}

/** The bytes of the chart `small`, of any version. */
export function chartArchive(files: Readonly<Record<string, string>> = {}, version = '1.0.0'): Buffer {
  const all = { 'Chart.yaml': `apiVersion: v2\nname: small\nversion: ${version}\n`, ...files };
  return packEntries(Object.entries(all).map(([path, data]) => ({ name: `small/${path}`, data })));
}

/** Writes bytes down as a chart archive. */
export function writeChart(directory: string, archive: Buffer): PackedChart {
  const path = join(directory, 'small-1.0.0.tgz');
  writeFileSync(path, archive);
  const digest = createHash('sha256').update(archive).digest('hex');
  return { name: 'small', version: '1.0.0', digest, path };
}

export function packEntries(entries: readonly Entry[]): Buffer {
  return gzipSync(tarOf(entries));
}

export function tarOf(entries: readonly Entry[]): Buffer {
  return Buffer.concat([...entries.map(tarEntry), Buffer.alloc(1024)]);
}

function tarEntry({ name, data = '', type = '0', fields = {} }: Entry): Buffer {
  const bytes = Buffer.from(data);
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write(' '.repeat(8), 148);
  header.write(type, 156);
  header.write('ustar\x0000', 257);
  for (const [offset, field] of Object.entries(fields)) {
    header.write(field, Number(offset), 'latin1');
  }
  if (!('148' in fields)) {
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  }
  return Buffer.concat([header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}
