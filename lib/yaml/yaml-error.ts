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
    return new YamlError(fault.message.split('\n')[0]?.replace(/ at line \d+.*$/, '') ?? '', line, col);
  }
}
