import { fromBytes, toBytes } from '../go/bytes';
import type { Statement } from './nodes';
import { parseWithComments } from './parser';

/** A comment of a template. */
export interface TemplateComment {
  /** The text between the comment marks, blanks at the ends left out. */
  readonly text: string;
  /** The line it begins on, from 1. */
  readonly line: number;
}

/** The template of a file itself, or a `define` in it. */
export interface TemplateDefinition {
  readonly name: string;
  /** The first is the body. The `body` and `otherwise` of a branch are indices of this list. */
  readonly blocks: readonly (readonly Statement[])[];
}

/** A template taken apart, for readers that look at templates without rendering them. */
export interface TemplateFile {
  /** The template of the file itself, by the name it was read under. */
  readonly own: TemplateDefinition;
  /** What it defines, in the order of the file. */
  readonly defines: readonly TemplateDefinition[];
  readonly comments: readonly TemplateComment[];
  /** The line of a node of this file, from 1. */
  lineOf(node: { readonly pos: number }): number;
}

/**
 * Parses a template as Go's text/template does. Any name is taken for a function.
 *
 * @param name the name of the file's own template, for example `templates/configmap.yaml`
 * @throws {TemplateSyntaxError} where Go would refuse the text
 */
export function parseTemplateFile(name: string, text: string): TemplateFile {
  const bytes = toBytes(text);
  const source = { name: toBytes(name), text: bytes };
  const { definitions, comments } = parseWithComments(source, (word) => !JUMPS.has(word));
  // Bytes of ASCII are the text already, and nearly all templates are ASCII.
  const decode = bytes === text ? (statements: readonly Statement[]) => statements : decoded;
  const lines = lineStarts(bytes);
  const lineOf = ({ pos }: { readonly pos: number }) => lineAt(lines, pos);
  const all = definitions.map((definition) => ({
    name: fromBytes(definition.name),
    blocks: Array.from({ length: definition.blocks.length }, (_, index) =>
      decode(definition.blocks.at(index) ?? []),
    ),
  }));
  return {
    own: all.find((definition) => definition.name === name) ?? { name, blocks: [[]] },
    defines: all.filter((definition) => definition.name !== name),
    comments: comments.map((comment) => ({
      text: fromBytes(comment.text.slice('/*'.length, -'*/'.length)).trim(),
      line: lineOf(comment),
    })),
    lineOf,
  };
}

/** Keywords unless a function has their name. */
const JUMPS = new Set(['break', 'continue']);

/** Nodes are JSON, and all text in them is bytes. */
function decoded(statements: readonly Statement[]): Statement[] {
  return JSON.parse(JSON.stringify(statements), (_, value: unknown) =>
    typeof value === 'string' ? fromBytes(value) : value,
  );
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
    starts.push(end + 1);
  }
  return starts;
}

/** The number of lines that start at or before a place. */
function lineAt(starts: readonly number[], pos: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= pos) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
