import {
  type CommandNode,
  type Operand,
  type PipeNode,
  readTemplate,
  type Statement,
  type TemplateDefinition,
} from '../../engine';
import { callFunction, textOf } from './function-families';
import { identity, type Meanings } from './meaning';
import { type Circumstances, ReadRecorder } from './read-recorder';
import type { Guard, TemplateReads } from './value-reads';

/** What surrounds a node while the templates are walked. */
interface Scope extends Circumstances {
  readonly dot: Meanings;
  /** By name, with the `$`. */
  readonly variables: Map<string, Meanings>;
  /** Those of the definition that is walked. */
  readonly blocks: TemplateDefinition['blocks'];
}

type Branch = Statement & { kind: 'if' | 'with' | 'range' };

/**
 * Follows every template of a chart, without rendering it, to every value it reads: through `with`, `range`, variables,
 * `include`, `hasKey`, `get`, `index` and `dig`. What cannot be followed counts as reading the value whole.
 *
 * @param chart text by path inside the chart
 * @throws {TemplateSyntaxError} for a template that Go would refuse
 */
export function readsOfTemplates(chart: ReadonlyMap<string, string>): TemplateReads {
  return new Walk(chart).reads();
}

class Walk {
  private readonly own = new Map<string, TemplateDefinition>();
  private readonly defined = new Map<string, TemplateDefinition>();
  private readonly recorder = new ReadRecorder();
  private readonly visited = new Set<string>();

  constructor(chart: ReadonlyMap<string, string>) {
    for (const [path, text] of chart) {
      // Dashboards hold Grafana's own {{ }}; the rest of files/ goes through `tpl`.
      if (path.startsWith('templates/') || (path.startsWith('files/') && !path.endsWith('.json'))) {
        const { own, defines } = readTemplate(path, text);
        this.own.set(path, own);
        for (const definition of defines) {
          this.defined.set(definition.name, definition);
        }
      }
    }
  }

  reads(): TemplateReads {
    const context: Meanings = [{ kind: 'context' }];
    for (const [file, { blocks }] of this.own) {
      this.body({ dot: context, variables: new Map([['$', context]]), guards: [], file, blocks });
    }
    return this.recorder.reads();
  }

  private body(scope: Scope): void {
    this.block(scope.blocks[0] ?? [], scope);
  }

  private block(statements: readonly Statement[], scope: Scope): void {
    for (const statement of statements) {
      switch (statement.kind) {
        case 'action':
          this.assign(variablesOf(statement.pipe), this.pipe(statement.pipe, scope), scope);
          break;
        case 'template':
          this.include(statement.name, statement.pipe ? this.pipe(statement.pipe, scope) : [], scope);
          break;
        case 'if':
        case 'with':
        case 'range':
          this.branch(statement, scope);
      }
    }
  }

  private branch(branch: Branch, scope: Scope): void {
    const body = scope.blocks[branch.body] ?? [];
    const refusal = refusalOf(body);
    const asking = refusal === undefined ? scope : { ...scope, refusal };
    const asked = this.pipe(branch.pipe, asking);
    const guards = [...scope.guards, ...this.guardsOf(branch.pipe, asking)];
    const inner: Scope = { ...scope, guards, variables: new Map(scope.variables) };
    const variables = variablesOf(branch.pipe);
    if (branch.kind === 'range') {
      const elements = asked.flatMap((meaning) => this.recorder.elements(meaning, scope));
      this.assign(variables.slice(-1), elements, inner);
      this.block(body, { ...inner, dot: elements });
    } else {
      this.assign(variables, asked, inner);
      this.block(body, branch.kind === 'with' ? { ...inner, dot: asked } : inner);
    }
    for (const [name, meanings] of inner.variables) {
      if (scope.variables.has(name)) {
        this.assign([name], meanings, scope);
      }
    }
    if (branch.otherwise !== undefined) {
      this.block(scope.blocks[branch.otherwise] ?? [], { ...scope, variables: new Map(scope.variables) });
    }
  }

  private assign(names: readonly string[], meanings: Meanings, scope: Scope): void {
    for (const name of names) {
      const before = (scope.variables.get(name) ?? []).filter(
        (one) => !meanings.some((other) => identity(one) === identity(other)),
      );
      scope.variables.set(name, [...before, ...meanings]);
    }
  }

  private pipe({ commands }: PipeNode, scope: Scope): Meanings {
    return (
      commands.reduce<Meanings | undefined>(
        (piped, command) => this.command(command, piped, scope),
        undefined,
      ) ?? []
    );
  }

  private command({ operands }: CommandNode, piped: Meanings | undefined, scope: Scope): Meanings {
    const [head, ...rest] = operands;
    if (head.kind !== 'identifier') {
      return this.operand(head, scope);
    }
    const given = rest.map((operand) => this.operand(operand, scope));
    return this.call(head.name, piped ? [...given, piped] : given, scope);
  }

  private operand(operand: Operand, scope: Scope): Meanings {
    switch (operand.kind) {
      case 'string':
        return [{ kind: 'text', text: operand.value }];
      case 'number':
        return /^\d+$/.test(operand.text) ? [{ kind: 'text', text: operand.text }] : [];
      case 'pipe':
        return this.pipe(operand, scope);
      case 'chain':
        return this.recorder.follow(this.operand(operand.node, scope), operand.names, scope);
      case 'dot':
        return scope.dot;
      case 'field':
        return this.recorder.follow(scope.dot, operand.names, scope);
      case 'variable': {
        const [name = '$', ...path] = operand.names;
        return this.recorder.follow(scope.variables.get(name) ?? [], path, scope);
      }
      case 'identifier':
        return this.call(operand.name, [], scope);
      default:
        return [];
    }
  }

  private call(name: string, given: readonly Meanings[], scope: Scope): Meanings {
    return name === 'include'
      ? this.include(textOf(given[0] ?? []), given[1] ?? [], scope)
      : callFunction(name, { given, where: scope, recorder: this.recorder });
  }

  private include(name: string | undefined, dot: Meanings, scope: Scope): Meanings {
    const definition = name === undefined ? undefined : this.defined.get(name);
    const visit = JSON.stringify([name, dot.map(identity), scope.guards, scope.file, scope.refusal]);
    if (!definition) {
      // A computed name is a file of the chart, and those are walked anyway.
      this.recorder.wholly(dot, scope);
    } else if (!this.visited.has(visit)) {
      this.visited.add(visit);
      this.body({ ...scope, dot, variables: new Map([['$', dot]]), blocks: definition.blocks });
    }
    return [];
  }

  /** The conditions that must hold for a body to be reached: what `and` joins, nothing of what `or` offers. */
  private guardsOf({ commands }: PipeNode, scope: Scope): readonly Guard[] {
    const [command, ...more] = commands;
    return command && more.length === 0 ? this.guardsOfCommand(command, scope) : [];
  }

  private guardsOfCommand({ operands: [head, ...rest] }: CommandNode, scope: Scope): readonly Guard[] {
    if (head.kind === 'pipe') {
      return rest.length === 0 ? this.guardsOf(head, scope) : [];
    }
    if (head.kind !== 'identifier') {
      return this.guard(head, scope);
    }
    if (head.name === 'and') {
      return rest.flatMap((operand) =>
        operand.kind === 'pipe' ? this.guardsOf(operand, scope) : this.guard(operand, scope),
      );
    }
    return head.name === 'eq' ? this.guardsOfEquality(rest, scope) : [];
  }

  private guardsOfEquality(operands: readonly Operand[], scope: Scope): readonly Guard[] {
    const [one, other] = operands;
    if (!one || !other || operands.length > 2) {
      return [];
    }
    const [word, asked] = this.word(one) === undefined ? [other, one] : [one, other];
    const equals = this.word(word) ?? '';
    return equals === '' ? [] : this.guard(asked, scope).map((guard) => ({ ...guard, equals }));
  }

  /** A constant that a value may be compared with. */
  private word(operand: Operand): string | undefined {
    if (operand.kind === 'string') {
      return operand.value;
    }
    return operand.kind === 'number' && /^\d+$/.test(operand.text) ? operand.text : undefined;
  }

  private guard(operand: Operand, scope: Scope): readonly Guard[] {
    const isField = operand.kind === 'field' || operand.kind === 'variable' || operand.kind === 'dot';
    const [only, ...others] = isField ? this.operand(operand, scope) : [];
    return others.length === 0 && only?.kind === 'value' && !only.path.includes('*')
      ? [{ path: only.path.join('.') }]
      : [];
  }
}

/** The names of the variables that take the result. */
function variablesOf({ variables }: PipeNode): readonly string[] {
  return variables.map(({ names: [name = '$'] }) => name);
}

/** The message of a body that does nothing but `fail`. */
function refusalOf(body: readonly Statement[]): string | undefined {
  const [only, ...more] = body.filter((node) => node.kind !== 'text' || node.text.trim() !== '');
  const command = only?.kind === 'action' && more.length === 0 ? only.pipe.commands[0] : undefined;
  const [head, message] = command?.operands ?? [];
  return head?.kind === 'identifier' && head.name === 'fail' && message?.kind === 'string'
    ? message.value
    : undefined;
}
