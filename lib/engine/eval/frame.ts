import { GoError, LimitExceeded, type TemplatePlace } from '../go/errors';
import { quoteGo } from '../go/quote';
import type { Value } from '../go/value';
import { LARGEST_TEXT, MOST_ROUNDS } from '../limits';
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
  readonly state: RunState;
  /** Parses a text as a template of its own that sees these templates, and hands it a run that sees its defines. */
  parse(text: string): { program: Program; run: Run };
}

/** What all templates of one render have in common. */
export class RunState {
  /** How deep `include` is inside each name. */
  readonly includes = new Map<string, number>();
  /** The template that runs; after an error, the one that it came from. */
  frame: Frame | undefined;

  /** @param rounds how many rounds all loops have gone so far */
  constructor(private counted = 0) {}

  get rounds(): number {
    return this.counted;
  }

  /** Whether so many more rounds are within the limit. */
  mayCount(rounds: number): boolean {
    return this.counted + rounds <= MOST_ROUNDS;
  }

  /** Counts rounds that a remembered file went when it was run. */
  count(rounds: number): void {
    this.counted += rounds;
  }

  /** @throws {LimitExceeded} for a loop that would take minutes */
  countRound(): void {
    if (++this.counted > MOST_ROUNDS) {
      throw new LimitExceeded(`more than ${MOST_ROUNDS} rounds of loops`);
    }
  }
}

/** Output is kept in pieces: a text to which a million pieces are added one by one takes far more memory than its bytes. */
const PIECE = 64 * 1024;

/** One running template: its output so far, its variables, and the node it has reached. */
export class Frame {
  /** What was printed since the last finished piece. */
  output = '';
  node: Operand | CommandNode | Statement | undefined;
  /** The function being run, for the message of an error it throws. */
  calling = '';
  readonly variables: Value[];
  private readonly pieces: string[] = [];
  private printed = 0;

  constructor(
    readonly run: Run,
    readonly program: Program,
    readonly depth: number,
    root: Value,
  ) {
    this.variables = [root];
  }

  /** Bytes printed so far. */
  get length(): number {
    return this.printed + this.output.length;
  }

  /** Everything that was printed. */
  text(): string {
    if (this.pieces.length === 0) {
      return this.output;
    }
    this.finishPiece();
    return this.pieces.join('');
  }

  /** To be called now and then by what prints again and again. */
  savePiece(): void {
    if (this.output.length >= PIECE) {
      this.finishPiece();
    }
  }

  private finishPiece(): void {
    this.printed += this.output.length;
    if (this.printed > LARGEST_TEXT) {
      throw new LimitExceeded(`a template that prints more than ${LARGEST_TEXT} bytes`);
    }
    this.pieces.push(Buffer.from(this.output, 'latin1').toString('latin1'));
    this.output = '';
  }

  /** Stops the template with an error of the template language itself, at the node reached. */
  fail(problem: string): never {
    throw new ExecutionError(this.locate(problem), this.place(''));
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

  /** The keys of the value that the node reached asks for, when it names one. */
  valueRead(): readonly string[] | undefined {
    const { node } = this;
    const names = node?.kind === 'field' || node?.kind === 'variable' ? node.names : [];
    const [first, ...keys] = names[0] === '$' ? names.slice(1) : names;
    return first === 'Values' && keys.length > 0 ? keys : undefined;
  }

  place(calling = this.calling): TemplatePlace {
    const { source } = this.program;
    return { template: source.name, line: lineAndColumn(source, this.node?.pos ?? 0).line, calling };
  }
}

function lineAndColumn({ text }: Source, pos: number): { line: number; column: number } {
  const before = text.slice(0, pos);
  return { line: before.split('\n').length, column: pos - (before.lastIndexOf('\n') + 1) };
}

/** A template that stopped; the message is the whole of Go's. */
export class ExecutionError extends Error {
  constructor(
    message: string,
    readonly place: TemplatePlace,
  ) {
    super(message);
  }
}

/** Go's own limit for `template` calls inside each other. */
const MAXIMUM_DEPTH = 100_000;

/**
 * Runs a template to its end. An error leaves the frame that it came from in the state of the run; nothing is done
 * about it here but to word it, because the stack may be used up.
 */
export function execute(program: Program, run: Run, data: Value, depth = 0): string {
  const frame = new Frame(run, program, depth, data);
  if (depth === MAXIMUM_DEPTH) {
    frame.fail(`exceeded maximum template depth (${MAXIMUM_DEPTH})`);
  }
  const { state } = run;
  const outer = state.frame;
  state.frame = frame;
  try {
    program.body(frame, data);
  } catch (error) {
    throw error instanceof GoError
      ? new ExecutionError(
          frame.locate(`error calling ${frame.calling}: ${error.message}`),
          error.origin ?? frame.place(),
        )
      : error;
  }
  state.frame = outer;
  return frame.text();
}
