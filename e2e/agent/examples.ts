import type { ChartStore } from '../../lib/charts/chart-store';
import type { Base } from '../../lib/rules/agent/agent-rule';
import type { CiliumParts } from '../parts/cilium';
import type { CiliumProcess } from './cilium';
import { BASES, clusterFile } from './clusters';
import { Installation } from './installation';
import type { Results } from './results';
import { synthesizeCluster } from './synth';
import type { Testbed } from './testbed';

/** Every kind of cluster, as written: the agent starts, the operator leads, and the agent says that it is well. */
export async function examples(
  testbed: Testbed,
  parts: CiliumParts,
  charts: ChartStore,
  results: Results,
): Promise<void> {
  for (const example of BASES) {
    await results.trial({ version: parts.version, example, asked: 'agent and operator start' }, () =>
      start(testbed, parts, charts, example),
    );
  }
}

async function start(testbed: Testbed, parts: CiliumParts, charts: ChartStore, base: Base): Promise<string> {
  const synthesized = synthesizeCluster(clusterFile(base, parts.version), charts);
  if ('refused' in synthesized) {
    throw new Error(`the synth refuses it: ${synthesized.refused.map(({ problem }) => problem).join('; ')}`);
  }
  const { rendered } = synthesized;
  await testbed.apply(rendered.objects);
  const machine = await testbed.machine(parts);
  try {
    await testbed.join(machine);
    if (parts.operator === undefined) {
      await testbed.makeCrds(parts);
    }
    if (parts.operator === undefined && rendered.config.ipam === 'multi-pool') {
      await testbed.giveSlice(machine);
    }
    const installed = await Installation.on(machine, testbed, rendered);
    const agent = installed.start('agent', parts.agent, rendered.agent);
    const operator = parts.operator && installed.start('operator', parts.operator, rendered.operator);
    const [led, up] = await Promise.all([
      operator && came(operator, 'the operator'),
      came(agent, 'the agent'),
    ]);
    const status = await installed.health();
    const leads =
      led === undefined
        ? 'no operator of this version builds, the test does what it would'
        : `operator leads after ${led.toFixed(1)} s`;
    return `agent up after ${up.toFixed(1)} s, ${leads}, the agent's API says ${status}`;
  } finally {
    await testbed.remove(machine);
    await testbed.forget(machine);
  }
}

async function came(process: CiliumProcess, name: string): Promise<number> {
  const { kind, words, seconds } = await process.verdict(90);
  if (kind !== 'up') {
    throw new Error(`${name} ${kind === 'hung' ? 'does not come up' : 'ends'}: ${words}`);
  }
  return seconds;
}
