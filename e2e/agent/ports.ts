import type { ChartStore } from '../../lib/charts/chart-store';
import type { JsonObject } from '../../lib/json';
import type { CiliumParts } from '../parts/cilium';
import { clusterFile } from './clusters';
import type { Judge } from './judge';
import type { Results } from './results';
import { renderUnchecked } from './synth';

const SECONDS = 40;

/** Two listeners of one program on one port, which the rule host-port-twice refuses. */
const CLASHES: readonly {
  readonly asked: string;
  readonly by?: 'operator';
  readonly values: JsonObject;
}[] = [
  {
    asked: "the agent's metrics on the port of its health",
    values: { prometheus: { enabled: true, port: 9879 } },
  },
  {
    asked: "the agent's metrics on the port of Hubble",
    values: { prometheus: { enabled: true, port: 4244 } },
  },
  {
    asked: "Hubble's metrics on the port of the agent's",
    values: { prometheus: { enabled: true, port: 9965 }, hubble: { metrics: { enabled: ['drop'] } } },
  },
  {
    asked: "the agent's profiles on the port of its health",
    values: { pprof: { enabled: true, port: 9879 } },
  },
  {
    asked: "the operator's metrics on the port of its health",
    by: 'operator',
    values: { operator: { prometheus: { enabled: true, port: 9234 } } },
  },
];

/** What becomes of a program two of whose listeners want one port: an operator ends, an agent says so and goes on without the second. */
export async function ports(
  judge: Judge,
  parts: CiliumParts,
  charts: ChartStore,
  results: Results,
): Promise<void> {
  for (const { asked, by: about, values } of CLASHES) {
    const trial = { version: parts.version, example: 'native', asked: `host-port-twice: ${asked}` };
    if (about === 'operator' && parts.operator === undefined) {
      results.leaveOut(trial, 'no operator of this version builds');
      continue;
    }
    const unchecked = renderUnchecked(clusterFile('native', parts.version, values), charts);
    if ('refused' in unchecked) {
      results.leaveOut(trial, `the chart refuses it: ${unchecked.refused[0]?.problem}`);
      continue;
    }
    const { kind, by, seconds, log } = await judge.judge(unchecked.rendered, {
      bare: true,
      seconds: SECONDS,
    });
    const words = log.find((line) => line.includes('address already in use'));
    const outcome = words === undefined ? 'FAILED' : 'ok';
    results.add({ ...trial, outcome, happened: `${by} ${kind}: ${words ?? 'nothing is said'}`, seconds });
  }
}
