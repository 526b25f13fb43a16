import type { ManifestDocument } from './manifest-document';

/** What a file of a chart printed. One that is remembered serves many renders. */
export class RenderedFile {
  private read: readonly ManifestDocument[] | undefined;

  /** @param output in bytes */
  constructor(readonly output: string) {}

  /**
   * The documents in the output, read once.
   *
   * @throws what `read` throws, each time
   */
  documents(read: (output: string) => readonly ManifestDocument[]): readonly ManifestDocument[] {
    this.read ??= read(this.output);
    return this.read;
  }
}
