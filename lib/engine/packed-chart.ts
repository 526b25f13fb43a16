import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { loadChart } from './chart/chart';
import { fromBytes } from './go/bytes';
import { asRenderError } from './refusal';
import type { PackedChart } from './renderer';

/**
 * A chart archive on disk, as a request names it.
 *
 * @param path a `.tgz`
 * @throws {RenderError} for an archive that Helm would refuse
 * @throws {Error} for a file that cannot be read
 */
export function packedChart(path: string): PackedChart {
  const archive = readFileSync(path);
  const { metadata } = asRenderError(undefined, () => loadChart(archive, 'v4.2'));
  return {
    name: fromBytes(metadata.Name),
    version: fromBytes(metadata.Version),
    digest: createHash('sha256').update(archive).digest('hex'),
    path,
  };
}
