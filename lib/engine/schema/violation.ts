import { GoError } from '../go/errors';
import { quoteGo } from '../go/quote';
import type { SchemaViolation } from '../render-error';

/** A value that a schema does not allow, and for alternatives what is wrong with each. */
export interface Violation {
  readonly path: readonly string[];
  readonly problem: string;
  readonly causes: readonly Violation[];
}

/** What several violations of one schema are called together. */
export const GROUP = 'validation failed';

/** What is wrong with a value that a reference leads to; said only where there is more than one cause. */
export const REFERENCE = 'validation failed ';

/** Values that a chart's schema does not allow; the message is Helm's, every violation in it. */
export class ValuesRefused extends GoError {
  constructor(
    chart: string,
    readonly violations: readonly SchemaViolation[],
    list: string,
  ) {
    super(
      `values don't meet the specifications of the schema(s) in the following chart(s):\n${chart}:\n${list}\n`,
    );
  }
}

/** The violation as Helm prints it, causes indented below. */
export function violationText({ path, problem, causes }: Violation, depth: number): string {
  if (problem === REFERENCE && causes.length === 1) {
    return causes.map((cause) => violationText(cause, depth)).join('\n');
  }
  const pointer = path.map((token) => `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  const line = `${'  '.repeat(depth)}- at ${quoted(pointer)}: ${problem.trimEnd()}`;
  return [line, ...causes.map((cause) => violationText(cause, depth + 1))].join('\n');
}

/**
 * A text in single quotes, as the messages have it: Go's double-quoted form with the quotes exchanged. A backslash at the
 * end is mistaken for one that escapes the closing quote.
 */
export function quoted(text: string): string {
  const exchanged = quoteGo(text).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${exchanged.slice(1, -1)}'`;
}
