import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { getExisting } from './http';
import type { FoundArchive, Origin } from './origin';

/** One archive: a file, or a URL that ends in `.tgz`, or `.yaml` for CRDs. Which chart it is, the caller checks. */
export class SingleArchive implements Origin {
  /** @param name its path or URL */
  constructor(readonly name: string) {}

  async find(): Promise<FoundArchive> {
    return /^https?:\/\//.test(this.name)
      ? { archive: await getExisting(this.name), source: this.name }
      : { archive: readFileSync(this.name), source: resolve(this.name) };
  }

  async versions(): Promise<readonly string[]> {
    return [];
  }
}
