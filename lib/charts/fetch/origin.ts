/** An archive that was found, not compared with any lock yet. */
export interface FoundArchive {
  readonly archive: Buffer;
  /** What a lock says of where it came from: a URL, `oci://...`, or an absolute path. */
  readonly source: string;
  /** Who publishes its digest, which has been compared; absent where nobody does. */
  readonly checkedWith?: string;
}

/** A place that archives come from. */
export interface Origin {
  /** As a person names it. */
  readonly name: string;
  /**
   * @returns undefined when it has no such version
   * @throws {Error} when it cannot be read, or what it has is not what it publishes
   */
  find(chart: string, version: string): Promise<FoundArchive | undefined>;
  /**
   * The versions that it has, in any order.
   * @throws {Error} when it cannot be read
   */
  versions(chart: string): Promise<readonly string[]>;
}
