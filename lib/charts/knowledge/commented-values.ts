import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { isObject, type JsonValue } from '../../json';

/** A key as values.yaml shows it to a reader: set, or only named in a comment. */
export interface CommentedKey {
  readonly path: string;
  readonly description?: string;
  readonly documentedDefault?: string;
  /** Absent for a key that is in a comment only. */
  readonly default?: JsonValue;
}

interface LiveKey {
  readonly path: readonly string[];
  readonly column: number;
  readonly value: JsonValue;
}

/** A line of comment: the column of its `#`, and what follows. */
interface CommentLine {
  readonly column: number;
  readonly text: string;
}

const COMMENT = /^( *)#(.*)$/;
const COMMENTED_KEY = /^( ?)( *)([A-Za-z][A-Za-z0-9]*):( .*)?$/;

/**
 * Reads the keys of a values.yaml with the `# --` comments that document them (the helm-docs convention:
 * `# -- text`, `# @default -- text`, `# @schema` blocks), together with every `#key:` that might be a key left
 * in a comment. Whether such a one is a key is for the templates to say.
 */
export function commentedKeys(valuesYaml: string): { live: CommentedKey[]; inComments: CommentedKey[] } {
  const lines = valuesYaml.split('\n');
  const liveAt = liveKeysByLine(valuesYaml);
  const live: CommentedKey[] = [];
  const inComments: CommentedKey[] = [];
  let above: { path: readonly string[]; column: number }[] = [];
  let doc = new DocComment();
  lines.forEach((line, index) => {
    const key = liveAt.get(index + 1);
    const comment = key ? undefined : commentLine(line);
    if (key) {
      live.push({ path: key.path.join('.'), ...doc.take(), default: key.value });
      above = [...above.filter(({ column }) => column < key.column), key];
    } else if (!comment) {
      doc = new DocComment();
    } else {
      const name = doc.inSchema ? null : COMMENTED_KEY.exec(comment.text);
      if (name) {
        const column = comment.column + (name[2]?.length ?? 0);
        above = above.filter((one) => one.column < column);
        const path = [...(above.at(-1)?.path ?? []), name[3] ?? ''];
        inComments.push({ path: path.join('.'), ...doc.peek() });
        above.push({ path, column });
      }
      doc.add(comment.text);
    }
  });
  return { live, inComments };
}

function commentLine(line: string): CommentLine | undefined {
  const match = COMMENT.exec(line);
  return match ? { column: (match[1] ?? '').length, text: match[2] ?? '' } : undefined;
}

function liveKeysByLine(valuesYaml: string): ReadonlyMap<number, LiveKey> {
  const counter = new LineCounter();
  const document = parseDocument(valuesYaml, { lineCounter: counter });
  const found = new Map<number, LiveKey>();
  const walk = (node: unknown, value: JsonValue, path: readonly string[]): void => {
    if (!isMap(node) || !isObject(value) || node.flow) {
      return;
    }
    for (const { key, value: child } of node.items) {
      if (isScalar(key) && key.range) {
        const name = String(key.value);
        const { line, col } = counter.linePos(key.range[0]);
        const below = value[name] ?? null;
        found.set(line, { path: [...path, name], column: col - 1, value: below });
        walk(child, below, [...path, name]);
      }
    }
  };
  walk(document.contents, document.toJS() as JsonValue, []);
  return found;
}

/** Gathers the comment above a key. */
class DocComment {
  inSchema = false;
  private text: string[] | undefined;
  private fallback: string | undefined;

  add(raw: string): void {
    const line = raw.trim();
    if (line.startsWith('@schema')) {
      this.inSchema = !this.inSchema;
    } else if (line.startsWith('@default --')) {
      this.fallback = line.slice('@default --'.length).trim();
    } else if (line.startsWith('-- ')) {
      this.text = [line.slice(3)];
      this.fallback = undefined;
    } else if (!this.inSchema) {
      this.text?.push(raw.replace(/^ /, '').trimEnd());
    }
  }

  peek(): Pick<CommentedKey, 'description' | 'documentedDefault'> {
    const description = prose(this.text ?? []);
    return {
      ...(description !== '' && { description }),
      ...(this.fallback !== undefined && { documentedDefault: this.fallback }),
    };
  }

  take(): Pick<CommentedKey, 'description' | 'documentedDefault'> {
    const taken = this.peek();
    this.text = undefined;
    this.fallback = undefined;
    return taken;
  }
}

/** Joins wrapped lines; keeps lists and indented examples as they are. */
function prose(lines: readonly string[]): string {
  return lines
    .reduce((text, line) => {
      const apart = line === '' || /^\s*([-*]|\d+\.)\s|^ {2}/.test(line) || text.endsWith('\n');
      return `${text}${text === '' ? '' : apart ? '\n' : ' '}${line.trimEnd()}`;
    }, '')
    .replace(/^\((string|int|bool|float64|list|object|integer)\) ?/, '')
    .replace(/\n{2,}/g, '\n')
    .trim();
}
