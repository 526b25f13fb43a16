import type { Dialect } from '../../../lib/engine/dialect';
import { manifestText } from '../../../lib/engine/documents/release-manifest';
import { parsedAnew } from '../../../lib/engine/parsed/parsed-chart-store';
import { PreparedChart } from '../../../lib/engine/prepared-chart';
import { type EngineOutcome, outcomeOf } from '../engine';
import { Random } from '../random';
import { DIALECTS, type Outcome } from '../real-helm';
import { judge, type Verdict } from '../verdict';
import { hostileArchive, packed } from './archives';
import { awkwardMap, awkwardText, awkwardValue } from './awkward';
import { callingTemplate } from './calls';
import { chartFiles } from './charts';
import { CRASHED, HelmServer, type Question } from './helm-server';
import { schema } from './schemas';

/** How many questions are under way: enough to keep the other process busy. */
const AT_ONCE = 50;

export interface HostileTally {
  readonly verdicts: Map<Verdict | 'raw error' | 'Helm crashed', number>;
  readonly declined: Map<string, number>;
  readonly differences: string[];
}

/**
 * Asks both Helms and this engine about charts and values made to break them.
 *
 * @param only number of the one input to ask about, as a difference names it
 */
export async function compareHostile(inputs: number, seed: number, only?: number): Promise<HostileTally> {
  const tally: HostileTally = { verdicts: new Map(), declined: new Map(), differences: [] };
  const helm = new HelmServer();
  for (let start = 0; start < inputs; start += AT_ONCE) {
    const all = Array.from({ length: Math.min(AT_ONCE, inputs - start) }, (_, index) => start + index);
    const numbers = all.filter((number) => only === undefined || number === only);
    await Promise.all(
      numbers.map(async (number) => {
        const dialect = DIALECTS[number % DIALECTS.length] ?? 'v4.2';
        const question = questionOf(new Random(seed * 1_000_003 + number), number);
        compare(question, dialect, await helm.ask(question, dialect), tally, number);
      }),
    );
  }
  helm.stop();
  return tally;
}

function questionOf(random: Random, number: number): Question {
  const template =
    number % 2 === 0
      ? callingTemplate(random)
      : 'a: {{ .Values.text | quote }}\nb: {{ .Values.any | toYaml | nindent 2 }}\n';
  const files = {
    ...chartFiles(random, template),
    ...(random.below(4) === 0 && { 'values.schema.json': schema(random) }),
  };
  return {
    archive: number % 5 === 0 ? hostileArchive(random, files) : packed(files),
    values: {
      text: awkwardText(random),
      other: awkwardText(random),
      number: awkwardValue(random, 3),
      map: awkwardMap(random),
      list: [awkwardValue(random), awkwardText(random)],
      nothing: null,
      any: awkwardValue(random),
    },
    releaseName:
      random.below(20) === 0
        ? random.pick(['', 'A', 'a_b', 'a.b', 'x'.repeat(54), 'x'.repeat(53), '-a', 'a-'])
        : 'r',
    namespace: 'n',
    kubeVersion:
      random.below(10) === 0
        ? random.pick([
            '1',
            '1.32',
            'v1.32.2',
            '1.32.2-tke.1',
            '1.32.2+k3s',
            'x',
            '',
            '1.32.2.4',
            '01.2',
            '1.2_',
            ' 1.32.1',
            '1.32.1 ',
            'V1.32',
            '1.32\u00a0',
          ])
        : '1.32.2',
    apiVersions: ['example.com/v1'],
  };
}

function compare(
  question: Question,
  dialect: Dialect,
  helm: Outcome,
  tally: HostileTally,
  number: number,
): void {
  let engine: EngineOutcome;
  try {
    engine = engineAnswer(question, dialect);
  } catch (error) {
    count(tally.verdicts, 'raw error');
    tally.differences.push(`input ${number}, Helm ${dialect}: raw error ${(error as Error).stack}`);
    return;
  }
  const verdict = 'refusal' in helm && helm.refusal === CRASHED ? 'Helm crashed' : judge(helm, engine);
  count(tally.verdicts, verdict);
  if ('outside' in engine) {
    count(tally.declined, engine.outside.replace(/ in \S+:\d+.*/s, ''));
  }
  if (verdict === 'Helm crashed') {
    tally.declined.set(`Helm itself crashed at input ${number}`, 1);
  }
  if (verdict === 'different') {
    const { archive, ...asked } = question;
    const shown = { asked, archive: archive.toString('base64'), helm, engine };
    tally.differences.push(`input ${number}, Helm ${dialect}: ${JSON.stringify(shown)}`);
  }
}

/** The text is bytes. */
function engineAnswer({ archive, ...request }: Question, dialect: Dialect): EngineOutcome {
  const chart = { name: 'c', version: '1.0.0', digest: '', path: '' };
  try {
    const prepared = new PreparedChart(parsedAnew.parsed(archive, dialect), dialect);
    return { text: manifestText(prepared.render({ chart, ...request }, () => undefined)) };
  } catch (error) {
    return outcomeOf(error);
  }
}

function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
