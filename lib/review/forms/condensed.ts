import { GROUPS, type Group } from '../consequences/item';
import type { Line, Report } from '../report';
import { wholeRings } from '../rings';
import { code, count, listText, type Text } from '../text';

/** A line as a person reads it: with its clusters, its causes, and the lines that are part of it. */
export interface ShownLine {
  readonly text: Text;
  readonly steps: readonly Text[];
  readonly note?: Text;
  readonly below: readonly ShownLine[];
  /** True for a line that explains others. */
  readonly detail: boolean;
}

/** A group with its lines. */
export interface ShownGroup {
  readonly group: Group;
  readonly lines: readonly ShownLine[];
}

/** So many clusters are named; more are counted. */
const NAMED = 5;

/** So many lines about one subject are shown when clusters differ in it; more become one. */
const VARIANTS = 4;

/** The groups that have lines, in order. */
export function shownGroups(report: Report): ShownGroup[] {
  return GROUPS.flatMap((group): ShownGroup[] => {
    const lines = withoutVariants(
      report.lines.filter((line) => line.group === group),
      report,
    );
    const shown = nested(lines, report);
    return shown.length === 0 ? [] : [{ group, lines: shown }];
  });
}

/** A line in the place of several about the same subject, of which there are too many. */
interface Condensed extends Line {
  readonly variants?: number;
}

function withoutVariants(lines: readonly Line[], report: Report): Condensed[] {
  const bySubject = new Map<string, Line[]>();
  for (const line of lines) {
    bySubject.set(line.subject, [...(bySubject.get(line.subject) ?? []), line]);
  }
  return [...bySubject.values()].flatMap((same): Condensed[] => {
    if (same.length <= VARIANTS || report.clusters.length <= VARIANTS) {
      return same;
    }
    const sorted = same.toSorted((a, b) => b.clusters.length - a.clusters.length);
    const [first] = sorted;
    const clusters = [...new Set(same.flatMap((line) => line.clusters))];
    return first === undefined ? [] : [{ ...first, clusters, variants: same.length }];
  });
}

function nested(lines: readonly Condensed[], report: Report): ShownLine[] {
  const shown: { line: Condensed; below: ShownLine[]; text: ShownLine }[] = [];
  for (const line of lines) {
    const head =
      line.under === undefined ? undefined : shown.findLast((one) => one.line.subject === line.under);
    const text = shownLine(line, report, head?.line);
    if (head) {
      head.below.push(text);
    } else {
      shown.push({ line, below: [], text });
    }
  }
  return shown.map(({ text, below }) => ({ ...text, below }));
}

function shownLine(line: Condensed, report: Report, head: Line | undefined): ShownLine {
  const where = line.clusters.join() === head?.clusters.join() ? '' : clustersText(line.clusters, report);
  const cause = causeText(line, report);
  const variants =
    line.variants === undefined ? '' : ` (one of ${count(line.variants, 'variant')}: it differs by cluster)`;
  return {
    text: `${line.text}${variants}${where === '' ? '' : ` (${where})`}${cause}`,
    steps: line.steps,
    ...(line.note !== undefined && { note: line.note }),
    below: [],
    detail: line.detail === true,
  };
}

/** Which clusters a line is about; nothing where it is about all that differ. */
function clustersText(clusters: readonly number[], { clusters: names, rings }: Report): Text {
  if (clusters.length === names.length) {
    return '';
  }
  const whole = wholeRings(clusters, rings);
  if (whole !== undefined) {
    return `only ${whole}`;
  }
  if (clusters.length <= NAMED) {
    return `only ${listText(clusters.map((index) => code(names[index] ?? '')))}`;
  }
  const mine = new Set(clusters);
  const others = names.filter((_, index) => !mine.has(index));
  return others.length <= NAMED
    ? `all but ${listText(others.map(code))}`
    : `${clusters.length} of ${names.length} clusters`;
}

/** Why a line is there; nothing where the reason is the one that most lines have. */
function causeText(line: Line, report: Report): Text {
  const names = [...new Set(line.causes.map(({ text }) => shortCause(text)))];
  const usual = usualCause(report);
  return names.length === 0 || names.length > 3 || (names.length === 1 && names[0] === usual)
    ? ''
    : ` \u2190 ${listText(names)}`;
}

const usualCauses = new WeakMap<Report, Text>();

function usualCause(report: Report): Text {
  const known = usualCauses.get(report);
  if (known !== undefined) {
    return known;
  }
  const counts = new Map<Text, number>();
  for (const { causes } of report.lines) {
    for (const name of new Set(causes.map(({ text }) => shortCause(text)))) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  const [usual] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? [''];
  usualCauses.set(report, usual);
  return usual;
}

/** The field of a cause, without its values. */
function shortCause(text: Text): Text {
  return text.split('\u0002', 1)[0]?.concat('\u0002') ?? text;
}
