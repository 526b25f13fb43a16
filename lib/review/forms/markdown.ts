import { GROUP_TITLES, type Group } from '../consequences/item';
import type { Report } from '../report';
import { ringsText } from '../rings';
import { code, printText, type Text } from '../text';
import { type ShownGroup, type ShownLine, shownGroups } from './condensed';
import { accountText, causesText, headline, idleText, kindsText } from './summary';

/** GitHub's limit of a comment is 65,536 characters; the rest is for what a CI job puts around it. */
const LIMIT = 64_000;

/** By this line a CI job finds the comment that it wrote before, and replaces it. */
export const COMMENT_MARK = '<!-- tke-cilium diff -->';

/** Groups that a reviewer has to read, and that are therefore open. */
const OPEN: ReadonlySet<Group> = new Set(['needs-hand', 'irreversible', 'restarts', 'security']);

/**
 * The report as a comment of a pull request. The same report is the same text, and it never grows beyond what a comment
 * holds: groups from the end of the report are then shortened to whole lines and a count of what is left out.
 *
 * @param notice a sentence for whoever reads it, below the headline
 */
export function asMarkdown(report: Report, notice?: Text): string {
  const head = [
    COMMENT_MARK,
    `## ${markdown(headline(report))}`,
    ...(notice === undefined ? [] : [`> ${markdown(notice)}`, '']),
    [
      `Compared: ${code(report.before)} with ${code(report.after)}.`,
      ...ringsText(report.rings, report.clusters),
      ...kindsText(report),
    ]
      .map(markdown)
      .join(' '),
    ...(report.causesUnknown === undefined ? [] : ['', `Causes are not known: ${report.causesUnknown}.`]),
    ...(report.causes.length === 0 ? [] : ['', ...causesText(report).map((text) => `- ${markdown(text)}`)]),
  ];
  const foot = [
    ...(report.idle.length === 0 ? [] : ['', ...idleText(report).map((text) => `- ${markdown(text)}`)]),
    ...(report.clusters.length === 0 ? [] : ['', markdown(accountText(report, GROUP_TITLES))]),
  ];
  const groups = shownGroups(report);
  let room = LIMIT - length(head) - length(foot);
  const blocks = shownParts(groups).map((part) => {
    const block = partBlock(part, room);
    room -= length(block);
    return block;
  });
  return `${[...head, ...blocks.flat(), ...foot].join('\n')}\n`;
}

/** A part of the comment: a group, or the lines of open groups that explain others. */
interface Part {
  readonly title: string;
  readonly open: boolean;
  readonly lines: readonly ShownLine[];
}

/** What has to be read comes first; what explains it comes closed behind it. */
function shownParts(groups: readonly ShownGroup[]): Part[] {
  const part = ({ group, lines }: ShownGroup): Part => ({
    title: `${GROUP_TITLES[group]} (${lines.length})`,
    open: OPEN.has(group),
    lines: OPEN.has(group) ? lines.filter(({ detail }) => !detail) : lines,
  });
  const details = groups
    .filter(({ group }) => OPEN.has(group))
    .flatMap(({ lines }) => lines.filter(({ detail }) => detail));
  const explaining: Part = {
    title: 'Restarts: the fields of pod templates',
    open: false,
    lines: details,
  };
  const [open, closed] = [true, false].map((isOpen) =>
    groups.filter(({ group }) => OPEN.has(group) === isOpen).map(part),
  );
  return [...(open ?? []), ...(details.length > 0 ? [explaining] : []), ...(closed ?? [])];
}

function partBlock({ title, open, lines }: Part, room: number): string[] {
  const [before, after] = open
    ? [[`### ${title}`], []]
    : [
        [`<details><summary><b>${title}</b></summary>`, ''],
        ['', '</details>'],
      ];
  // What is closed needs a blank line, or GitHub prints the text as it is.
  const items = lines.map((line) => lineBlock(line, ''));
  const kept: string[][] = [];
  let left = room - length([...before, ...after]) - 120;
  for (const item of items) {
    if (length(item) > left) {
      break;
    }
    left -= length(item);
    kept.push(item);
  }
  const missing = items.length - kept.length;
  const rest = missing === 0 ? [] : [`- ${missing} more: \`tke-cilium diff --html FILE\` has them all`];
  return [...before, ...kept.flat(), ...rest, ...after];
}

function lineBlock({ text, steps, note, below }: ShownLine, indent: string): string[] {
  const explained = note === undefined ? '' : ` <sub>${markdown(note)}</sub>`;
  return [
    `${indent}- ${markdown(text)}${explained}`,
    ...steps.map((step, index) => `${indent}  ${index + 1}. ${markdown(step)}`),
    ...below.flatMap((line) => lineBlock(line, `${indent}  `)),
  ];
}

function length(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}

/** Values of the input are in code spans, where nothing is markup; the rest of a text is ours. */
function markdown(text: Text): string {
  return printText(text, {
    code: (inside) => {
      const ticks = '`'.repeat(Math.max(0, ...[...inside.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
      const space = inside.startsWith('`') || inside.endsWith('`') ? ' ' : '';
      return `${ticks}${space}${inside}${space}${ticks}`;
    },
    words: (words) => words.replace(/[\\*<>_[\]|]/g, '\\$&'),
  });
}
