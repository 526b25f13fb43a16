import type { YAMLError } from 'yaml';

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
    const [marked = '', caret = ''] = excerpt.filter((text) => text !== '').slice(-2);
    const key = /^["']?([^"':]+)/.exec(marked.slice(caret.indexOf('^')))?.[1]?.trim();
    const problem =
      fault.code === 'DUPLICATE_KEY' && key
        ? `the key "${key}" stands in this map a second time`
        : message.replace(/ at line \d+.*$/, '');
    return new YamlError(problem, line, col);
  }
}
