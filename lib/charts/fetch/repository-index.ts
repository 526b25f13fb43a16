import { parse } from 'yaml';
import { isObject } from '../../json';
import { sha256 } from '../located-chart';

/** What the index of a Helm repository says of one version of a chart. */
export interface IndexEntry {
  readonly version: string;
  /** Absolute, or relative to the index. */
  readonly url: string | undefined;
  /** SHA-256 of the archive, lower-case hex. */
  readonly digest: string | undefined;
}

/**
 * The entries of a chart in an `index.yaml` (https://helm.sh/docs/topics/chart_repository/#the-index-file).
 *
 * @param name of the index, for messages
 * @throws {Error} for a text that is no index
 */
export function indexEntries(index: string, chart: string, name: string): readonly IndexEntry[] {
  const entries = entriesIn(index);
  if (entries === undefined) {
    throw new Error(`${name} is no index of a Helm repository`);
  }
  const ofChart = entries[chart];
  return (Array.isArray(ofChart) ? ofChart : []).filter(isObject).flatMap(({ version, urls, digest }) => {
    const [url] = Array.isArray(urls) ? urls : [];
    return typeof version === 'string'
      ? [
          {
            version,
            url: typeof url === 'string' ? url : undefined,
            digest: typeof digest === 'string' ? digest.replace(/^sha256:/, '').toLowerCase() : undefined,
          },
        ]
      : [];
  });
}

function entriesIn(index: string) {
  try {
    // A digest of digits alone is a text all the same.
    const value: unknown = parse(index, { schema: 'failsafe', logLevel: 'silent' });
    return isObject(value) && isObject(value.entries) ? value.entries : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param publisher who says that this is the digest
 * @throws {Error} when the archive has another one
 */
export function requireDigest(archive: Buffer, digest: string, source: string, publisher: string): void {
  const found = sha256(archive);
  if (found !== digest) {
    throw new Error(`${source} has the SHA-256 ${found}, but ${publisher} says ${digest}`);
  }
}
