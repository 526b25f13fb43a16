import type { JsonValue } from '../../json';
import { readGoYaml } from '../../yaml/go-yaml/read';
import { JSON_DOCUMENTS } from './documents';
import { type Head, headOf } from './head';

/** A document that was read: what Helm sorts it by, and what the API server sees. */
export interface ReadDocument extends Head {
  readonly value: JsonValue;
}

/** A chart prints a hundred documents or so; most are the same for every cluster. */
const REMEMBERED = 512;

/**
 * Reads documents, and remembers the last ones read by their text: a document that a hundred clusters share is read
 * once. What it hands out is shared too, and not to be changed.
 */
export class DocumentMemory {
  private recent = new Map<string, ReadDocument>();
  private before = new Map<string, ReadDocument>();

  /**
   * @throws {YamlSyntaxError} for text that is no YAML
   * @throws {GoError} for a document that Helm would not take for a manifest
   */
  read(content: string): ReadDocument {
    const known = this.recent.get(content);
    if (known) {
      return known;
    }
    const read = this.before.get(content) ?? readDocument(content);
    if (this.recent.size >= REMEMBERED) {
      this.before = this.recent;
      this.recent = new Map();
    }
    this.recent.set(content, read);
    return read;
  }
}

function readDocument(content: string): ReadDocument {
  const value = readGoYaml(content, JSON_DOCUMENTS) ?? null;
  return { value, ...headOf(value) };
}
