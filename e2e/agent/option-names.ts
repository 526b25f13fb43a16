import type { ChartStore } from '../../lib/charts/chart-store';
import { ciliumOptions, PROGRAMS } from '../../lib/rules/agent/cilium-options';
import { minorNumber } from '../../lib/version/version';
import type { CiliumParts } from '../parts/cilium';
import { clusterFile } from './clusters';
import type { Judge } from './judge';
import type { Results } from './results';
import { renderUnchecked } from './synth';

/** Every option that a program lists at its start, hidden ones too, is one that the synth knows. */
export async function optionNames(
  judge: Judge,
  parts: CiliumParts,
  charts: ChartStore,
  results: Results,
): Promise<void> {
  const known = ciliumOptions(minorNumber(parts.version)).names;
  const unchecked = renderUnchecked(clusterFile('native', parts.version, {}), charts);
  if ('refused' in unchecked) {
    throw new Error(`the synth refuses native as it is: ${unchecked.refused[0]?.problem}`);
  }
  for (const program of PROGRAMS) {
    const trial = {
      version: parts.version,
      example: 'native',
      asked: `the options that the ${program} lists`,
    };
    if (parts[program] === undefined) {
      results.leaveOut(trial, `no ${program} of this version builds`);
      continue;
    }
    const { seconds, log } = await judge.judge(unchecked.rendered, { readers: [program], seconds: 30 });
    const listed = log.flatMap((line) => /msg="? *--([\w-]+)=/.exec(line)?.[1] ?? []);
    const unknown = listed.filter((option) => !known.has(option));
    results.add({
      ...trial,
      outcome: listed.length === 0 || unknown.length > 0 ? 'FAILED' : 'ok',
      happened: `${listed.length} listed, ${unknown.length} of them unknown to the synth${unknown.map((option) => ` ${option}`).join()}`,
      seconds,
    });
  }
}
