import { GoError } from '../go/errors';
import { sprint } from '../go/print';
import { quoteGo } from '../go/quote';
import type { Value } from '../go/value';
import type { SchemaViolation } from '../render-error';

/** A value that a schema does not allow, and for alternatives what is wrong with each. */
export interface Violation {
  readonly path: readonly string[];
  readonly problem: string;
  readonly causes: readonly Violation[];
}

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
  const pointer = path.map((token) => `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  const line = `${'  '.repeat(depth)}- at ${quote(pointer)}: ${problem}`;
  return [line, ...causes.map((cause) => violationText(cause, depth + 1))].join('\n');
}

/** A value of an enum as the message shows it. */
export function display(value: Value): string {
  return typeof value === 'string' ? quote(value) : sprint(value);
}

function quote(text: string): string {
  return `'${quoteGo(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
