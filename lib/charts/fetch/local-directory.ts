import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { archiveName } from '../archive-name';
import type { FoundArchive, Origin } from './origin';
import { type IndexEntry, indexEntries, requireDigest } from './repository-index';

/** A directory with `<chart>-<version>.tgz`; an `index.yaml` among them says what their digests are. */
export class LocalDirectory implements Origin {
  /** @param name its path */
  constructor(readonly name: string) {}

  async find(chart: string, version: string): Promise<FoundArchive | undefined> {
    const path = resolve(this.name, archiveName({ name: chart, version }));
    if (!existsSync(path)) {
      return undefined;
    }
    const archive = readFileSync(path);
    const entry = this.entries(chart).find((one) => one.version === version);
    if (entry?.digest === undefined) {
      return { archive, source: path };
    }
    requireDigest(archive, entry.digest, path, this.index);
    const published = /^https?:/.test(entry.url ?? '') ? entry.url : undefined;
    return { archive, source: published ?? path, checkedWith: this.index };
  }

  async versions(chart: string): Promise<readonly string[]> {
    const names = existsSync(this.name) ? readdirSync(this.name) : [];
    return names
      .filter((file) => file.startsWith(`${chart}-`) && file.endsWith('.tgz'))
      .map((file) => file.slice(`${chart}-`.length, -'.tgz'.length))
      .filter((version) => /^v?\d/.test(version));
  }

  private get index(): string {
    return join(this.name, 'index.yaml');
  }

  private entries(chart: string): readonly IndexEntry[] {
    return existsSync(this.index) ? indexEntries(readFileSync(this.index, 'utf8'), chart, this.index) : [];
  }
}
