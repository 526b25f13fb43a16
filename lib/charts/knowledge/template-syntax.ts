/** What stands between `{{` and `}}`, as far as finding the values a template reads needs it. */

/** `.a.b`, `$x.a`, `"text"` (or a whole number), `(pipeline).a` or the name of a function. */
export type Operand =
  | { readonly kind: 'field'; readonly variable?: string; readonly path: readonly string[] }
  | { readonly kind: 'group'; readonly pipeline: Pipeline; readonly path: readonly string[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'other' }
  | { readonly kind: 'name'; readonly name: string };

/** A function or value, followed by its arguments. */
export type Command = readonly Operand[];

export interface Pipeline {
  /** Variables that take the result, without `$`. */
  readonly variables: readonly string[];
  readonly commands: readonly Command[];
}

export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipeline: Pipeline }
  | {
      readonly kind: 'if' | 'with' | 'range';
      readonly pipeline: Pipeline;
      readonly body: readonly TemplateNode[];
      readonly otherwise: readonly TemplateNode[];
    }
  | { readonly kind: 'define'; readonly name: string; readonly body: readonly TemplateNode[] };

const ACTION = /\{\{-?((?:\s*\/\*[\s\S]*?\*\/\s*-?)|(?:"(?:\\.|[^"\\])*"|`[^`]*`|(?!\}\})[\s\S])*)\}\}/g;
const TOKEN =
  /\s+|"(?:\\.|[^"\\])*"|`[^`]*`|'(?:\\.|[^'\\])*'|\$\w*(?:\.\w+)*|(?:\.\w+)+|:=|=|,|\||\(|\)|\.|-?\d[\w.+-]*|\w+/y;

/**
 * Parses a Go template.
 * @throws {Error} on a character that no action may hold, or on an `end` that is missing
 */
export function parseTemplate(source: string): readonly TemplateNode[] {
  return new TemplateParser(source).parse();
}

class TemplateParser {
  private readonly pieces: (string | readonly string[])[] = [];
  private next = 0;

  constructor(source: string) {
    let end = 0;
    for (const match of source.matchAll(ACTION)) {
      this.pieces.push(source.slice(end, match.index));
      end = match.index + match[0].length;
      this.pieces.push(tokens((match[1] ?? '').replace(/-$/, '')));
    }
    this.pieces.push(source.slice(end));
  }

  parse(): readonly TemplateNode[] {
    const { nodes, closedBy } = this.block();
    if (closedBy) {
      throw new Error(`'${closedBy.join(' ')}' without a beginning`);
    }
    return nodes;
  }

  /** Everything up to an `else` or `end`. */
  private block(): { nodes: TemplateNode[]; closedBy?: readonly string[] } {
    const nodes: TemplateNode[] = [];
    while (this.next < this.pieces.length) {
      const piece = this.pieces[this.next++] ?? '';
      if (typeof piece === 'string') {
        nodes.push({ kind: 'text', text: piece });
      } else if (piece[0] === 'end' || piece[0] === 'else') {
        return { nodes, closedBy: piece };
      } else if (piece.length > 0) {
        nodes.push(this.statement(piece));
      }
    }
    return { nodes };
  }

  private statement(piece: readonly string[]): TemplateNode {
    const [word, ...rest] = piece;
    switch (word) {
      case 'if':
      case 'with':
      case 'range':
        return this.branch(word, rest);
      case 'define':
      case 'block':
        return { kind: 'define', name: unquote(rest[0] ?? ''), body: this.block().nodes };
      default:
        return { kind: 'action', pipeline: pipeline(piece) };
    }
  }

  private branch(kind: 'if' | 'with' | 'range', condition: readonly string[]): TemplateNode {
    const { nodes: body, closedBy = [] } = this.block();
    let otherwise: readonly TemplateNode[] = [];
    if (closedBy[0] === 'else') {
      otherwise =
        closedBy[1] === 'if' || closedBy[1] === 'with'
          ? [this.branch(closedBy[1], closedBy.slice(2))]
          : this.block().nodes;
    }
    return { kind, pipeline: pipeline(condition), body, otherwise };
  }
}

function tokens(action: string): readonly string[] {
  const source = action.trim();
  if (source.startsWith('/*')) {
    return [];
  }
  const found: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (!match) {
      throw new Error(`cannot read '${source.slice(at, at + 30)}' in the action '${source.slice(0, 80)}'`);
    }
    // A field glued to a closing parenthesis belongs to the group, one after a space is an argument.
    const glued = found.at(-1) === ')' && match[0].startsWith('.') && source[at - 1] === ')';
    if (match[0].trim() !== '') {
      found.push(glued ? `)${match[0]}` : match[0]);
    }
  }
  return found;
}

function pipeline(all: readonly string[]): Pipeline {
  const assignment = all.findIndex((token) => token === ':=' || token === '=');
  const variables = all.slice(0, Math.max(assignment, 0)).filter((token) => token.startsWith('$'));
  const reader = new OperandReader(all.slice(assignment + 1));
  return { variables: variables.map((variable) => variable.slice(1)), commands: reader.commands() };
}

class OperandReader {
  private at = 0;

  constructor(private readonly tokens: readonly string[]) {}

  commands(): Command[] {
    const commands: Operand[][] = [[]];
    while (this.at < this.tokens.length && this.tokens[this.at] !== ')') {
      const token = this.tokens[this.at++] ?? '';
      if (token === '|') {
        commands.push([]);
      } else {
        commands.at(-1)?.push(this.operand(token));
      }
    }
    return commands;
  }

  private operand(token: string): Operand {
    if (token === '(') {
      const commands = this.commands();
      this.at++;
      const glued = this.tokens[this.at]?.startsWith(').') ? (this.tokens[this.at++] ?? '').slice(1) : '';
      return { kind: 'group', pipeline: { variables: [], commands }, path: segments(glued) };
    }
    if (token.startsWith('"') || token.startsWith('`')) {
      return { kind: 'text', text: unquote(token) };
    }
    if (token.startsWith('$')) {
      const dot = token.indexOf('.');
      const variable = token.slice(1, dot < 0 ? undefined : dot);
      return { kind: 'field', variable, path: dot < 0 ? [] : segments(token.slice(dot)) };
    }
    if (token.startsWith('.')) {
      return { kind: 'field', path: segments(token) };
    }
    if (/^\d+$/.test(token)) {
      return { kind: 'text', text: token };
    }
    return /^[A-Za-z_]/.test(token) && !['true', 'false', 'nil'].includes(token)
      ? { kind: 'name', name: token }
      : { kind: 'other' };
  }
}

function segments(dotted: string): readonly string[] {
  return dotted.split('.').filter((segment) => segment !== '');
}

function unquote(token: string): string {
  return token.slice(1, -1).replaceAll('\\"', '"');
}
