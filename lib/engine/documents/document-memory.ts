import { readGoYaml } from '../go-yaml/read/read';
import type { JsonValue } from '../json';
import { Memory } from '../memory';
import { frozen, JSON_DOCUMENTS } from './documents';
import { type Head, headOf } from './head';

/** A document that was read: what Helm sorts it by, and what the API server sees. */
export interface ReadDocument extends Head {
  readonly value: JsonValue;
}

/** A chart prints a hundred documents or so; most are the same for every cluster. What differs stays as long: 30 KB each. */
const REMEMBERED = 128;

/** Reads documents, and reads one that a hundred clusters share once. */
export type DocumentMemory = Memory<ReadDocument>;

/**
 * Its `of` throws a YamlSyntaxError for text that is no YAML, a GoError for a document that Helm would not take for a
 * manifest.
 */
export function documentMemory(): DocumentMemory {
  return new Memory(REMEMBERED, (content) => {
    const value = frozen(readGoYaml(content, JSON_DOCUMENTS) ?? null);
    return { value, ...headOf(value) };
  });
}
