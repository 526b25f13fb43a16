import { GoError, OutsideProfile } from '../go/errors';
import { quoteGo } from '../go/quote';
import type { Value } from '../go/value';
import { type CommandNode, nodeText, type Operand, type Source, type Statement } from '../template/nodes';

/** Evaluates an expression. */
export type Evaluate = (frame: Frame, dot: Value) => Value;

/** What a statement leaves behind it: on with the next one, or out of the loop. */
export type Flow = undefined | 'break' | 'continue';

/** Runs a statement, appending to the frame's output. */
export type Execute = (frame: Frame, dot: Value) => Flow;

/** A template ready to run. */
export interface Program {
  readonly name: string;
  readonly source: Source;
  readonly body: Execute;
}

/** The templates that see each other, and the state that one render of a chart shares. */
export interface Run {
  find(name: string): Program | undefined;
  /** How deep `include` is inside each name. */
  readonly includes: Map<string, number>;
  /** Parses a text as a template of its own that sees these templates, and hands it a run that sees its defines. */
  parse(text: string): { program: Program; run: Run };
}

/** One running template: its output so far, its variables, and the node it has reached. */
export class Frame {
  output = '';
  node: Operand | CommandNode | Statement | undefined;
  /** The function being run, for the message of an error it throws. */
  calling = '';
  readonly variables: Value[];

  constructor(
    readonly run: Run,
    readonly program: Program,
    readonly depth: number,
    root: Value,
  ) {
    this.variables = [root];
  }

  /** Stops the template with an error of the template language itself, at the node reached. */
  fail(problem: string): never {
    throw new ExecutionError(this.locate(problem));
  }

  /** The message as Go words it: file, line, column, template, node. */
  locate(problem: string): string {
    const { node, program } = this;
    if (!node) {
      return `template: ${program.name}: ${problem}`;
    }
    const { line, column } = lineAndColumn(program.source, node.pos);
    return `template: ${program.source.name}:${line}:${column}: executing ${quoteGo(program.name)} at <${nodeText(node)}>: ${problem}`;
  }
}

function lineAndColumn({ text }: Source, pos: number): { line: number; column: number } {
  const before = text.slice(0, pos);
  return { line: before.split('\n').length, column: pos - (before.lastIndexOf('\n') + 1) };
}

/** A template that stopped; the message is the whole of Go's. */
export class ExecutionError extends Error {}

/** A template that asked for something outside the profile, and where it did. */
export class RefusedTemplate extends Error {
  /** The file of the chart that was being rendered, when it was not the template itself. */
  file = '';

  constructor(
    override readonly cause: OutsideProfile,
    readonly template: string,
    readonly line: number,
    /** The function that was called, empty when the template asked by itself. */
    readonly calling: string,
  ) {
    super(cause.message);
  }
}

/** Go's own limit for `template` calls inside each other. */
const MAXIMUM_DEPTH = 100_000;

/** Runs a template to its end. */
export function execute(program: Program, run: Run, data: Value, depth = 0): string {
  const frame = new Frame(run, program, depth, data);
  if (depth === MAXIMUM_DEPTH) {
    frame.fail(`exceeded maximum template depth (${MAXIMUM_DEPTH})`);
  }
  try {
    program.body(frame, data);
    return frame.output;
  } catch (error) {
    if (error instanceof GoError) {
      throw new ExecutionError(frame.locate(`error calling ${frame.calling}: ${error.message}`));
    }
    if (error instanceof OutsideProfile) {
      const { line } = lineAndColumn(program.source, frame.node?.pos ?? 0);
      throw new RefusedTemplate(error, program.source.name, line, frame.calling);
    }
    if (error instanceof RangeError && /call stack/.test(error.message)) {
      const { line } = lineAndColumn(program.source, frame.node?.pos ?? 0);
      throw new RefusedTemplate(
        new OutsideProfile('templates nested this deep'),
        program.source.name,
        line,
        '',
      );
    }
    throw error;
  }
}
