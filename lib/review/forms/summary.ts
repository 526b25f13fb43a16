import { GROUPS, type Group } from '../consequences/item';
import type { Line, Report } from '../report';
import { code, count, listText, plainText, type Text } from '../text';

/** So many clusters are named; more are counted. */
const NAMED = 5;

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
