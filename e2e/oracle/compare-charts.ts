import { readFileSync } from 'node:fs';
import type { LocatedChart } from '../../lib/charts/located-chart';
import type { Dialect } from '../../lib/engine/dialect';
import type { ReleaseRequest } from '../../lib/engine/renderer';
import type { JsonObject } from '../../lib/json';
import { EngineUnderTest } from './engine';
import { NAMED_VALUES } from './named-values';
import { Random } from './random';
import { DIALECTS, helmTemplate } from './real-helm';
import { shrink } from './shrink';
import { ValueSets } from './value-sets';
import { judge, type Verdict } from './verdict';

/** One question that the two answer differently, made as small as it goes. */
export interface Difference {
  readonly chart: string;
  readonly dialect: Dialect;
  readonly values: JsonObject;
  readonly helm: string;
  readonly engine: string;
}

export interface Tally {
  readonly verdicts: Map<Verdict, number>;
  /** What the engine declined, by what it was asked for. */
  readonly declined: Map<string, number>;
  readonly differences: Difference[];
}

export function releaseRequest(
  chart: LocatedChart,
  values: JsonObject,
  kubeVersion = '1.32.2',
): ReleaseRequest {
  return { chart, values, kubeVersion, releaseName: 'cilium', namespace: 'kube-system', apiVersions: [] };
}

const KUBE_VERSIONS = ['1.32.2', '1.30.0-tke.5', 'v1.34.1'];

export interface Questions {
  /** How many sets of values, those with a name among them. */
  readonly sets: number;
  /** Whether the chart's values are gone through one by one besides. */
  readonly every: boolean;
  readonly seed: number;
}

/** Renders one chart with named and generated values, by Helm and by the engine, in both dialects. */
export async function compareChart(
  chart: LocatedChart,
  { sets, every, seed }: Questions,
  tally: Tally,
): Promise<void> {
  const random = new Random(seed);
  const generator = new ValueSets(readFileSync(chart.path));
  const engines = new Map(DIALECTS.map((dialect) => [dialect, new EngineUnderTest(dialect)]));
  const named = Object.values(NAMED_VALUES);
  const all = [
    ...Array.from({ length: Math.max(sets, named.length) }, (_, index) => {
      return named[index] ?? generator.generate(index, random).values;
    }),
    ...(every ? generator.every(random).map(({ values }) => values) : []),
  ];
  for (const [index, values] of all.entries()) {
    const request = releaseRequest(chart, values, KUBE_VERSIONS[index % KUBE_VERSIONS.length]);
    await Promise.all(DIALECTS.map((dialect) => compare(request, dialect, engines.get(dialect), tally)));
  }
}

async function compare(
  request: ReleaseRequest,
  dialect: Dialect,
  engine: EngineUnderTest | undefined,
  tally: Tally,
): Promise<void> {
  if (!engine) {
    return;
  }
  const ask = async (values: JsonObject) => {
    const asked = { ...request, values };
    const helm = await helmTemplate(asked, dialect);
    const answer = engine.render(asked);
    return { helm, answer, verdict: judge(helm, answer) };
  };
  const { answer, verdict } = await ask(request.values);
  count(tally.verdicts, verdict);
  if ('outside' in answer) {
    count(tally.declined, answer.outside);
  }
  if (verdict === 'different') {
    const values = await shrink(
      request.values,
      async (smaller) => (await ask(smaller)).verdict === 'different',
    );
    const smallest = await ask(values);
    const chart = `${request.chart.name} ${request.chart.version}`;
    const shown = firstDifference(shownAs(smallest.helm), shownAs(smallest.answer));
    tally.differences.push({ chart, dialect, values, ...shown });
  }
}

function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function shownAs(outcome: object): string {
  return Object.entries(outcome)
    .map(([kind, text]) => (kind === 'text' ? String(text) : `${kind}: ${text}`))
    .join('');
}

/** The first lines that differ. */
function firstDifference(helm: string, engine: string): { helm: string; engine: string } {
  const left = helm.split('\n');
  const right = engine.split('\n');
  const at = Math.max(
    0,
    left.findIndex((line, index) => line !== right[index]),
  );
  return { helm: left.slice(at, at + 4).join('\n'), engine: right.slice(at, at + 4).join('\n') };
}
