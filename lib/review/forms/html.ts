import { diffLines } from 'diff';
import { GROUP_TITLES, GROUPS } from '../consequences/item';
import type { ChangedPath, Report } from '../report';
import { ringName, ringsText } from '../rings';
import { code, plainText, visible } from '../text';
import { SCRIPT } from './page/script';
import { STYLE } from './page/style';
import { accountText, causesText, headline, idleText, kindsText } from './summary';

/** So many lines may differ for the shortest difference to be looked for; the time grows with their square. */
const MOST_EDITS = 2000;

/** Unchanged lines that are shown around those of a text that changed. */
const CONTEXT = 3;

/**
 * The report as one page with every changed path: it loads nothing, from no network, and its policy forbids it to. The
 * report is in the page as JSON, and is shown as text only.
 */
export function asHtml(report: Report): string {
  const page = {
    clusters: report.clusters,
    rings: report.rings.map((ring) => ({ name: ringName(ring), clusters: ring.clusters })),
    groups: GROUPS.map((id) => ({ id, title: GROUP_TITLES[id] })),
    causes: report.causes,
    lines: report.lines.map(({ subject: _, ...line }) => ({
      ...line,
      causes: line.causes.map(({ id }) => id),
      paths: line.paths.map(withRows),
    })),
  };
  const head = [
    `Compared: ${code(report.before)} with ${code(report.after)}.`,
    ...ringsText(report.rings, report.clusters),
    ...kindsText(report),
    ...(report.causesUnknown === undefined ? [] : [`Causes are not known: ${report.causesUnknown}.`]),
    ...causesText(report),
    ...idleText(report),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(plainText(headline(report)))}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escaped(plainText(headline(report)))}</h1>
${head.map((text) => `<p>${escaped(plainText(text))}</p>`).join('\n')}
<div class="tools">
<input id="search" type="search" placeholder="Search paths and values" aria-label="Search paths and values">
<select id="cluster" aria-label="Cluster"><option value="">Every cluster</option></select>
<span id="groups"></span>
<button id="expand" type="button">Expand all</button>
<button id="collapse" type="button">Collapse all</button>
</div>
</header>
<main></main>
<footer>${escaped(plainText(accountText(report, GROUP_TITLES)))}
<kbd>/</kbd> search, <kbd>j</kbd> <kbd>k</kbd> next and previous line, <kbd>Enter</kbd> open, <kbd>e</kbd> <kbd>c</kbd> expand and collapse all, <kbd>Esc</kbd> clear</footer>
<script type="application/json" id="report">${scriptSafe(JSON.stringify(page))}</script>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

/** Lines of both sides next to each other, for a text of several lines. */
function withRows({ object, path, before, after, kind }: ChangedPath): object {
  const shown = { object: visible(object), path: visible(path) };
  return kind === 'text' && before !== undefined && after !== undefined
    ? { ...shown, rows: rowsOf(visibleLines(before), visibleLines(after)) }
    : {
        ...shown,
        ...(before !== undefined && { before: visibleLines(before) }),
        ...(after !== undefined && { after: visibleLines(after) }),
      };
}

/** Line breaks and tabs stay as they are. */
function visibleLines(text: string): string {
  return text.replace(/[^\n\t]+/g, visible);
}

type Row = readonly [before: string | null, after: string | null, same: boolean];

function rowsOf(before: string, after: string): Row[] {
  const rows: Row[] = [];
  const found = diffLines(before, after, { maxEditLength: MOST_EDITS }) ?? [
    { value: before, removed: true },
    { value: after, added: true },
  ];
  const parts = found.map(({ value, added, removed }) => ({
    lines: value.replace(/\n$/, '').split('\n'),
    added: added === true,
    removed: removed === true,
  }));
  parts.forEach(({ lines, added, removed }, index) => {
    if (!added && !removed) {
      rows.push(...unchanged(lines, index === 0, index === parts.length - 1));
      return;
    }
    if (added && parts[index - 1]?.removed) {
      return;
    }
    const other = removed && parts[index + 1]?.added ? (parts[index + 1]?.lines ?? []) : [];
    const [old, now] = removed ? [lines, other] : [[], lines];
    for (let at = 0; at < Math.max(old.length, now.length); at++) {
      rows.push([old[at] ?? null, now[at] ?? null, false]);
    }
  });
  return rows;
}

function unchanged(lines: readonly string[], isFirst: boolean, isLast: boolean): Row[] {
  const row = (line: string): Row => [line, line, true];
  const head = isFirst ? [] : lines.slice(0, CONTEXT);
  const tail = isLast ? [] : lines.slice(Math.max(head.length, lines.length - CONTEXT));
  const left = lines.length - head.length - tail.length;
  const gap = left > 0 ? [row(`\u2026 ${left} lines \u2026`)] : [];
  return [...head.map(row), ...gap, ...tail.map(row)];
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** JSON inside a script element ends at no `</script>`, and is no comment. */
function scriptSafe(json: string): string {
  return json.replaceAll('<', '\\u003c');
}
