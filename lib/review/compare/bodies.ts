import { isObject, type JsonValue } from '../../json';
import { readDocuments } from '../../yaml/read';

/** A text that holds something: JSON or YAML as a structure, anything else as lines. */
export type Body =
  | { readonly form: 'structure'; readonly value: JsonValue }
  | { readonly form: 'lines' }
  | { readonly form: 'word' };

/**
 * What a text of a ConfigMap holds.
 *
 * @param key of the text, whose ending says that it is YAML
 */
export function bodyOf(text: string, key: string): Body {
  const start = text.trimStart()[0];
  if (start === '{' || start === '[') {
    const value = parsed(text, () => JSON.parse(text) as JsonValue);
    if (value !== undefined) {
      return { form: 'structure', value };
    }
  }
  if (/\.ya?ml$/.test(key) || /^[\w.-]+:(?: \S.*)?\n/.test(text)) {
    const value = parsed(text, () => {
      const documents = readDocuments(text);
      return documents.length === 1 ? documents[0] : documents;
    });
    if (isObject(value) || Array.isArray(value)) {
      return { form: 'structure', value };
    }
  }
  return { form: text.includes('\n') ? 'lines' : 'word' };
}

function parsed(text: string, read: () => JsonValue | undefined): JsonValue | undefined {
  try {
    return text.length > 1_000_000 ? undefined : read();
  } catch {
    return undefined;
  }
}
