import { type Command, Option } from 'commander';
import type { Group } from '../review/consequences/item';
import type { Report } from '../review/report';
import { plainText, type Text } from '../review/text';
import { reportOf } from './diff-report';
import { UsageError } from './failure';
import type { ExitStatus, Frame } from './frame';

interface DiffOptions {
  readonly dist: string;
  readonly clusters: string;
  readonly stat?: boolean;
  readonly markdown?: boolean;
  readonly json?: boolean;
  readonly html?: string;
  readonly failOn?: string;
  readonly readIn?: string;
  /** False with --no-causes. */
  readonly causes: boolean;
}

/** Groups of the report, as `--fail-on` names them. */
const GROUP_NAMES: readonly Group[] = [
  'needs-hand',
  'irreversible',
  'restarts',
  'security',
  'network',
  'argo-cd',
  'rest',
];

/** `tke-cilium diff`: what a change does to the clusters. */
export function addDiff(program: Command, { action, surroundings }: Frame): void {
  program
    .command('diff')
    .summary('say what a change of dist/ does to the clusters')
    .description(
      'Compares two states of dist/ by their meaning, and says what needs a hand, what restarts and what changes. ' +
        'Each side is a directory, a git revision, or a cluster file, which is then synthesized. ' +
        'Without arguments: the last commit, in CI of a merge request the commit it branched off, with the working tree. ' +
        'Exit status: 0 nothing changes, 1 something does.',
    )
    .argument('[before]', 'directory, git revision or cluster file')
    .argument('[after]', 'directory, git revision or cluster file')
    .option('--dist <DIR>', 'directory of the manifests', 'dist')
    .option('--clusters <DIR>', 'directory of the cluster files', 'clusters')
    .option('--no-causes', 'do not look for the field of a cluster file that caused each change')
    .option(
      '--fail-on <GROUPS>',
      `exit with 1 only for lines of these groups that nobody acknowledges: ${GROUP_NAMES.join(',')}`,
    )
    .option(
      '--read-in <TEXT>',
      'a text that acknowledges those lines when it holds the mark that the report has for them; in CI the description of the pull request',
    )
    .addOption(new Option('--stat', 'one line per cluster, by ring').conflicts(['markdown', 'json']))
    .addOption(new Option('--markdown', 'a comment for a pull request').conflicts(['stat', 'json']))
    .addOption(new Option('--json', 'print the report as JSON').conflicts(['stat', 'markdown']))
    .option('--html <FILE>', 'also write the report as one page, with every changed path')
    .action(
      action(
        async (
          before: string | undefined,
          after: string | undefined,
          options: DiffOptions,
        ): Promise<ExitStatus> => {
          const failing = groupsIn(options.failOn);
          const report = await reportOf(
            [before, after],
            options,
            await surroundings.charts(),
            surroundings.environment,
          );
          if (options.html !== undefined) {
            const { asHtml } = await import('../review/forms/html');
            const { writeFileSync } = await import('node:fs');
            writeFileSync(options.html, asHtml(report));
          }
          const { openLines, openLinesText } = await import('../review/open-lines');
          const open = openLines(report, failing);
          const isRead = open !== undefined && (options.readIn ?? '').includes(open.mark);
          const notice = open && openLinesText(open, isRead);
          surroundings.print(await printed(report, notice, options, surroundings));
          if (notice !== undefined && !isRead) {
            surroundings.complain(`${plainText(notice)}\n`);
          }
          return options.failOn === undefined
            ? report.clusters.length > 0
              ? 1
              : 0
            : notice && !isRead
              ? 1
              : 0;
        },
      ),
    );
}

async function printed(
  report: Report,
  notice: Text | undefined,
  { stat, markdown, json }: DiffOptions,
  { columns, colour }: Pick<Frame['surroundings'], 'columns' | 'colour'>,
): Promise<string> {
  if (json) {
    const { asJson } = await import('../review/forms/json');
    return asJson(report);
  }
  if (markdown) {
    const { asMarkdown } = await import('../review/forms/markdown');
    return asMarkdown(report, notice);
  }
  const { asStat, asTerminal } = await import('../review/forms/terminal');
  return stat ? asStat(report) : asTerminal(report, { colour: colour.output, columns });
}

function groupsIn(text: string | undefined): ReadonlySet<Group> {
  const names = (text ?? '').split(',').filter((name) => name !== '');
  const wrong = names.filter((name) => !GROUP_NAMES.some((group) => group === name));
  if (text !== undefined && names.length === 0) {
    throw new UsageError(`--fail-on names no group; name some of ${GROUP_NAMES.join(', ')}`);
  }
  if (wrong.length > 0) {
    throw new UsageError(`--fail-on: "${wrong[0]}" is not one of ${GROUP_NAMES.join(', ')}`);
  }
  return new Set(GROUP_NAMES.filter((group) => names.includes(group)));
}
