import { GROUPS, type Group } from '../consequences/item';
import type { Line, Report } from '../report';
import { code, count, listText, plainText, type Text } from '../text';

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
function clustersText(clusters: readonly number[], { clusters: names }: Report): Text {
  if (clusters.length === names.length) {
    return '';
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

/** One sentence of what is compared and how much differs. */
export function headline(report: Report): Text {
  const { clusters, compared, counts } = report;
  if (clusters.length === 0) {
    return `Nothing changes in ${count(compared, 'cluster')}`;
  }
  const who =
    clusters.length === 1 ? code(clusters[0] ?? '') : `${clusters.length.toLocaleString('en-US')} clusters`;
  const of = clusters.length === compared ? '' : ` of ${compared.toLocaleString('en-US')}`;
  return `${who}${of}: ${count(counts.paths, 'changed path')} in ${count(counts.objects, 'object')}`;
}

/** Which clusters change alike, and how the others differ from those. */
export function kindsText(report: Report): Text[] {
  const { kinds, clusters } = report;
  const [most, ...others] = kinds;
  if (clusters.length < 2 || !most) {
    return [];
  }
  if (others.length === 0) {
    return [`All ${clusters.length.toLocaleString('en-US')} change alike.`];
  }
  const usual = new Set(most.lines);
  const shown = others.slice(0, 8).map((kind) => {
    const more = kind.lines.filter((line) => !usual.has(line)).length;
    const fewer = most.lines.filter((line) => !kind.lines.includes(line)).length;
    const names = kind.clusters.slice(0, NAMED).map((index) => code(clusters[index] ?? ''));
    const rest = kind.clusters.length > NAMED ? ` and ${kind.clusters.length - NAMED} more` : '';
    return `${rest === '' ? listText(names) : names.join(', ')}${rest}: ${count(more, 'line')} more, ${count(fewer, 'line')} fewer`;
  });
  const left = others.length > 8 ? [`and ${others.length - 8} more kinds`] : [];
  const alike =
    most.clusters.length === 1
      ? 'No two clusters change alike.'
      : `${most.clusters.length.toLocaleString('en-US')} of ${clusters.length.toLocaleString('en-US')} clusters change alike.`;
  return [`${alike} The others: ${[...shown, ...left].join('; ')}.`];
}

/** What moved the bytes, and the first things that it moved. */
export function causesText(report: Report): Text[] {
  const { causes, lines } = report;
  return causes.slice(0, 6).map((cause) => {
    const moved = lines.filter((line) => line.causes.some(({ id }) => id === cause.id));
    const paths = moved.reduce((sum, line) => sum + line.paths.length, 0);
    const [place, ...more] = cause.places;
    const where =
      place === undefined ? '' : ` (${code(place)}${more.length > 0 ? ` and ${more.length} more` : ''})`;
    return `${cause.text}${where} moves ${count(paths, 'path')}${effectText(moved)}`;
  });
}

function effectText(moved: readonly Line[]): Text {
  const direct = moved.find(
    ({ paths, group }) => paths.length > 0 && (group === 'network' || group === 'security'),
  );
  const restarted = moved
    .filter(({ subject }) => subject.startsWith('restart '))
    .map(({ subject }) => code(subject.slice('restart '.length)));
  const first = direct ? `, first ${plainOrCode(direct)}` : '';
  return `${first}${restarted.length > 0 ? `; so the pods of ${listText(restarted)} restart` : ''}`;
}

function plainOrCode(line: Line): Text {
  return line.text.length > 200 ? plainText(line.text).slice(0, 200) : line.text;
}

/** Acknowledgements that are no longer needed. */
export function idleText({ idle }: Report): Text[] {
  return idle.map(({ rule, change, clusters }) => {
    const more = clusters.length - NAMED;
    const names = listText([
      ...clusters.slice(0, NAMED).map(code),
      ...(more > 0 ? [`${more.toLocaleString('en-US')} more`] : []),
    ]);
    return `${names}: the entry of ${code('acknowledged')} for ${code(rule)}, ${code(change)} has nothing to acknowledge; remove it once that change is merged.`;
  });
}

/** The count that accounts for every changed path. */
export function accountText({ counts }: Report, titles: Readonly<Record<Group, string>>): Text {
  const parts = GROUPS.filter((group) => counts.byGroup[group] > 0).map(
    (group) =>
      `${counts.byGroup[group].toLocaleString('en-US')} ${titles[group].toLowerCase().replace(/:.*/, '')}`,
  );
  return `${count(counts.paths, 'changed path')}, each in one group: ${parts.join(', ')}.`;
}
