import { createHash } from 'node:crypto';
import { GROUP_TITLES, type Group } from './consequences/item';
import type { Line, Report } from './report';
import { code, count, listText, type Text } from './text';

/** Lines that somebody has to have read before a change is merged. */
export interface OpenLines {
  readonly lines: readonly Line[];
  /** What says that they are read: other lines, or other clusters, have another mark. */
  readonly mark: string;
}

/** The lines of these groups that no cluster file acknowledges; undefined where there are none. */
export function openLines(report: Report, groups: ReadonlySet<Group>): OpenLines | undefined {
  const lines = report.lines.filter(({ group, acknowledged }) => groups.has(group) && !acknowledged);
  if (lines.length === 0) {
    return undefined;
  }
  const said = lines.map(({ group, subject, text, steps, paths, clusters }) => [
    group,
    subject,
    text,
    steps,
    paths,
    clusters.map((index) => report.clusters[index]),
  ]);
  const digest = createHash('sha256').update(JSON.stringify(said)).digest('hex');
  return { lines, mark: `read-${digest.slice(0, 10)}` };
}

/** What a reader of the report is asked for, or that it is done. */
export function openLinesText({ lines, mark }: OpenLines, isRead: boolean): Text {
  const groups = [...new Set(lines.map(({ group }) => GROUP_TITLES[group]))];
  const what = `${count(lines.length, 'line')} of ${listText(groups.map((title) => `"${title}"`))}`;
  return isRead
    ? `${what} ${lines.length === 1 ? 'is' : 'are'} acknowledged: ${code(mark)} is in the description.`
    : `${what} ${lines.length === 1 ? 'waits' : 'wait'} for somebody who has read ${lines.length === 1 ? 'it' : 'them'}. Write ${code(mark)} into the description of this pull request, or acknowledge a transition in its cluster file; when these lines change, so does the mark.`;
}
