import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { LocatedChart } from '../../lib/charts/located-chart';

/** Packs files, by path inside the chart, into an archive as `helm package` would. */
export function packChart(directory: string, files: Readonly<Record<string, string>>): LocatedChart {
  const archive = chartArchive(files);
  const path = join(directory, 'small-1.0.0.tgz');
  writeFileSync(path, archive);
  const digest = createHash('sha256').update(archive).digest('hex');
  return { name: 'small', version: '1.0.0', digest, path };
}

/** The bytes of the chart `small`, of any version. */
export function chartArchive(files: Readonly<Record<string, string>> = {}, version = '1.0.0'): Buffer {
  const all = { 'Chart.yaml': `apiVersion: v2\nname: small\nversion: ${version}\n`, ...files };
  return gzipSync(Buffer.concat([...Object.entries(all).map(tarEntry), Buffer.alloc(1024)]));
}

function tarEntry([path, text]: [string, string]): Buffer {
  const data = Buffer.from(text, 'utf8');
  const header = Buffer.alloc(512);
  header.write(`small/${path}`, 0);
  header.write('0000644\0', 100);
  header.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('0', 156);
  header.write('ustar\0', 257);
  return Buffer.concat([header, data, Buffer.alloc((512 - (data.length % 512)) % 512)]);
}
