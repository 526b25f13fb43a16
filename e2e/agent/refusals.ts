import type { ChartStore } from '../../lib/charts/chart-store';
import type { AgentRule } from '../../lib/rules/agent/agent-rule';
import { AGENT_RULES, concernsMinor } from '../../lib/rules/agent/table';
import type { CiliumParts } from '../parts/cilium';
import { clusterFile } from './clusters';
import { Judge, type Judgement } from './judge';
import { optionNames } from './option-names';
import { ports } from './ports';
import type { Result, Results } from './results';
import { renderUnchecked } from './synth';
import type { Testbed } from './testbed';

/** Long enough to say of a program that it waits for ever. */
const SECONDS = 40;

/** Every rule about what an agent or an operator refuses: its example is refused, with the words that the rule quotes. */
export async function refusals(
  testbed: Testbed,
  parts: CiliumParts,
  charts: ChartStore,
  only: readonly string[],
  results: Results,
): Promise<void> {
  const judge = await Judge.of(testbed, parts);
  const minor = Number(parts.version.split('.')[1]);
  try {
    for (const rule of AGENT_RULES.filter(
      (one) => concernsMinor(one, minor) && only.some((part) => one.id.includes(part)),
    )) {
      const trial = { version: parts.version, example: rule.example.base, asked: rule.id };
      const cluster = clusterFile(rule.example.base, parts.version, rule.example.values);
      const unchecked = renderUnchecked(cluster, charts);
      if ('refused' in unchecked) {
        results.leaveOut(trial, `the chart refuses the example: ${unchecked.refused[0]?.problem}`);
      } else if (rule.by === 'operator' && parts.operator === undefined) {
        results.leaveOut(trial, 'no operator of this version builds');
      } else {
        const judgement = await judge.judge(unchecked.rendered, { bare: true, seconds: SECONDS });
        results.add({ ...trial, ...outcomeOf(rule, judgement), seconds: judgement.seconds });
      }
    }
    if (only.some((part) => 'host-port-twice'.includes(part))) {
      await ports(judge, parts, charts, results);
    }
    if (only.some((part) => 'agent-option-unknown'.includes(part))) {
      await optionNames(judge, parts, charts, results);
    }
  } finally {
    await judge.stop();
  }
}

function outcomeOf(
  { by = 'agent', ends = 'refuses', words: quoted }: AgentRule,
  { kind, by: who, words, log }: Judgement,
): Pick<Result, 'outcome' | 'happened'> {
  const said = log.some((line) => line.replaceAll('\\"', '"').includes(quoted));
  if (kind === 'not judged' && !said) {
    return { outcome: 'left out', happened: `cannot be judged here: ${words}` };
  }
  const ended = ends === 'waits' ? kind === 'hung' : kind === 'refused' || kind === 'not judged';
  return ended && who === by && said
    ? { outcome: 'ok', happened: `${by} ${ends}: ${words}` }
    : {
        outcome: 'FAILED',
        happened: `the rule says that the ${by} ${ends} with "${quoted}"; ${who} ${kind}: ${words}`,
      };
}
