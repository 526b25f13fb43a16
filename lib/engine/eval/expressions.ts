import { OutsideProfile } from '../go/errors';
import { type Dict, isTrue, type Method, type ParameterType, Struct, type Value } from '../go/value';
import type {
  ChainNode,
  CommandNode,
  FieldNode,
  IdentifierNode,
  Operand,
  PipeNode,
  VariableNode,
} from '../template/nodes';
import { nodeText } from '../template/nodes';
import { parseNumber } from '../template/number';
import { canBeNil, goTypeName, passAs } from './arguments';
import { field } from './fields';
import type { Evaluate, Frame } from './frame';
import type { FunctionTable, TemplateFunction } from './function';
import type { Scope } from './scope';
import type { ValueReads } from './value-reads';

/** Turns the expressions of one template into closures. */
export class Expressions {
  constructor(
    private readonly functions: FunctionTable,
    private readonly scope: Scope,
    private readonly reads?: ValueReads,
  ) {}

  /** A pipeline, its variables set. A nil result is the invalid value. */
  pipeline(pipe: PipeNode): Evaluate {
    const value = this.commands(pipe);
    const [variable, second] = pipe.variables;
    if (!variable || second) {
      return value;
    }
    const name = variable.names[0] ?? '';
    const slot = pipe.assigns ? this.scope.find(name) : this.scope.declare(name);
    if (slot === undefined) {
      return (frame, dot) => {
        value(frame, dot);
        return frame.fail(`undefined variable: ${name}`);
      };
    }
    const { reads } = this;
    if (reads) {
      return (frame, dot) => {
        const mark = reads.mark();
        const result = value(frame, dot);
        frame.variables[slot] = result;
        reads.assign(frame, slot, mark);
        return result;
      };
    }
    return (frame, dot) => {
      const result = value(frame, dot);
      frame.variables[slot] = result;
      return result;
    };
  }

  /** The commands of a pipeline, each one's value the last argument of the next. */
  commands(pipe: PipeNode): Evaluate {
    return pipe.commands.reduce<Evaluate | undefined>((before, command) => {
      const value = this.command(command, before);
      return (frame, dot) => value(frame, dot) ?? undefined;
    }, undefined) as Evaluate;
  }

  private command(command: CommandNode, final: Evaluate | undefined): Evaluate {
    const [first, ...rest] = command.operands;
    switch (first.kind) {
      case 'field':
        return this.fieldChain(first, rest, final);
      case 'chain':
        return this.chain(first, rest, final);
      case 'variable':
        return this.variable(first, rest, final);
      case 'identifier':
        return this.call(first, command, rest, final);
    }
    if (rest.length > 0 || final) {
      return atNode(first, (frame) => frame.fail(`can't give argument to non-function ${nodeText(first)}`));
    }
    if (first.kind === 'nil') {
      return atNode(first, (frame) => frame.fail('nil is not a command'));
    }
    return this.operand(first);
  }

  /** An operand by itself, as a value of whatever type it has. */
  private operand(node: Operand): Evaluate {
    switch (node.kind) {
      case 'dot':
        return (_, dot) => dot;
      case 'field':
        return this.fieldChain(node, [], undefined);
      case 'variable':
        return this.variable(node, [], undefined);
      case 'chain':
        return this.chain(node, [], undefined);
      case 'identifier':
        return this.call(node, node, [], undefined);
      case 'pipe':
        return this.nested(node);
      case 'bool':
      case 'string': {
        const { value } = node;
        return () => value;
      }
      case 'number': {
        const { ideal } = parseNumber(node.text);
        return () => ideal;
      }
      case 'nil':
        return () => null;
    }
  }

  private nested(pipe: PipeNode): Evaluate {
    const value = this.pipeline(pipe);
    return (frame, dot) => {
      frame.node = pipe;
      return value(frame, dot);
    };
  }

  private fieldChain(node: FieldNode, operands: readonly Operand[], final: Evaluate | undefined): Evaluate {
    return this.reach(node, (_, dot) => dot, node.names, operands, final);
  }

  private variable(node: VariableNode, operands: readonly Operand[], final: Evaluate | undefined): Evaluate {
    const [name = '', ...names] = node.names;
    const slot = this.scope.find(name);
    if (slot === undefined) {
      return atNode(node, (frame) => frame.fail(`undefined variable: ${name}`));
    }
    const { reads } = this;
    const read: Evaluate = reads
      ? (frame) => {
          reads.read(frame, slot);
          return frame.variables[slot];
        }
      : (frame) => frame.variables[slot];
    if (names.length > 0) {
      return this.reach(node, read, names, operands, final);
    }
    return operands.length > 0 || final
      ? atNode(node, (frame) => frame.fail(`can't give argument to non-function ${nodeText(node)}`))
      : read;
  }

  private chain(node: ChainNode, operands: readonly Operand[], final: Evaluate | undefined): Evaluate {
    return this.reach(node, this.operand(node.node), node.names, operands, final);
  }

  /** Fields of a receiver, one after the other; only the last may be a method with arguments. */
  private reach(
    node: FieldNode | VariableNode | ChainNode,
    receiver: Evaluate,
    names: readonly string[],
    operands: readonly Operand[],
    final: Evaluate | undefined,
  ): Evaluate {
    if (operands.length === 0 && !final) {
      return walk(node, receiver, names);
    }
    const owner = walk(node, receiver, names.slice(0, -1));
    const name = names.at(-1) ?? '';
    const given = operands.map((operand) => this.argument(operand, 'string'));
    return (frame, dot) => {
      const last = final?.(frame, dot);
      const value = owner(frame, dot);
      frame.node = node;
      const count = given.length + (final ? 1 : 0);
      const method = methodOf(frame, value, name, count);
      if (!method) {
        return field(frame, value, name);
      }
      const passed = given.map((argument) => argument(frame, dot));
      if (final) {
        passed.push(passAs(frame, last, 'string'));
      }
      frame.node = node;
      frame.calling = name;
      return method.call(passed, value as Dict | Struct);
    };
  }

  private call(
    node: IdentifierNode,
    command: CommandNode | IdentifierNode,
    operands: readonly Operand[],
    final: Evaluate | undefined,
  ): Evaluate {
    const { name } = node;
    const target = this.functions.get(name);
    if (!target) {
      return refusal(node, `the function ${name}`);
    }
    const wrong = wrongCount(target, operands.length, final !== undefined);
    if (wrong) {
      return atNode(node, (frame) => frame.fail(`wrong number of args for ${name}: ${wrong}`));
    }
    if (name === 'and' || name === 'or') {
      return this.logic(name === 'or', operands, final);
    }
    const given = operands.map((operand, index) =>
      this.argument(operand, target.parameters[index] ?? target.rest ?? 'any'),
    );
    const lastType = target.parameters[operands.length] ?? target.rest ?? 'any';
    return invocation(
      target,
      name,
      command,
      final ? [checked(final, lastType), ...given] : given,
      final !== undefined,
    );
  }

  private logic(stopAt: boolean, operands: readonly Operand[], final: Evaluate | undefined): Evaluate {
    const given = operands.map((operand) => this.argument(operand, 'value'));
    return (frame, dot) => {
      const last = final?.(frame, dot);
      let value: Value;
      for (const argument of given) {
        value = argument(frame, dot);
        if (isTrue(value) === stopAt) {
          return value;
        }
      }
      return final ? last : value;
    };
  }

  /** An operand as an argument of this type. Literals must fit by themselves: Go converts none of them. */
  private argument(node: Operand, type: ParameterType): Evaluate {
    switch (node.kind) {
      case 'nil': {
        const nil = type === 'value' ? undefined : null;
        return canBeNil(type)
          ? (frame) => (type === 'any' || type === 'value' ? nil : passAs(frame, undefined, type))
          : atNode(node, (frame) => frame.fail(`cannot assign nil to ${goTypeName(type)}`));
      }
      case 'bool':
      case 'string':
      case 'number':
        return literal(node, type);
    }
    const value = this.operand(node);
    if (type === 'any') {
      return (frame, dot) => {
        frame.node = node;
        return value(frame, dot) ?? null;
      };
    }
    return (frame, dot) => {
      frame.node = node;
      return passAs(frame, value(frame, dot), type);
    };
  }
}

function walk(node: Operand, receiver: Evaluate, names: readonly string[]): Evaluate {
  const [first, second, third] = names;
  if (first === undefined) {
    return receiver;
  }
  if (second === undefined) {
    return (frame, dot) => {
      const owner = receiver(frame, dot);
      frame.node = node;
      return field(frame, owner, first);
    };
  }
  if (third === undefined) {
    return (frame, dot) => {
      const owner = receiver(frame, dot);
      frame.node = node;
      return field(frame, field(frame, owner, first), second, 'interface {}');
    };
  }
  return (frame, dot) => {
    let value = receiver(frame, dot);
    frame.node = node;
    value = field(frame, value, first);
    for (let index = 1; index < names.length; index++) {
      value = field(frame, value, names[index] as string, 'interface {}');
    }
    return value;
  };
}

/** The method that arguments are given to; every method known here takes strings. Undefined for a receiver that has none. */
function methodOf(frame: Frame, owner: Value, name: string, count: number): Method | undefined {
  if (!(owner instanceof Map || owner instanceof Struct)) {
    return undefined;
  }
  const method = owner.methods?.get(name);
  if (!method) {
    if (owner instanceof Struct) {
      throw new OutsideProfile(`.${name} of a ${owner.type} with arguments`);
    }
    return frame.fail(`${name} is not a method but has arguments`);
  }
  return count === method.parameters
    ? method
    : frame.fail(`wrong number of args for ${name}: want ${method.parameters} got ${count}`);
}

function checked(value: Evaluate, type: ParameterType): Evaluate {
  return (frame, dot) => passAs(frame, value(frame, dot), type);
}

/** The call itself. A piped value is evaluated first and passed last. */
function invocation(
  target: TemplateFunction,
  name: string,
  command: CommandNode | IdentifierNode,
  given: readonly Evaluate[],
  piped: boolean,
): Evaluate {
  const { call } = target;
  const [first, second, third] = given;
  const enter = (frame: Frame) => {
    frame.node = command;
    frame.calling = name;
  };
  if (!first) {
    return (frame) => {
      enter(frame);
      return call(frame.run);
    };
  }
  if (!second) {
    return (frame, dot) => {
      const a = first(frame, dot);
      enter(frame);
      return call(frame.run, a);
    };
  }
  if (!third) {
    return (frame, dot) => {
      const a = first(frame, dot);
      const b = second(frame, dot);
      enter(frame);
      return piped ? call(frame.run, b, a) : call(frame.run, a, b);
    };
  }
  return (frame, dot) => {
    const values = given.map((argument) => argument(frame, dot));
    if (piped) {
      values.push(values.shift());
    }
    enter(frame);
    return call(frame.run, ...values);
  };
}

function wrongCount(
  { parameters, rest }: TemplateFunction,
  operands: number,
  piped: boolean,
): string | undefined {
  const count = operands + (piped ? 1 : 0);
  if (rest) {
    return count < parameters.length ? `want at least ${parameters.length} got ${operands}` : undefined;
  }
  return count === parameters.length ? undefined : `want ${parameters.length} got ${count}`;
}

function literal(node: Operand & { kind: 'bool' | 'string' | 'number' }, type: ParameterType): Evaluate {
  const value = literalAs(node, type);
  if (value !== undefined) {
    return () => value;
  }
  const expected = { bool: 'bool', string: 'string', int: 'integer', float64: 'float' }[type as string];
  return atNode(node, (frame) =>
    frame.fail(
      expected
        ? `expected ${expected}; found ${nodeText(node)}`
        : `can't handle ${nodeText(node)} for arg of type ${goTypeName(type)}`,
    ),
  );
}

function literalAs(node: Operand & { kind: 'bool' | 'string' | 'number' }, type: ParameterType): Value {
  const anything = type === 'any' || type === 'value';
  if (node.kind === 'number') {
    const { integer, float, ideal } = parseNumber(node.text);
    return anything ? ideal : type === 'int' ? integer : type === 'float64' ? float : undefined;
  }
  return anything || type === node.kind ? node.value : undefined;
}

function atNode(node: Operand, value: (frame: Frame) => Value): Evaluate {
  return (frame) => {
    frame.node = node;
    return value(frame);
  };
}

function refusal(node: IdentifierNode, asked: string): Evaluate {
  return atNode(node, () => {
    throw new OutsideProfile(asked);
  });
}
