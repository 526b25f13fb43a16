import type { ManifestDocument } from './documents/manifest-document';
import type { FileReads } from './eval/value-reads';
import { fromBytes } from './go/bytes';
import type { JsonValue } from './json';
import type { ValuePath } from './render-error';

/** A document of a release, and which values of the chart it came from. */
export class TracedDocument {
  /** The template, for example `mychart/templates/configmap.yaml`. */
  readonly template: string;
  /** As Helm prints it. */
  readonly content: string;
  /** As the API server reads it; null for a document of comments only. Frozen. */
  readonly value: JsonValue;

  constructor(
    private readonly document: ManifestDocument,
    /** Where it begins in the output of its template, in bytes; -1 when that is not known. */
    private readonly start: number,
    private readonly reads: FileReads | undefined,
  ) {
    this.template = fromBytes(document.path);
    this.content = fromBytes(document.content);
    this.value = document.value;
  }

  /** Every value that its template read. */
  get values(): readonly ValuePath[] {
    return this.reads?.values ?? [];
  }

  /**
   * The values that decided about some lines of `content`, the closest first: those that the lines print, then those of
   * the conditions around them. All values of the template where the lines are not known.
   *
   * @param first number of the first line, from 1
   * @param last number of the last one; default: the first
   */
  valuesAt(first: number, last = first): readonly ValuePath[] {
    const { content } = this.document;
    const from = startOfLine(content, first);
    if (this.start < 0 || from === undefined) {
      return this.values;
    }
    const to = (startOfLine(content, last + 1) ?? content.length + 1) - 1;
    return this.reads?.between(this.start + from, this.start + to) ?? [];
  }
}

function startOfLine(text: string, line: number): number | undefined {
  let start = 0;
  for (let number = 1; number < line; number++) {
    start = text.indexOf('\n', start) + 1;
    if (start === 0) {
      return undefined;
    }
  }
  return start;
}
