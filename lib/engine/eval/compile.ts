import { sprint } from '../go/print';
import { Integer, isTrue, sortedKeys, type Value } from '../go/value';
import type { Blocks, BranchNode, Definition, Statement, TemplateNode } from '../template/nodes';
import { Expressions } from './expressions';
import { type Evaluate, type Execute, execute, type Frame, type Program } from './frame';
import type { FunctionTable } from './function';
import { Scope } from './scope';

/** Turns a parsed template into closures that run it. */
export function compile(definition: Definition, functions: FunctionTable): Program {
  const { name, source, blocks } = definition;
  return { name, source, body: new Statements(functions, Scope.ofTemplate(), blocks).block(0) };
}

class Statements {
  private readonly expressions: Expressions;

  constructor(
    private readonly functions: FunctionTable,
    private readonly scope: Scope,
    private readonly blocks: Blocks,
  ) {
    this.expressions = new Expressions(functions, scope);
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
    const steps = statements.map((statement) => this.statement(statement));
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
    return new Statements(this.functions, this.scope.inner(), this.blocks);
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
    const bind = (
      frame: Frame,
      target: { name: string; slot: number | undefined } | undefined,
      item: Value,
    ) => {
      if (target) {
        if (target.slot === undefined) {
          frame.fail(`undefined variable: ${target.name}`);
        } else {
          frame.variables[target.slot] = item;
        }
      }
    };
    return (frame, dot) => {
      frame.node = node.pipe;
      const items = iterate(frame, value, dot, slots.length);
      for (const [index, item] of items) {
        bind(frame, second ? first : undefined, index);
        bind(frame, second ?? first, item);
        if (body(frame, item) === 'break') {
          break;
        }
      }
      return items.length === 0 ? otherwise?.(frame, dot) : undefined;
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

/** The pairs a range goes through: index or key, and item. A map is gone through in the order of its keys. */
function iterate(frame: Frame, value: Evaluate, dot: Value, variables: number): [Value, Value][] {
  const over = value(frame, dot);
  if (over instanceof Map) {
    return sortedKeys(over).map((key) => [key, over.get(key)]);
  }
  if (Array.isArray(over)) {
    return over.map((item, index) => [BigInt(index), item]);
  }
  if (over === undefined) {
    return [];
  }
  const count =
    typeof over === 'bigint'
      ? over
      : over instanceof Integer && over.type !== 'uint8'
        ? over.value
        : undefined;
  if (count === undefined) {
    return frame.fail(`range can't iterate over ${sprint(over)}`);
  }
  if (variables > 1) {
    return frame.fail(`can't use ${count} to iterate over more than one variable`);
  }
  return Array.from({ length: Math.max(0, Number(count)) }, (_, index) => [
    undefined,
    integerLike(over, index),
  ]);
}

function integerLike(pattern: Value, index: number): Value {
  return pattern instanceof Integer ? new Integer(pattern.type, BigInt(index)) : BigInt(index);
}

function printed(frame: Frame, node: Statement, value: Value): string {
  frame.node = node;
  return value === undefined ? '<no value>' : sprint(value);
}
