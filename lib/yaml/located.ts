import { type Document, isNode, LineCounter, type Node, type Pair, parseAllDocuments, visit } from 'yaml';
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
   * Where the field at that path is: its key, or the list item; where the path leads to nothing,
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
  const { documents, lines, faults } = parsed(text);
  const [document, second] = documents;
  if (!document) {
    return faults.length > 0 ? faults : { value: null, position: () => ({ line: 1, column: 1 }) };
  }
  if (second && faults.length === 0) {
    const { line, col } = lines.linePos(second.range?.[0] ?? 0);
    return [new YamlError('a second document starts here, and one file holds one document', line, col)];
  }
  return faults.length > 0 ? faults : located(document, lines);
}

/**
 * Reads all documents of a text, as `kubectl apply` reads a file, and remembers where things stand. Empty documents are
 * left out.
 *
 * @returns the documents, or every fault that keeps the text from being YAML
 */
export function readLocatedDocuments(text: string): readonly LocatedDocument[] | readonly YamlError[] {
  const { documents, lines, faults } = parsed(text);
  if (faults.length > 0) {
    return faults;
  }
  const read = documents.map((document) => {
    const { line, col } = lines.linePos(document.contents?.range?.[0] ?? 0);
    return located(document, lines, { line, column: col });
  });
  const wrong = read.flatMap((one) => ('value' in one ? [] : one));
  return wrong.length > 0
    ? wrong
    : read.flatMap((one) => ('value' in one && one.value !== null ? [one] : []));
}

interface Parsed {
  readonly documents: readonly Document.Parsed[];
  readonly lines: LineCounter;
  readonly faults: readonly YamlError[];
}

function parsed(text: string): Parsed {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { ...AS_THE_API_SERVER, lineCounter: lines });
  return 'empty' in documents
    ? { documents: [], lines, faults: [] }
    : {
        documents,
        lines,
        faults: firstOfEachLine(
          documents.flatMap(({ errors, warnings }) => [...errors, ...warnings]).map(YamlError.from),
        ),
      };
}

/** @param start where what has no place of its own is said to be */
function located(
  document: Document,
  lines: LineCounter,
  start: Position = { line: 1, column: 1 },
): LocatedDocument | readonly YamlError[] {
  const meaningless = faultsOfMeaning(document, lines);
  if (meaningless.length > 0) {
    return meaningless;
  }
  const value = jsonOf(document);
  if (value instanceof YamlError) {
    return [value];
  }
  return {
    value,
    position(path) {
      for (let length = path.length; length > 0; length--) {
        const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
        const offset = offsetOf(parent, path[length - 1]);
        if (offset !== undefined) {
          const { line, col } = lines.linePos(offset);
          return { line, column: col };
        }
      }
      return start;
    },
  };
}

/** A reader that has stumbled stumbles on: what it says next of the same line is the first fault again. */
function firstOfEachLine(faults: readonly YamlError[]): YamlError[] {
  return faults.filter(({ line }, index) => faults.findIndex((fault) => fault.line === line) === index);
}

/** What is well-formed and has no value: aliases that lead nowhere or into themselves, and numbers that are none. */
function faultsOfMeaning(document: Document, lines: LineCounter): YamlError[] {
  const faults: YamlError[] = [];
  const fault = (node: Node, problem: string) => {
    const { line, col } = lines.linePos(node.range?.[0] ?? 0);
    faults.push(new YamlError(problem, line, col));
  };
  visit(document, {
    Alias(_, alias, above) {
      const target = alias.resolve(document);
      if (!target) {
        fault(alias, `there is no anchor "&${alias.source}" before the alias "*${alias.source}"`);
      } else if (above.includes(target)) {
        fault(alias, `the alias "*${alias.source}" is inside the value that it refers to`);
      }
    },
    Scalar(_, scalar) {
      if (typeof scalar.value === 'number' && !Number.isFinite(scalar.value)) {
        fault(scalar, `"${scalar.source}" is a number that the API server does not know`);
      }
    },
  });
  return faults;
}

/** The problems that only show in the document as a whole. */
function jsonOf(document: Document): JsonValue | YamlError {
  try {
    return toJson(document.toJS({ maxAliasCount: 1000 }));
  } catch (error) {
    return new YamlError(error instanceof Error ? error.message : String(error), 1, 1);
  }
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
