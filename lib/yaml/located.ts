import { isNode, LineCounter, type Node, type Pair, parseAllDocuments } from 'yaml';
import type { JsonValue } from '../json';
import { AS_THE_API_SERVER, toJson } from './api-server-reading';
import { YamlError } from './yaml-error';

/** A position in a text, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A document together with the place of everything in it. */
export interface LocatedDocument {
  readonly value: JsonValue;
  /**
   * Where the field at that path stands: its key, or the list item; where the path leads to nothing,
   * the nearest field above it.
   */
  position(path: readonly (string | number)[]): Position;
}

/**
 * Reads the one document of a text, as the API server reads YAML, and remembers where things stand.
 *
 * @returns the document, or every fault that keeps it from being one; an empty text is `null`
 */
export function readLocated(text: string): LocatedDocument | readonly YamlError[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { ...AS_THE_API_SERVER, lineCounter: lines });
  if ('empty' in documents || documents.length === 0) {
    return { value: null, position: () => ({ line: 1, column: 1 }) };
  }
  const [document, second] = documents;
  const faults = firstOfEachLine(
    documents.flatMap(({ errors, warnings }) => [...errors, ...warnings]).map(YamlError.from),
  );
  if (second && faults.length === 0) {
    const { line, col } = lines.linePos(second.range?.[0] ?? 0);
    faults.push(new YamlError('a second document starts here, and one file holds one document', line, col));
  }
  if (faults.length > 0 || !document) {
    return faults;
  }
  return {
    value: toJson(document.toJS({ maxAliasCount: 1000 })),
    position(path) {
      for (let length = path.length; length > 0; length--) {
        const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
        const offset = offsetOf(parent, path[length - 1]);
        if (offset !== undefined) {
          const { line, col } = lines.linePos(offset);
          return { line, column: col };
        }
      }
      return { line: 1, column: 1 };
    },
  };
}

/** A reader that has stumbled stumbles on: what it says next of the same line is the first fault again. */
function firstOfEachLine(faults: readonly YamlError[]): YamlError[] {
  return faults.filter(({ line }, index) => faults.findIndex((fault) => fault.line === line) === index);
}

function offsetOf(parent: unknown, key: string | number | undefined): number | undefined {
  if (!isNode(parent) || !('items' in parent)) {
    return undefined;
  }
  const items = parent.items as (Node | Pair<Node, Node>)[];
  const item =
    typeof key === 'number' ? items[key] : items.find((pair) => 'key' in pair && String(pair.key) === key);
  const node = item && 'key' in item ? item.key : item;
  return node?.range?.[0];
}
