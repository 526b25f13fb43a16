import type { ErrorCode, YAMLError } from 'yaml';

/** Text that is not YAML as the API server reads it. */
export class YamlError extends Error {
  /** @param line counted from 1 */
  constructor(
    readonly problem: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(`line ${line}, column ${column}: ${problem}`);
    this.name = 'YamlError';
  }

  /** From what the `yaml` package reports; its code excerpt is left out. */
  static from(fault: YAMLError): YamlError {
    const { line, col } = fault.linePos?.[0] ?? { line: 1, col: 1 };
    const [message = '', ...excerpt] = fault.message.split('\n');
    const twice = fault.code === 'DUPLICATE_KEY' ? markedKey(excerpt) : undefined;
    const problem = twice
      ? `the key "${twice}" is in this map a second time`
      : (IN_PLAIN_WORDS[fault.code] ?? message.replace(/ at line \d+.*$/, ''));
    return new YamlError(problem, line, col);
  }
}

/** The key that the package's excerpt points at: a line of the text, and a line with the caret below it. */
function markedKey(excerpt: readonly string[]): string | undefined {
  const [marked = '', caret = ''] = excerpt.filter((text) => text !== '').slice(-2);
  return /^["']?([^"':]+)/.exec(marked.slice(caret.indexOf('^')))?.[1]?.trim();
}

/** What the package says in terms of the grammar, of slips that people make often. */
const IN_PLAIN_WORDS: Partial<Record<ErrorCode, string>> = {
  BLOCK_AS_IMPLICIT_KEY: 'this field has a value on its line, and another one below it, indented deeper',
  MULTILINE_IMPLICIT_KEY: 'this line is no field: a field is a key, a colon and a space',
};
