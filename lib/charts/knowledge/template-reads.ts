import type { ChartFiles } from './chart-files';
import { identity, type Meaning, type Meanings, pairs } from './meaning';
import {
  type Command,
  type Operand,
  type Pipeline,
  parseTemplate,
  type TemplateNode,
} from './template-syntax';
import { Found, type Guard, type TemplateReads } from './value-reads';

/** What surrounds a node while the templates are walked. */
interface Scope {
  readonly dot: Meanings;
  readonly variables: Map<string, Meanings>;
  readonly guards: readonly Guard[];
  readonly file: string;
  readonly refusal?: string;
}

/** Functions that only look at a value: the keys of a map are of no matter to them. */
const LOOKING = new Set(
  `and or not if eq ne lt le gt ge quote squote print printf println toString int int64 float64 add sub mul div
  len empty kindIs typeIs typeOf b64enc trim trimPrefix trimSuffix trimAll upper lower contains replace has hasPrefix hasSuffix
  regexMatch regexReplaceAll semverCompare default coalesce ternary sha256sum required fail mustDateModify dateModify
  nindent indent join lookup genCA genSignedCert buildCustomCert split splitList kindOf until`.split(/\s+/),
);

/**
 * Follows every template of a chart, without rendering it, to every value it reads: through `with`, `range`, variables,
 * `include`, `hasKey`, `get`, `index` and `dig`. What cannot be followed counts as reading the value whole.
 */
export function readsOfTemplates(chart: ChartFiles): TemplateReads {
  return new Walk(chart).reads();
}

class Walk {
  private readonly defined = new Map<string, readonly TemplateNode[]>();
  private readonly parsed = new Map<string, readonly TemplateNode[]>();
  private readonly found = new Map<string, Found>();
  private readonly visited = new Set<string>();

  constructor(chart: ChartFiles) {
    for (const [path, text] of chart) {
      // Dashboards hold Grafana's own {{ }}; the rest of files/ goes through `tpl`.
      if (path.startsWith('templates/') || (path.startsWith('files/') && !path.endsWith('.json'))) {
        const nodes = parseTemplate(text);
        this.parsed.set(path, nodes);
        for (const node of nodes) {
          if (node.kind === 'define') {
            this.defined.set(node.name, node.body);
          }
        }
      }
    }
  }

  reads(): TemplateReads {
    for (const [file, nodes] of this.parsed) {
      const context: Meanings = [{ kind: 'context' }];
      this.block(nodes, { dot: context, variables: new Map([['', context]]), guards: [], file });
    }
    return new Map(
      [...this.found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, f]) => [path, f.result()]),
    );
  }

  private block(nodes: readonly TemplateNode[], scope: Scope): void {
    for (const node of nodes) {
      if (node.kind === 'action') {
        const meanings = this.pipeline(node.pipeline, scope);
        this.assign(node.pipeline.variables, meanings, scope);
      } else if (node.kind === 'if' || node.kind === 'with' || node.kind === 'range') {
        this.branch(node, scope);
      }
    }
  }

  private branch(node: TemplateNode & { kind: 'if' | 'with' | 'range' }, scope: Scope): void {
    const refusal = refusalOf(node.body);
    const asking = refusal === undefined ? scope : { ...scope, refusal };
    const asked = this.pipeline(node.pipeline, asking);
    const guards = [...scope.guards, ...this.guardsOf(node.pipeline, asking)];
    const inner: Scope = { ...scope, guards, variables: new Map(scope.variables) };
    if (node.kind === 'range') {
      const elements = asked.flatMap((meaning) => this.elements(meaning, scope));
      this.assign(node.pipeline.variables.slice(-1), elements, inner);
      this.block(node.body, { ...inner, dot: elements });
    } else {
      this.assign(node.pipeline.variables, asked, inner);
      this.block(node.body, node.kind === 'with' ? { ...inner, dot: asked } : inner);
    }
    for (const [name, meanings] of inner.variables) {
      if (scope.variables.has(name)) {
        this.assign([name], meanings, scope);
      }
    }
    this.block(node.otherwise, { ...scope, variables: new Map(scope.variables) });
  }

  private assign(names: readonly string[], meanings: Meanings, scope: Scope): void {
    for (const name of names) {
      const before = (scope.variables.get(name) ?? []).filter(
        (one) => !meanings.some((other) => identity(one) === identity(other)),
      );
      scope.variables.set(name, [...before, ...meanings]);
    }
  }

  private pipeline(pipeline: Pipeline, scope: Scope): Meanings {
    let piped: Meanings | undefined;
    for (const command of pipeline.commands) {
      piped = this.command(command, piped, scope);
    }
    return piped ?? [];
  }

  private command(command: Command, piped: Meanings | undefined, scope: Scope): Meanings {
    const [head, ...rest] = command;
    if (head?.kind !== 'name') {
      return head ? this.operand(head, scope) : [];
    }
    const given = rest.map((operand) => this.operand(operand, scope));
    return this.call(head.name, piped ? [...given, piped] : given, scope);
  }

  private operand(operand: Operand, scope: Scope): Meanings {
    switch (operand.kind) {
      case 'text':
        return [{ kind: 'text', text: operand.text }];
      case 'group':
        return this.follow(this.pipeline(operand.pipeline, scope), operand.path, scope);
      case 'field': {
        const base =
          operand.variable === undefined ? scope.dot : (scope.variables.get(operand.variable) ?? []);
        return this.follow(base, operand.path, scope);
      }
      case 'name':
        return this.call(operand.name, [], scope);
      default:
        return [];
    }
  }

  /** Follows field names, and notes the value at their end as read. */
  private follow(base: Meanings, path: readonly string[], scope: Scope): Meanings {
    return base.flatMap((meaning): Meanings => {
      if (path.length === 0) {
        return [meaning];
      }
      if (meaning.kind === 'context') {
        return path[0] === 'Values' ? [this.note([], path.slice(1), scope)] : [];
      }
      if (meaning.kind === 'dict') {
        return this.follow(meaning.entries.get(path[0] ?? '') ?? [], path.slice(1), scope);
      }
      return meaning.kind === 'value' ? [this.note(meaning.path, path, scope)] : [];
    });
  }

  private note(base: readonly string[], path: readonly string[], scope: Scope): Meaning {
    // `.Values.AsMap` is Helm's method for the values themselves.
    const full = [...base, ...path].filter((name, depth) => depth > 0 || name !== 'AsMap');
    this.record(full, scope, false);
    return { kind: 'value', path: full };
  }

  private record(path: readonly string[], scope: Scope, whole: boolean): void {
    if (path.length > 0) {
      const key = path.join('.');
      const found = this.found.get(key) ?? new Found();
      this.found.set(key, found);
      // A value that guards itself (`if .x` around `.x`) says nothing about when it counts.
      const guards = scope.guards.filter((guard) => guard.path !== key);
      found.add(scope.file, whole, guards, scope.refusal);
    }
  }

  private wholly(meanings: Meanings, scope: Scope): void {
    for (const meaning of meanings) {
      if (meaning.kind === 'value') {
        this.record(meaning.path, scope, true);
      } else if (meaning.kind === 'list') {
        meaning.items.forEach((item) => {
          this.wholly(item, scope);
        });
      } else if (meaning.kind === 'dict') {
        meaning.entries.forEach((entry) => {
          this.wholly(entry, scope);
        });
      }
    }
  }

  private elements(meaning: Meaning, scope: Scope): Meanings {
    if (meaning.kind === 'list') {
      return meaning.items.flat();
    }
    if (meaning.kind === 'dict') {
      return [...meaning.entries.values()].flat();
    }
    if (meaning.kind !== 'value') {
      return [];
    }
    this.record([...meaning.path, '*'], scope, false);
    return [{ kind: 'value', path: [...meaning.path, '*'] }];
  }

  private call(name: string, given: readonly Meanings[], scope: Scope): Meanings {
    const key = (index: number): string | undefined =>
      given[index]?.find((meaning) => meaning.kind === 'text')?.text;
    switch (name) {
      case 'include':
      case 'template':
        return this.include(key(0), given[1] ?? [], scope);
      case 'tpl':
        this.wholly(given[0] ?? [], scope);
        return [];
      case 'list':
      case 'tuple':
        return [{ kind: 'list', items: given }];
      case 'dict':
        return [{ kind: 'dict', entries: new Map(pairs(given)) }];
      case 'hasKey':
      case 'get':
        return this.keyed(given[0] ?? [], key(1), scope);
      case 'index':
        return this.index(given, scope);
      case 'dig': {
        const path = given.slice(0, -2).map((_, depth) => key(depth) ?? '*');
        return [...this.follow(given.at(-1) ?? [], path, scope), ...(given.at(-2) ?? [])];
      }
      case 'first':
      case 'last':
      case 'mustFirst':
        return (given[0] ?? []).flatMap((meaning) => this.elements(meaning, scope));
      case 'and':
      case 'or':
      case 'default':
      case 'coalesce':
      case 'ternary':
        return given.flat().filter((meaning) => meaning.kind !== 'text');
      case 'deepCopy':
      case 'required':
        return given.at(-1) ?? [];
      case 'set':
        this.wholly(given[2] ?? [], scope);
        return given[0] ?? [];
      case 'unset':
        return given[0] ?? [];
      case 'append':
      case 'concat':
      case 'merge':
      case 'mergeOverwrite':
      case 'mustMerge':
      case 'mustMergeOverwrite':
        return given.flat();
      default:
        if (!LOOKING.has(name)) {
          given.forEach((meanings) => {
            this.wholly(meanings, scope);
          });
        }
        return [];
    }
  }

  private keyed(base: Meanings, name: string | undefined, scope: Scope): Meanings {
    if (name === undefined) {
      this.wholly(base, scope);
      return [];
    }
    return this.follow(base, [name], scope);
  }

  private index(given: readonly Meanings[], scope: Scope): Meanings {
    return given.slice(1).reduce<Meanings>(
      (base, step) =>
        base.flatMap((meaning) => {
          const name = step.find((one) => one.kind === 'text')?.text;
          if (meaning.kind === 'list') {
            return meaning.items[Number(name)] ?? [];
          }
          return name === undefined ? this.elements(meaning, scope) : this.keyed([meaning], name, scope);
        }),
      given[0] ?? [],
    );
  }

  private include(name: string | undefined, dot: Meanings, scope: Scope): Meanings {
    const body = name === undefined ? undefined : this.defined.get(name);
    const visit = JSON.stringify([name, dot.map(identity), scope.guards, scope.file, scope.refusal]);
    if (!body) {
      // A computed name is a file of the chart, and those are walked anyway.
      this.wholly(dot, scope);
    } else if (!this.visited.has(visit)) {
      this.visited.add(visit);
      this.block(body, { ...scope, dot, variables: new Map([['', dot]]) });
    }
    return [];
  }

  /** The conditions that must hold for a body to be reached: what `and` joins, nothing of what `or` offers. */
  private guardsOf(condition: Pipeline, scope: Scope): readonly Guard[] {
    const [command, ...more] = condition.commands;
    if (!command || more.length > 0) {
      return [];
    }
    const [head, ...rest] = command;
    if (head?.kind === 'field') {
      return this.guard(head, scope);
    }
    if (head?.kind === 'group' && rest.length === 0) {
      return this.guardsOf(head.pipeline, scope);
    }
    if (head?.kind === 'name' && head.name === 'and') {
      return rest.flatMap((operand) =>
        operand.kind === 'group' ? this.guardsOf(operand.pipeline, scope) : this.guard(operand, scope),
      );
    }
    const [one, other] = rest;
    if (head?.kind === 'name' && head.name === 'eq' && one && other && rest.length === 2) {
      const [text, field] = one.kind === 'text' ? [one, other] : [other, one];
      return text.kind === 'text' && text.text !== ''
        ? this.guard(field, scope).map((guard) => ({ ...guard, equals: text.text }))
        : [];
    }
    return [];
  }

  private guard(operand: Operand, scope: Scope): readonly Guard[] {
    const meanings = operand.kind === 'field' ? this.operand(operand, scope) : [];
    const [only] = meanings;
    return meanings.length === 1 && only?.kind === 'value' && !only.path.includes('*')
      ? [{ path: only.path.join('.') }]
      : [];
  }
}

/** The message of a body that does nothing but `fail`. */
function refusalOf(body: readonly TemplateNode[]): string | undefined {
  const [only, ...more] = body.filter((node) => node.kind !== 'text' || node.text.trim() !== '');
  const command = only?.kind === 'action' && more.length === 0 ? only.pipeline.commands[0] : undefined;
  const [head, message] = command ?? [];
  return head?.kind === 'name' && head.name === 'fail' && message?.kind === 'text' ? message.text : undefined;
}
