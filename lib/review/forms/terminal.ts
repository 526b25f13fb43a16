import { GROUP_TITLES, type Group } from '../consequences/item';
import type { Report } from '../report';
import { type Ring, ringsText } from '../rings';
import { code, printText, type Text } from '../text';
import { type ShownLine, shownGroups } from './condensed';
import { accountText, causesText, headline, idleText, kindsText } from './summary';

/** How a terminal shows the report. */
export interface TerminalProps {
  readonly colour: boolean;
  /** @default 100 */
  readonly columns?: number | undefined;
}

const COLOURS: Readonly<Record<Group, number>> = {
  'needs-hand': 31,
  irreversible: 31,
  restarts: 33,
  security: 35,
  network: 36,
  'argo-cd': 34,
  rest: 90,
};

/** The report for a terminal: lines are broken at its width. */
export function asTerminal(report: Report, { colour, columns = 100 }: TerminalProps): string {
  const paint = (number: number, text: string) => (colour ? `\u001b[${number}m${text}\u001b[0m` : text);
  const plain = (text: Text) => printText(text, { code: (inside) => inside, words: (words) => words });
  const wrapped = (text: Text, first: string, next: string) => wrap(plain(text), first, next, columns);
  const line = ({ text, steps, note, below }: ShownLine, indent: string): string[] => [
    ...wrapped(text, `${indent}- `, `${indent}  `),
    ...(note === undefined
      ? []
      : wrapped(note, `${indent}    `, `${indent}    `).map((one) => paint(90, one))),
    ...steps.flatMap((step, index) => wrapped(step, `${indent}  ${index + 1}. `, `${indent}     `)),
    ...below.flatMap((one) => line(one, `${indent}  `)),
  ];
  return [
    paint(1, plain(headline(report))),
    ...wrapped(`Compared: ${code(report.before)} with ${code(report.after)}.`, '', ''),
    ...[...ringsText(report.rings, report.clusters), ...kindsText(report)].flatMap((text) =>
      wrapped(text, '', ''),
    ),
    ...(report.causesUnknown === undefined
      ? []
      : wrapped(`Causes are not known: ${report.causesUnknown}.`, '', '')),
    ...causesText(report).flatMap((text) => wrapped(text, '- ', '  ')),
    ...shownGroups(report).flatMap(({ group, lines }) => [
      '',
      paint(COLOURS[group], `${GROUP_TITLES[group]} (${lines.length})`),
      ...lines.flatMap((one) => line(one, '')),
    ]),
    ...(report.idle.length === 0 ? [] : ['']),
    ...idleText(report).flatMap((text) => wrapped(text, '- ', '  ')),
    ...(report.clusters.length === 0 ? [] : ['', plain(accountText(report, GROUP_TITLES))]),
    '',
  ].join('\n');
}

/** One line for each cluster: how many paths, by group. Clusters of lower rings come first, those of no ring last. */
export function asStat(report: Report): string {
  const width = Math.max(0, ...report.clusters.map((name) => name.length));
  const all = report.clusters.map((_, index) => index);
  const rings: readonly Ring[] = report.rings.length > 0 ? report.rings : [{ clusters: all }];
  const lines = rings.flatMap(({ ring, clusters }) =>
    clusters.map((index) => {
      const of = ring === undefined ? '' : `  ring ${ring}`;
      return `${(report.clusters[index] ?? '').padEnd(width)}${of}  ${statOf(index, report)}`;
    }),
  );
  const left = report.compared - report.clusters.length;
  return `${[...lines, `${report.clusters.length} changed, ${left} unchanged`].join('\n')}\n`;
}

function statOf(cluster: number, { lines }: Report): string {
  const mine = lines.filter(({ clusters }) => clusters.includes(cluster));
  const counts = new Map<Group, number>();
  for (const { group, paths } of mine) {
    counts.set(group, (counts.get(group) ?? 0) + paths.length);
  }
  const parts = [...counts].filter(([, paths]) => paths > 0).map(([group, paths]) => `${group} ${paths}`);
  const restarts = mine.filter(({ subject }) => subject.startsWith('restart ')).length;
  return [...parts, ...(restarts > 0 ? [`${restarts} restarting`] : [])].join(', ');
}

function wrap(text: string, first: string, next: string, columns: number): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = `${next}${word}`;
    } else {
      line = empty ? `${line}${word}` : `${line} ${word}`;
    }
    empty = false;
  }
  return [...lines, line];
}
