import { compile } from '../eval/compile';
import { type Program, type Run, RunState } from '../eval/frame';
import type { FunctionTable } from '../eval/function';
import type { ValueReads } from '../eval/value-reads';
import { GoError } from '../go/errors';
import { quoteGo } from '../go/quote';
import type { Definition } from '../template/nodes';
import { parseTemplate } from '../template/parser';
import { TemplateSyntaxError } from '../template/token-reader';

/** How many texts of `tpl` a set remembers; charts have a handful, values could bring any number. */
const REMEMBERED_TEXTS = 100;

/** Templates that see each other by name. A set can be laid over another, as `tpl` does. */
export class TemplateSet {
  private readonly programs = new Map<string, Program>();
  private readonly texts = new Map<string, { set: TemplateSet; program: Program }>();

  constructor(
    private readonly functions: FunctionTable,
    private readonly below?: TemplateSet,
    private readonly reads?: ValueReads,
  ) {}

  /**
   * Adds a text and everything it defines.
   *
   * @returns the text's own program
   * @throws {TemplateSyntaxError}
   */
  add(name: string, text: string): Program {
    return this.addParsed(
      name,
      parseTemplate({ name, text }, (word) => this.functions.has(word)),
    );
  }

  /** Adds a parsed text. A later definition replaces an earlier one unless it is empty. */
  addParsed(name: string, definitions: readonly Definition[]): Program {
    let own: Program | undefined;
    for (const definition of definitions) {
      const program = compile(definition, this.functions, this.reads);
      if (definition.name === name) {
        own = program;
      }
      if (!definition.isEmpty || !this.find(definition.name)) {
        this.programs.set(definition.name, program);
      }
    }
    return own as Program;
  }

  find(name: string): Program | undefined {
    return this.programs.get(name) ?? this.below?.find(name);
  }

  /** The state of one render of these templates. */
  run(state = new RunState()): Run {
    return {
      state,
      find: (name) => this.find(name),
      parse: (text) => {
        const { set, program } = this.remember(text);
        return { program, run: set.run(state) };
      },
    };
  }

  private remember(text: string): { set: TemplateSet; program: Program } {
    const known = this.texts.get(text);
    if (known) {
      return known;
    }
    const set = new TemplateSet(this.functions, this, this.reads);
    try {
      const parsed = { set, program: set.add('gotpl', text) };
      if (this.texts.size < REMEMBERED_TEXTS) {
        this.texts.set(text, parsed);
      }
      return parsed;
    } catch (error) {
      throw error instanceof TemplateSyntaxError
        ? new GoError(`cannot parse template ${quoteGo(text)}: ${error.message}`)
        : error;
    }
  }
}
