import { CASES } from './cases';
import { CONTAINERD_VERSIONS } from './versions';

/** What the table expects the script to decide for each starting file, as Markdown: docs/node-init-internals.md has it. */
export function formatDecisions(): string {
  const versions = CONTAINERD_VERSIONS.map(({ version }) => version);
  const rows = CASES.map(({ name, on, expect }) => [
    name,
    ...versions.map((version) => ((on?.(version) ?? true) ? expect(version).decision : '')),
  ]);
  const head = ['starting file', ...versions];
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return `${[line(head), rule, ...rows.map(line)].join('\n')}\n`;
}
