import { GoError, LimitExceeded, OutsideProfile } from '../go/errors';
import { quoteGo, unquoteGo } from '../go/quote';
import { trimSpace } from '../go/space';
import { DEEPEST_TEMPLATE } from '../limits';
import type { Comment, Token, TokenType } from './lexer';
import type {
  ActionNode,
  BranchNode,
  CommandNode,
  Definition,
  Operand,
  PipeNode,
  Source,
  Statement,
  TemplateNode,
  VariableNode,
} from './nodes';
import { nodeText } from './nodes';
import { parseNumber } from './number';
import { TokenReader } from './token-reader';

/**
 * Parses a template with everything it defines, as Go's text/template does.
 *
 * @param isFunction whether a name is a function that templates may call
 * @returns the file's own template first, then its `define`s
 * @throws {TemplateSyntaxError} where Go would refuse the text
 */
export function parseTemplate(source: Source, isFunction: (name: string) => boolean): readonly Definition[] {
  return new Parser(source, isFunction).parse().definitions;
}

/** The same with the comments of the text, for a reader of templates. */
export function parseWithComments(
  source: Source,
  isFunction: (name: string) => boolean,
): { readonly definitions: readonly Definition[]; readonly comments: readonly Comment[] } {
  return new Parser(source, isFunction).parse();
}

/** How a list of statements ended. */
type Ending = 'end' | 'else';

const OPERANDS: ReadonlySet<TokenType> = new Set([
  'bool',
  'char constant',
  'dot',
  'field',
  'identifier',
  'number',
  'raw string',
  'string',
  'variable',
  '(',
]);

class Parser extends TokenReader {
  private readonly definitions: Definition[] = [];
  private variables: string[] = ['$'];
  private blocks: (readonly Statement[])[] = [[]];
  private rangeDepth = 0;
  private depth = 0;

  constructor(
    source: Source,
    private readonly isFunction: (name: string) => boolean,
  ) {
    super(source);
  }

  parse(): { readonly definitions: readonly Definition[]; readonly comments: readonly Comment[] } {
    const body: Statement[] = [];
    while (this.peek().type !== 'eof') {
      if (this.peek().type === 'left' && this.isKeyword(this.afterSpace(this.at + 1), 'define')) {
        this.define();
        continue;
      }
      const statement = this.statement();
      if (statement === 'end' || statement === 'else') {
        this.fail(`unexpected {{${statement}}}`);
      }
      body.push(statement);
    }
    this.add(this.source.name, body, this.blocks);
    return { definitions: this.definitions, comments: this.comments };
  }

  private define(): void {
    this.next();
    this.nextNonSpace();
    const name = this.literal('define clause');
    this.expect('right', 'define clause');
    const outer = { variables: this.variables, blocks: this.blocks };
    this.variables = ['$'];
    this.blocks = [[]];
    const { body, ending } = this.list();
    if (ending !== 'end') {
      this.fail('unexpected {{else}} in define clause');
    }
    this.add(name, body, this.blocks);
    this.variables = outer.variables;
    this.blocks = outer.blocks;
  }

  /** Two definitions of one name in one file: one of them must be empty. */
  private add(name: string, body: readonly Statement[], blocks: (readonly Statement[])[]): void {
    blocks[0] = body;
    const definition: Definition = { name, source: this.source, isEmpty: isEmpty(body), blocks };
    const index = this.definitions.findIndex((other) => other.name === name);
    const before = this.definitions[index];
    if (!before) {
      this.definitions.push(definition);
    } else if (before.isEmpty) {
      this.definitions[index] = definition;
    } else if (!definition.isEmpty) {
      this.fail(`template: multiple definition of template "${name}"`);
    }
  }

  private list(): { body: Statement[]; ending: Ending } {
    const body: Statement[] = [];
    while (this.peekNonSpace().type !== 'eof') {
      const statement = this.statement();
      if (statement === 'end' || statement === 'else') {
        return { body, ending: statement };
      }
      body.push(statement);
    }
    return this.fail('unexpected EOF');
  }

  private statement(): Statement | Ending {
    const token = this.nextNonSpace();
    switch (token.type) {
      case 'text':
        return { kind: 'text', pos: token.pos, text: token.text };
      case 'left':
        return this.action();
      default:
        return this.unexpected(token, 'input');
    }
  }

  private action(): Statement | Ending {
    const token = this.peekNonSpace();
    if (token.type === 'keyword') {
      const word = token.text;
      const isFunctionHere = (word === 'break' || word === 'continue') && this.isFunction(word);
      if (!isFunctionHere && word !== 'nil') {
        this.nextNonSpace();
        return this.keyword(token);
      }
    }
    const pipe = this.pipeline('command', 'right');
    return { kind: 'action', pos: token.pos, pipe } satisfies ActionNode;
  }

  private keyword(token: Token): Statement | Ending {
    switch (token.text) {
      case 'if':
      case 'with':
      case 'range':
        return this.branch(token.text);
      case 'else':
        return this.elseControl();
      case 'end':
        this.expect('right', 'end');
        return 'end';
      case 'template':
        return this.templateCall(token);
      case 'break':
      case 'continue':
        return this.jump(token);
      case 'block':
        return this.blockAction(token);
      default:
        return this.unexpected({ ...token, text: `<${token.text}>` }, 'command');
    }
  }

  private elseControl(): Ending {
    const next = this.peekNonSpace();
    if (!this.isKeyword(next, 'if') && !this.isKeyword(next, 'with')) {
      this.expect('right', 'else');
    }
    return 'else';
  }

  private jump(token: Token): Statement {
    const kind = token.text === 'break' ? 'break' : 'continue';
    const next = this.nextNonSpace();
    if (next.type !== 'right') {
      this.unexpected(next, `{{${kind}}}`);
    }
    if (this.rangeDepth === 0) {
      this.fail(`{{${kind}}} outside {{range}}`);
    }
    return { kind, pos: token.pos };
  }

  private branch(kind: BranchNode['kind']): BranchNode {
    this.enter();
    const outer = this.variables.length;
    const pipe = this.pipeline(kind, 'right');
    this.rangeDepth += kind === 'range' ? 1 : 0;
    const { body, ending } = this.list();
    this.rangeDepth -= kind === 'range' ? 1 : 0;
    const otherwise = ending === 'else' ? this.otherwise(kind) : undefined;
    this.variables.length = outer;
    this.depth--;
    return {
      kind,
      pos: pipe.pos,
      pipe,
      body: this.block(body),
      ...(otherwise && { otherwise: this.block(otherwise) }),
    };
  }

  private block(statements: readonly Statement[]): number {
    return this.blocks.push(statements) - 1;
  }

  private otherwise(kind: BranchNode['kind']): Statement[] {
    if (kind !== 'range' && this.isKeyword(this.peek(), kind)) {
      this.nextNonSpace();
      return [this.branch(kind)];
    }
    const { body, ending } = this.list();
    return ending === 'end' ? body : this.fail('expected end; found {{else}}');
  }

  /** `{{block "name" pipe}}` defines a template and calls it at once. */
  private blockAction(token: Token): TemplateNode {
    const name = this.literal('block clause');
    const pipe = this.pipeline('block clause', 'right');
    const outer = { variables: this.variables, blocks: this.blocks, rangeDepth: this.rangeDepth };
    this.variables = ['$'];
    this.blocks = [[]];
    this.rangeDepth = 0;
    const { body, ending } = this.list();
    if (ending !== 'end') {
      this.fail('unexpected {{else}} in block clause');
    }
    this.add(name, body, this.blocks);
    this.variables = outer.variables;
    this.blocks = outer.blocks;
    this.rangeDepth = outer.rangeDepth;
    return { kind: 'template', pos: token.pos, name, pipe };
  }

  private templateCall(token: Token): TemplateNode {
    const name = this.literal('template clause');
    if (this.peekNonSpace().type === 'right') {
      this.nextNonSpace();
      return { kind: 'template', pos: token.pos, name };
    }
    return { kind: 'template', pos: token.pos, name, pipe: this.pipeline('template clause', 'right') };
  }

  /** Goes one level down; up again is left to whoever called. */
  private enter(): void {
    if (++this.depth > DEEPEST_TEMPLATE) {
      this.refuse(
        new LimitExceeded(`more than ${DEEPEST_TEMPLATE} branches or parentheses inside each other`),
      );
    }
  }

  private pipeline(context: string, end: 'right' | ')'): PipeNode {
    this.enter();
    const pos = this.peekNonSpace().pos;
    const { variables, assigns } = this.declarations(context);
    if (variables.length > 0 && end === ')') {
      this.refuse(new OutsideProfile('a variable that is set inside parentheses'));
    }
    const commands: CommandNode[] = [];
    for (;;) {
      const token = this.peekNonSpace();
      if (token.type === end) {
        this.nextNonSpace();
        break;
      }
      if (!OPERANDS.has(token.type) && !this.isKeyword(token, 'nil')) {
        this.unexpected(token, context);
      }
      commands.push(this.command());
    }
    if (commands.length === 0) {
      this.fail(`missing value for ${context}`);
    }
    commands.slice(1).forEach(({ operands: [first] }, index) => {
      if (['bool', 'dot', 'nil', 'number', 'string'].includes(first.kind)) {
        this.fail(`non executable command in pipeline stage ${index + 2}`);
      }
    });
    this.depth--;
    return { kind: 'pipe', pos, variables, assigns, commands };
  }

  /** `$a :=`, `$a =`, and in a range `$a, $b :=`. */
  private declarations(context: string): { variables: VariableNode[]; assigns: boolean } {
    const variables: VariableNode[] = [];
    for (;;) {
      const start = this.at;
      const variable = this.peekNonSpace();
      if (variable.type !== 'variable') {
        return { variables, assigns: false };
      }
      this.nextNonSpace();
      const next = this.peekNonSpace();
      const isComma = next.type === 'char' && next.text === ',';
      if (next.type !== 'assign' && next.type !== 'declare' && !isComma) {
        this.at = start;
        return { variables, assigns: false };
      }
      this.nextNonSpace();
      variables.push({ kind: 'variable', pos: variable.pos, names: [variable.text] });
      this.variables.push(variable.text);
      if (!isComma) {
        return { variables, assigns: next.type === 'assign' };
      }
      if (context !== 'range' || variables.length > 1) {
        this.fail(`too many declarations in ${context}`);
      }
      if (!['variable', 'right', ')'].includes(this.peekNonSpace().type)) {
        this.fail('range can only initialize variables');
      }
    }
  }

  private command(): CommandNode {
    const pos = this.peekNonSpace().pos;
    const operands: Operand[] = [];
    for (;;) {
      this.peekNonSpace();
      const operand = this.operand();
      if (operand) {
        operands.push(operand);
      }
      const token = this.peek();
      if (token.type === 'space') {
        this.next();
        continue;
      }
      if (token.type === 'pipe') {
        this.next();
      } else if (token.type !== 'right' && token.type !== ')') {
        this.unexpected(token, 'operand');
      }
      break;
    }
    const [first, ...rest] = operands;
    return first ? { kind: 'command', pos, operands: [first, ...rest] } : this.fail('empty command');
  }

  private operand(): Operand | undefined {
    const node = this.term();
    const pos = this.peek().pos;
    const names: string[] = [];
    while (node && this.peek().type === 'field') {
      names.push(this.next().text.slice(1));
    }
    if (!node || names.length === 0) {
      return node;
    }
    switch (node.kind) {
      case 'field':
      case 'variable':
        return { ...node, pos, names: [...node.names, ...names] };
      case 'bool':
      case 'string':
      case 'number':
      case 'nil':
      case 'dot':
        return this.fail(`unexpected . after term ${quoteGo(nodeText(node))}`);
      default:
        return { kind: 'chain', pos, node, names };
    }
  }

  private term(): Operand | undefined {
    const token = this.peekNonSpace();
    const { pos, text } = token;
    switch (token.type) {
      case 'identifier':
        this.nextNonSpace();
        return this.isFunction(text)
          ? { kind: 'identifier', pos, name: text }
          : this.fail(`function "${text}" not defined`);
      case 'dot':
        this.nextNonSpace();
        return { kind: 'dot', pos };
      case 'variable':
        this.nextNonSpace();
        return this.variables.includes(text)
          ? { kind: 'variable', pos, names: [text] }
          : this.fail(`undefined variable "${text}"`);
      case 'field':
        this.nextNonSpace();
        return { kind: 'field', pos, names: [text.slice(1)] };
      case 'bool':
        this.nextNonSpace();
        return { kind: 'bool', pos, value: text === 'true' };
      case 'number':
      case 'char constant':
        this.nextNonSpace();
        this.sound(() => parseNumber(text));
        return { kind: 'number', pos, text };
      case 'string':
      case 'raw string':
        this.nextNonSpace();
        return { kind: 'string', pos, quoted: text, value: this.sound(() => unquoteGo(text)) };
      case '(':
        this.nextNonSpace();
        return this.pipeline('parenthesized pipeline', ')');
    }
    if (this.isKeyword(token, 'nil')) {
      this.nextNonSpace();
      return { kind: 'nil', pos };
    }
    return undefined;
  }

  private literal(context: string): string {
    const token = this.nextNonSpace();
    return token.type === 'string' || token.type === 'raw string'
      ? this.sound(() => unquoteGo(token.text))
      : this.unexpected(token, context);
  }

  private sound<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      return error instanceof GoError ? this.fail(error.message) : rethrow(error);
    }
  }
}

function rethrow(error: unknown): never {
  throw error;
}

function isEmpty(body: readonly Statement[]): boolean {
  return body.every((statement) => statement.kind === 'text' && trimSpace(statement.text) === '');
}
