import { randomOrder } from '../go/errors';
import { sprint } from '../go/print';
import { Integer, isTrue, sortedKeys, Unordered, type Value } from '../go/value';
import type { Blocks, BranchNode, Definition, Statement, TemplateNode } from '../template/nodes';
import { Expressions } from './expressions';
import { type Evaluate, type Execute, execute, type Frame, type Program } from './frame';
import type { FunctionTable } from './function';
import { Scope } from './scope';
import type { ValueReads } from './value-reads';

/**
 * Turns a parsed template into closures that run it.
 *
 * @param reads follows the values that the template reads
 */
export function compile(definition: Definition, functions: FunctionTable, reads?: ValueReads): Program {
  const { name, source, blocks } = definition;
  return { name, source, body: new Statements(functions, Scope.ofTemplate(), blocks, reads).block(0) };
}

class Statements {
  private readonly expressions: Expressions;

  constructor(
    private readonly functions: FunctionTable,
    private readonly scope: Scope,
    private readonly blocks: Blocks,
    private readonly reads: ValueReads | undefined,
  ) {
    this.expressions = new Expressions(functions, scope, reads);
  }

  /** A block that is compiled when it is first run: most of a chart is switched off and never is. */
  block(number: number): Execute {
    let compiled: Execute | undefined;
    return (frame, dot) => {
      compiled ??= this.list(this.blocks.at(number) ?? []);
      return compiled(frame, dot);
    };
  }

  private list(statements: readonly Statement[]): Execute {
    const { reads } = this;
    const steps = statements.map((statement) => {
      const step = this.statement(statement);
      return reads ? reads.around(statement, step) : step;
    });
    return (frame, dot) => {
      for (const step of steps) {
        const flow = step(frame, dot);
        if (flow) {
          return flow;
        }
      }
      return undefined;
    };
  }

  private statement(node: Statement): Execute {
    switch (node.kind) {
      case 'text': {
        const { text } = node;
        return (frame) => {
          frame.output += text;
          return undefined;
        };
      }
      case 'action':
        return this.action(node);
      case 'if':
      case 'with':
        return this.inner().choice(node);
      case 'range':
        return this.inner().range(node);
      case 'template':
        return this.template(node);
      case 'break':
      case 'continue': {
        const { kind } = node;
        return () => kind;
      }
    }
  }

  private inner(): Statements {
    return new Statements(this.functions, this.scope.inner(), this.blocks, this.reads);
  }

  private action(node: Statement & { kind: 'action' }): Execute {
    const value = this.expressions.pipeline(node.pipe);
    const prints = node.pipe.variables.length === 0;
    return (frame, dot) => {
      frame.node = node.pipe;
      const result = value(frame, dot);
      if (prints) {
        frame.output += typeof result === 'string' ? result : printed(frame, node, result);
      }
      return undefined;
    };
  }

  private choice(node: BranchNode): Execute {
    const condition = this.expressions.pipeline(node.pipe);
    const body = this.inner().block(node.body);
    const otherwise = node.otherwise === undefined ? undefined : this.inner().block(node.otherwise);
    const rebinds = node.kind === 'with';
    return (frame, dot) => {
      frame.node = node.pipe;
      const value = condition(frame, dot);
      return isTrue(value) ? body(frame, rebinds ? value : dot) : otherwise?.(frame, dot);
    };
  }

  private range(node: BranchNode): Execute {
    const { variables, assigns } = node.pipe;
    const value = this.expressions.commands(node.pipe);
    const slots = variables.map(({ names: [name = ''] }) => ({
      name,
      slot: assigns ? this.scope.find(name) : this.scope.declare(name),
    }));
    const body = this.inner().block(node.body);
    const otherwise = node.otherwise === undefined ? undefined : this.inner().block(node.otherwise);
    const [first, second] = slots;
    const { reads } = this;
    return (frame, dot) => {
      frame.node = node.pipe;
      const mark = reads?.mark() ?? 0;
      const over = value(frame, dot);
      for (const { slot } of slots) {
        if (slot !== undefined) {
          reads?.assign(frame, slot, mark);
        }
      }
      const isEmpty = iterate(frame, over, slots.length, (index, item) => {
        bind(frame, second ? first : undefined, index);
        bind(frame, second ?? first, item);
        return body(frame, item) !== 'break';
      });
      return isEmpty ? otherwise?.(frame, dot) : undefined;
    };
  }

  private template(node: TemplateNode): Execute {
    const data: Evaluate = node.pipe ? this.expressions.pipeline(node.pipe) : () => undefined;
    return (frame, dot) => {
      frame.node = node;
      const program = frame.run.find(node.name);
      if (!program) {
        return frame.fail(`template "${node.name}" not defined`);
      }
      frame.output += execute(program, frame.run, data(frame, dot), frame.depth + 1);
      return undefined;
    };
  }
}

/** A variable that a range sets; one that is only assigned to may be out of sight. */
interface Target {
  readonly name: string;
  readonly slot: number | undefined;
}

function bind(frame: Frame, target: Target | undefined, item: Value): void {
  if (!target) {
    return;
  }
  if (target.slot === undefined) {
    frame.fail(`undefined variable: ${target.name}`);
  } else {
    frame.variables[target.slot] = item;
  }
}

/** One round of a loop, given the index or key and the item. Returns false for `break`. */
type Round = (index: Value, item: Value) => boolean;

/**
 * Goes through what a range is over; a map in the order of its keys.
 *
 * @returns true when there was nothing to go through
 */
function iterate(frame: Frame, over: Value, variables: number, round: Round): boolean {
  if (over instanceof Map) {
    // The loop may change the map that it goes through; Go has looked at all of it before.
    const entries = sortedKeys(over).map((key) => [key, over.get(key)] as const);
    return each(frame, entries, ([key, item]) => round(key, item));
  }
  if (Array.isArray(over)) {
    return each(frame, over, (item, index) => round(BigInt(index), item));
  }
  if (over === undefined) {
    return true;
  }
  if (over instanceof Unordered) {
    throw randomOrder(over.origin);
  }
  return count(frame, over, variables, round);
}

function each<T>(frame: Frame, items: readonly T[], round: (item: T, index: number) => boolean): boolean {
  const { state } = frame.run;
  for (let index = 0; index < items.length; index++) {
    state.countRound();
    if (!round(items[index] as T, index)) {
      break;
    }
    frame.savePiece();
  }
  return items.length === 0;
}

function count(frame: Frame, over: Exclude<Value, undefined>, variables: number, round: Round): boolean {
  const isOther = over instanceof Integer && over.type !== 'uint8';
  if (typeof over !== 'bigint' && !isOther) {
    return frame.fail(`range can't iterate over ${sprint(over)}`);
  }
  const end = isOther ? over.value : (over as bigint);
  if (variables > 1) {
    return frame.fail(`can't use ${end} to iterate over more than one variable`);
  }
  const { state } = frame.run;
  for (let number = 0n; number < end; number++) {
    state.countRound();
    if (!round(undefined, isOther ? new Integer(over.type, number) : number)) {
      break;
    }
    frame.savePiece();
  }
  return end <= 0n;
}

function printed(frame: Frame, node: Statement, value: Value): string {
  frame.node = node;
  return value === undefined ? '<no value>' : sprint(value);
}
