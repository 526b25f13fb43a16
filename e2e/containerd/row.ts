import type { TestNode } from './node';

/** One line of the table. */
export interface Row {
  readonly version: string;
  readonly start: string;
  readonly decision: string;
  readonly criUp: string;
  readonly mirrorUsed: string;
  /** Who serves a pull while the mirror is down. */
  readonly mirrorDown: string;
  readonly secondRun: string;
  readonly undo: string;
  /** What was not as expected; empty when the row holds. */
  readonly faults: readonly string[];
}

export const yesNo = (value: boolean) => (value ? 'yes' : 'no');

/** Collects what is not as expected, so that one row shows all of it. */
export class Faults {
  readonly found: string[] = [];

  check(what: string, wanted: unknown, got: unknown): void {
    if (typeof wanted === 'string' && typeof got === 'string' && wanted.includes('\n')) {
      this.compare(what, wanted.split('\n'), got.split('\n'));
    } else if (wanted !== got) {
      this.found.push(`${what}: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`);
    }
  }

  /** Of long texts the lines that only one of them has. */
  private compare(what: string, wanted: readonly string[], got: readonly string[]): void {
    const missing = wanted.filter((line) => !got.includes(line)).map((line) => `- ${line}`);
    const extra = got.filter((line) => !wanted.includes(line)).map((line) => `+ ${line}`);
    if (wanted.join('\n') !== got.join('\n')) {
      this.found.push([`${what}:`, ...missing, ...extra].slice(0, 20).join('\n    '));
    }
  }
}

/** A row about what happened to a node, with what its CRI says at the end. */
export async function endRow(
  version: string,
  name: string,
  node: TestNode,
  faults: Faults,
  decision: string | undefined,
  cells: Partial<Row>,
): Promise<Row> {
  return {
    version,
    start: name,
    decision: decision ?? '?',
    criUp: yesNo(await node.criUp()),
    mirrorUsed: yesNo((await node.pull()).from === 'mirror'),
    mirrorDown: '-',
    secondRun: '-',
    undo: '-',
    ...cells,
    faults: faults.found,
  };
}

const HEAD: Readonly<Record<Exclude<keyof Row, 'faults'>, string>> = {
  version: 'containerd',
  start: 'starting file',
  decision: 'decision',
  criUp: 'CRI up',
  mirrorUsed: 'mirror used',
  mirrorDown: 'mirror down',
  secondRun: 'second run changes nothing',
  undo: 'undo gives back the start',
};

/** The rows as a Markdown table. */
export function formatTable(rows: readonly Row[]): string {
  const columns = Object.keys(HEAD) as (keyof typeof HEAD)[];
  const widths = columns.map((column) => Math.max(...[HEAD, ...rows].map((row) => row[column].length)));
  const line = (row: Readonly<Record<keyof typeof HEAD, string>>) =>
    `| ${columns.map((column, index) => row[column].padEnd(widths[index] ?? 0)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [line(HEAD), rule, ...rows.map(line)].join('\n');
}
