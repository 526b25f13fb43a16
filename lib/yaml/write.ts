import { Document, Scalar, visit } from 'yaml';
import type { JsonObject } from '../json';

/**
 * Text that no YAML reader, 1.1 or 1.2, takes for anything but a string when it stands plain.
 * Everything else is quoted: `0o17`, `10:20`, `yes`, `1e3`, `2024-01-02` all mean something to some reader.
 */
const PLAIN = /^[A-Za-z/][A-Za-z0-9_./-]*(?:[ :=@][A-Za-z0-9_./-]+)*$/;
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/** Characters that a reader may refuse or fold when they stand in a literal block. */
const NOT_LITERAL = /[^\x20-\x7e\n\u00a1-\u1fff\u2100-\ud7ff\ue000-\ufefe\uff00-\uffef]|[ \t]\n|[ \t]$|^\s/;

/**
 * Writes one Kubernetes object so that every YAML reader gets the same object back:
 * strings that could be read as something else are quoted, no anchors, no folding, keys in the object's order.
 *
 * @returns text that ends with a newline, without a `---` line
 */
export function writeManifest(manifest: JsonObject): string {
  const document = new Document(manifest, { version: '1.2', aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value === 'string') {
        node.type = scalarStyle(node.value);
      }
    },
  });
  const text = document.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER });
  // A JSON string is a YAML string but for these: go-yaml refuses them raw, or takes them for line breaks.
  return text.replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function scalarStyle(text: string): Scalar.Type {
  if (PLAIN.test(text) && !RESERVED.test(text)) {
    return Scalar.PLAIN;
  }
  return text.includes('\n') && !NOT_LITERAL.test(text) ? Scalar.BLOCK_LITERAL : Scalar.QUOTE_DOUBLE;
}
