/** Text that go-yaml refuses; the message is its own, `yaml: ` left off. */
export class YamlSyntaxError extends Error {
  /** @param line as go-yaml counts it, 0 when it names none */
  constructor(
    readonly problem: string,
    readonly line: number,
  ) {
    super(line > 0 ? `line ${line}: ${problem}` : problem);
  }
}
