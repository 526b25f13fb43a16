import type { ChartStore } from '../charts/chart-store';
import type { CausesOf } from '../review/causes/cause';
import type { Report } from '../review/report';
import type { RingOf } from '../review/rings';
import type { Entries } from '../review/transitions/acknowledged';
import type { Layout, Side } from './diff-sides';

/** What a report is made with. */
interface ReportOptions extends Layout {
  /** False with --no-causes. */
  readonly causes: boolean;
}

/** Reads both sides and compares them; the code for that is loaded only now. */
export async function reportOf(
  sides: readonly (string | undefined)[],
  options: ReportOptions,
  charts: ChartStore,
  environment: NodeJS.ProcessEnv,
): Promise<Report> {
  const { sidesOf } = await import('./diff-sides');
  const { review } = await import('../review/review');
  const { before, after } = sidesOf(sides, options, charts, environment);
  const { causesOf, causesUnknown } = options.causes
    ? await causesBetween(before, after, charts)
    : { causesOf: undefined, causesUnknown: undefined };
  return review({
    before: before.tree,
    after: after.tree,
    configKeys: await configKeys(charts),
    causesUnknown,
    ...(causesOf && { causesOf }),
    ...(await saidByClusterFiles(after)),
  });
}

async function causesBetween(
  before: Side,
  after: Side,
  charts: ChartStore,
): Promise<{ causesOf?: CausesOf; causesUnknown?: string }> {
  if (!before.inputs || !after.inputs) {
    return { causesUnknown: 'the cluster files of both sides are not at hand' };
  }
  const { InputError } = await import('../diagnostics/diagnostic');
  const { attributeBySynthesis } = await import('../review/causes/attribution');
  const { clusterTexts } = await import('../review/clusters-between');
  const { synthesizer } = await import('./diff-inputs');
  try {
    const inputs = { before: before.inputs(), after: after.inputs() };
    const causesOf = attributeBySynthesis({
      ...inputs,
      synthesize: synthesizer(charts),
      texts: clusterTexts(before.tree, after.tree),
    });
    return { causesOf };
  } catch (error) {
    if (error instanceof InputError) {
      return { causesUnknown: 'this tool does not accept the cluster files of one side' };
    }
    throw error;
  }
}

/** What the cluster files of the new side say, where they can be read. */
async function saidByClusterFiles(
  after: Side,
): Promise<{ acknowledged: (cluster: string) => Entries; ringOf: RingOf }> {
  const { InputError } = await import('../diagnostics/diagnostic');
  try {
    const inputs = after.inputs?.();
    return {
      acknowledged: (cluster) => inputs?.get(cluster)?.acknowledged ?? [],
      ringOf: (cluster) => inputs?.get(cluster)?.ring,
    };
  } catch (error) {
    if (error instanceof InputError) {
      return { acknowledged: () => [], ringOf: () => undefined };
    }
    throw error;
  }
}

/** Descriptions come from the charts that are at hand without the network. */
async function configKeys(charts: ChartStore) {
  const { InputError } = await import('../diagnostics/diagnostic');
  const { readFileSync } = await import('node:fs');
  const { readChartFiles } = await import('../engine');
  const { configKeysOf } = await import('../review/causes/chart-keys');
  return configKeysOf((version) => {
    try {
      const chart = charts.locateLocally('cilium', version);
      if (!chart) {
        return undefined;
      }
      const template = readChartFiles(readFileSync(chart.path)).get('templates/cilium-configmap.yaml') ?? '';
      return { template, facts: charts.values(version).facts };
    } catch (error) {
      if (error instanceof InputError) {
        return undefined;
      }
      throw error;
    }
  });
}
