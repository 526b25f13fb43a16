import type { Command } from 'commander';
import type { ChartStore } from '../charts/chart-store';
import { isCrdSet } from '../charts/crd-sets';
import type { LockListing } from '../charts/list-lock';
import type { LockOutcome, LockPlaces } from '../charts/lock-chart';
import { UsageError } from './failure';
import type { ExitStatus, Frame } from './frame';

interface LockOptions {
  readonly chart: string;
  readonly from?: string;
  readonly list?: boolean;
  readonly json?: boolean;
}

/** `tke-cilium lock`: which chart archives may be rendered. */
export function addLock(program: Command, { action, surroundings }: Frame): void {
  program
    .command('lock')
    .summary('allow a version of the chart to be rendered')
    .description(
      'Finds the archive of a chart, compares it with its published digest, and adds it to charts.lock.yaml. A synth takes no other archive.',
    )
    .argument('[version]', 'version of the chart, for example 1.18.3')
    .option('--chart <NAME>', 'name of the chart, or gateway-api for its CRDs', 'cilium')
    .option(
      '--from <PLACE>',
      'a directory, a file, the URL of an archive or of a Helm repository, or oci://REGISTRY/CHART; default: the directories where a synth looks, then https://helm.cilium.io',
    )
    .option('--list', 'print what is locked, what of it is at hand, and what is newer')
    .option('--json', 'print what was found as JSON')
    .action(
      action(async (version: string | undefined, options: LockOptions): Promise<ExitStatus> => {
        const { chart: name, from, list = false, json = false } = options;
        if (list !== (version === undefined)) {
          throw new UsageError(list ? '--list takes no version' : 'name a version, or --list');
        }
        const charts = await surroundings.charts();
        const places = await placesOf(name, charts);
        if (version === undefined) {
          const { listLock } = await import('../charts/list-lock');
          const listing = await listLock(name, charts, places, from);
          surroundings.print(json ? asJson(listing) : listingText(name, places, listing));
          return 0;
        }
        const { lockChart } = await import('../charts/lock-chart');
        const wish = { name, version: plain(name, version), ...(from !== undefined && { from }) };
        const outcome = await lockChart(wish, places);
        surroundings.print(json ? asJson(outcome) : await outcomeText(outcome, places));
        return 0;
      }),
    );
}

async function placesOf(name: string, { lock, directories }: ChartStore): Promise<LockPlaces> {
  const { HelmRepository } = await import('../charts/fetch/helm-repository');
  const { PUBLISHED } = await import('../charts/lock-chart');
  const published = Object.hasOwn(PUBLISHED, name) ? PUBLISHED[name] : undefined;
  return {
    file: lock.file,
    directories,
    published: published === undefined ? undefined : new HelmRepository(published),
  };
}

/** Versions in the lock have no `v`; people write the tag. */
function plain(name: string, version: string): string {
  return name === 'cilium' || isCrdSet(name) ? version.replace(/^v/, '') : version;
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

async function outcomeText(outcome: LockOutcome, { file }: LockPlaces): Promise<string> {
  const { chart, size, already, checkedWith, unchecked } = outcome;
  const { name, version, digest, source } = chart;
  const { testedKubernetes, TRIED_MINORS } = await import('../charts/kubernetes-range');
  const tested = testedKubernetes(version);
  const kubernetes = tested
    ? `1.${tested.lowest} to 1.${tested.highest} are tested by Cilium`
    : `not known: this tool was tried with Cilium ${TRIED_MINORS.join(', ')}`;
  return [
    `${name} ${version} ${already ? `is locked in ${file} already` : `is now locked in ${file}`}`,
    `  archive     ${source} (${size} bytes)`,
    `  SHA-256     ${digest}`,
    checkedWith === undefined
      ? `  not checked ${unchecked ?? 'nobody publishes a digest for it'}`
      : `  checked     against ${checkedWith}`,
    ...(name === 'cilium' ? [`  Kubernetes  ${kubernetes}`] : []),
    '',
  ].join('\n');
}

function listingText(name: string, { file }: LockPlaces, { locked, newer, unread }: LockListing): string {
  const width = Math.max(
    0,
    ...[...locked.map(({ chart }) => chart), ...newer].map((one) => one.version.length),
  );
  const row = (version: string, text: string) => `  ${version.padEnd(width)}  ${text}`;
  return [
    locked.length > 0 ? `${name}, locked in ${file}:` : `${name} is not locked in ${file}`,
    ...locked.map(({ chart, path, problem }) =>
      row(
        chart.version,
        problem ?? (path === undefined ? `to be downloaded from ${chart.source}` : `at hand: ${path}`),
      ),
    ),
    ...(newer.length > 0 ? ['newer, and not locked:'] : []),
    ...newer.map(({ version, at }) => row(version, at)),
    ...unread.map((reason) => `not looked in: ${reason}`),
    '',
  ].join('\n');
}
