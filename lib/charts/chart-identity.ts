import { parse } from 'yaml';
import { readChartFiles } from '../engine';
import { isObject } from '../json';

/** What an archive says it is, in its Chart.yaml; undefined for one that is no chart. */
export interface ChartIdentity {
  readonly name: string;
  readonly version: string;
}

/** Reads the Chart.yaml of an archive. */
export function chartIdentity(archive: Buffer): ChartIdentity | undefined {
  try {
    const metadata: unknown = parse(readChartFiles(archive).get('Chart.yaml') ?? '');
    const { name, version } = isObject(metadata) ? metadata : {};
    return typeof name === 'string' && typeof version === 'string' ? { name, version } : undefined;
  } catch {
    return undefined;
  }
}
