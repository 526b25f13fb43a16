import { quoteGo } from '../go/quote';

/** Where a template's text came from; every node of a parsed template belongs to one source. */
export interface Source {
  /** For example `mychart/templates/configmap.yaml`. */
  readonly name: string;
  /** The text, as bytes. */
  readonly text: string;
}

interface At {
  /** Byte offset in the source. */
  readonly pos: number;
}

export interface DotNode extends At {
  readonly kind: 'dot';
}
export interface NilNode extends At {
  readonly kind: 'nil';
}
export interface FieldNode extends At {
  readonly kind: 'field';
  readonly names: readonly string[];
}
export interface VariableNode extends At {
  readonly kind: 'variable';
  /** The variable with its `$`, then the fields asked of it. */
  readonly names: readonly string[];
}
export interface IdentifierNode extends At {
  readonly kind: 'identifier';
  readonly name: string;
}
export interface BoolNode extends At {
  readonly kind: 'bool';
  readonly value: boolean;
}
export interface NumberNode extends At {
  readonly kind: 'number';
  /** As written; `parseNumber` says what it means. */
  readonly text: string;
}
export interface StringNode extends At {
  readonly kind: 'string';
  /** As written, quotes included. */
  readonly quoted: string;
  readonly value: string;
}
export interface ChainNode extends At {
  readonly kind: 'chain';
  readonly node: Operand;
  readonly names: readonly string[];
}
export interface PipeNode extends At {
  readonly kind: 'pipe';
  /** Variables that `:=` declares or `=` assigns, with their `$`. */
  readonly variables: readonly VariableNode[];
  readonly assigns: boolean;
  readonly commands: readonly CommandNode[];
}

export type Operand =
  | DotNode
  | NilNode
  | FieldNode
  | VariableNode
  | IdentifierNode
  | BoolNode
  | NumberNode
  | StringNode
  | ChainNode
  | PipeNode;

export interface CommandNode extends At {
  readonly kind: 'command';
  readonly operands: readonly [Operand, ...Operand[]];
}

export interface TextNode extends At {
  readonly kind: 'text';
  readonly text: string;
}
export interface ActionNode extends At {
  readonly kind: 'action';
  readonly pipe: PipeNode;
}
export interface BranchNode extends At {
  readonly kind: 'if' | 'with' | 'range';
  readonly pipe: PipeNode;
  /** Number of the block in its definition. */
  readonly body: number;
  readonly otherwise?: number;
}
export interface TemplateNode extends At {
  readonly kind: 'template';
  readonly name: string;
  readonly pipe?: PipeNode;
}
export interface JumpNode extends At {
  readonly kind: 'break' | 'continue';
}

export type Statement = TextNode | ActionNode | BranchNode | TemplateNode | JumpNode;

/** Lists of statements by number. Nodes hold text, numbers and booleans only, so a block is JSON. */
export interface Blocks {
  readonly length: number;
  at(index: number): readonly Statement[] | undefined;
}

/** A named piece of template: a file, or a `define` in one. */
export interface Definition {
  readonly name: string;
  readonly source: Source;
  /** True for a body that prints nothing: it does not replace another definition. */
  readonly isEmpty: boolean;
  /** The first is the body; the others belong to branches in it, and most of them are never run. */
  readonly blocks: Blocks;
}

/** A node as Go writes it in the `at <...>` of an error. */
export function nodeText(node: Operand | CommandNode | Statement): string {
  switch (node.kind) {
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    case 'field':
      return `.${node.names.join('.')}`;
    case 'variable':
      return node.names.join('.');
    case 'identifier':
      return node.name;
    case 'bool':
      return String(node.value);
    case 'number':
    case 'text':
      return node.text;
    case 'string':
      return node.quoted;
    case 'chain':
      return [inParens(node.node), ...node.names].join('.');
    case 'pipe':
      return pipeText(node);
    case 'command':
      return node.operands.map(inParens).join(' ');
    case 'template':
      return `{{template ${quoteGo(node.name)}${node.pipe ? ` ${pipeText(node.pipe)}` : ''}}}`;
    case 'action':
      return `{{${pipeText(node.pipe)}}}`;
    case 'if':
    case 'with':
    case 'range':
      return `{{${node.kind} ${pipeText(node.pipe)}}}`;
    default:
      return `{{${node.kind}}}`;
  }
}

function inParens(node: Operand): string {
  return node.kind === 'pipe' ? `(${pipeText(node)})` : nodeText(node);
}

function pipeText(pipe: PipeNode): string {
  const names = pipe.variables.map(nodeText).join(', ');
  const target = names === '' ? '' : `${names} ${pipe.assigns ? '=' : ':='} `;
  return target + pipe.commands.map(nodeText).join(' | ');
}
