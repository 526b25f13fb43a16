import { getExisting } from './http';
import type { FoundArchive, Origin } from './origin';
import { type IndexEntry, indexEntries, requireDigest } from './repository-index';

/** A Helm repository: a URL below which there is an `index.yaml`. */
export class HelmRepository implements Origin {
  private index: Promise<string> | undefined;

  /** @param name its URL */
  constructor(readonly name: string) {}

  async find(chart: string, version: string): Promise<FoundArchive | undefined> {
    const entry = (await this.entries(chart)).find((one) => one.version === version);
    if (entry?.url === undefined) {
      return undefined;
    }
    const source = new URL(entry.url, this.indexUrl).href;
    const archive = await getExisting(source);
    if (entry.digest === undefined) {
      return { archive, source };
    }
    requireDigest(archive, entry.digest, source, this.indexUrl);
    return { archive, source, checkedWith: this.indexUrl };
  }

  async versions(chart: string): Promise<readonly string[]> {
    return (await this.entries(chart)).map(({ version }) => version);
  }

  /** What the index says of a version, without reading the archive. */
  async entry(
    chart: string,
    version: string,
  ): Promise<(IndexEntry & { readonly source: string }) | undefined> {
    const entry = (await this.entries(chart)).find((one) => one.version === version);
    return entry?.url === undefined
      ? undefined
      : { ...entry, source: new URL(entry.url, this.indexUrl).href };
  }

  get indexUrl(): string {
    return `${this.name.replace(/\/$/, '')}/index.yaml`;
  }

  private async entries(chart: string): Promise<readonly IndexEntry[]> {
    this.index ??= getExisting(this.indexUrl).then((index) => index.toString('utf8'));
    return indexEntries(await this.index, chart, this.indexUrl);
  }
}
