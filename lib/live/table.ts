import type { LiveFinding } from './preflight-rule';

/** The findings as a table for a terminal, what to do about each below the table. */
export function preflightTable(findings: readonly LiveFinding[]): string {
  const rows = findings.map(({ verdict, rule, found, wanted }) => [
    verdict,
    rule,
    shortened(found),
    shortened(wanted),
  ]);
  const all = [['verdict', 'rule', 'found', 'wanted'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const advice = findings
    .filter(({ verdict, remedy }) => verdict !== 'ok' && remedy !== '')
    .map(({ verdict, rule, remedy }) => `${verdict}: ${rule}: ${remedy}.`);
  return [...lines, ...(advice.length > 0 ? ['', ...advice] : [])].join('\n');
}

function shortened(text: string): string {
  return text.length > 72 ? `${text.slice(0, 69)}...` : text;
}
