import { sprint } from '../go/print';
import { quoteGo } from '../go/quote';
import type { Value } from '../go/value';

/** A value that a schema does not allow, and for alternatives what is wrong with each. */
export interface Violation {
  readonly path: readonly string[];
  readonly problem: string;
  readonly causes: readonly Violation[];
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
