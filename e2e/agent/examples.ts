import type { ChartStore } from '../../lib/charts/chart-store';
import type { JsonObject } from '../../lib/json';
import type { Base } from '../../lib/rules/agent/agent-rule';
import { minorNumber } from '../../lib/version/version';
import type { CiliumParts } from '../parts/cilium';
import type { CiliumProcess } from './cilium';
import { BASES, clusterFile } from './clusters';
import { Installation } from './installation';
import type { Results } from './results';
import { synthesizeCluster } from './synth';
import type { Testbed } from './testbed';

/** A cluster that is to come up. */
interface Example {
  readonly name: string;
  readonly base: Base;
  /** Fields of the cluster file beside those of the base. */
  readonly fields: JsonObject;
  /** The first minor version of Cilium on which it works. */
  readonly from?: number;
}

const EXAMPLES: readonly Example[] = [
  ...BASES.map((base) => ({ name: base, base, fields: {} })),
  { name: 'native, masquerade', base: 'native', fields: { masquerade: { exempt: ['172.20.0.0/16'] } } },
  { name: 'native, masquerade by one CIDR', base: 'native', fields: { masquerade: { by: 'one-cidr' } } },
  { name: 'coexist, masquerade', base: 'coexist', fields: { masquerade: {} }, from: 19 },
  {
    name: 'overlay, Hubble and metrics',
    base: 'overlay',
    fields: {
      hubble: {
        ui: true,
        redact: true,
        flowLogs: [{ name: 'dropped', only: [{ verdict: ['DROPPED'] }] }, { name: 'all' }],
      },
      metrics: { agent: true, hubble: ['dns:query;ignoreAAAA', 'drop', 'tcp', 'flow'] },
    },
  },
];

/** Every kind of cluster, as written, and the fields that change what the agent reads: the agent starts, the operator leads, and the agent says that it is well. */
export async function examples(
  testbed: Testbed,
  parts: CiliumParts,
  charts: ChartStore,
  results: Results,
): Promise<void> {
  for (const { name, base, fields } of EXAMPLES.filter(
    ({ from = 0 }) => minorNumber(parts.version) >= from,
  )) {
    const asked = { version: parts.version, example: name, asked: 'agent and operator start' };
    await results.trial(asked, () =>
      start(testbed, parts, charts, clusterFile(base, parts.version, {}, fields)),
    );
  }
}

/**
 * Starts agent and operator of a cluster file on a new machine.
 *
 * @param also what else must come true while they run
 */
export async function start(
  testbed: Testbed,
  parts: CiliumParts,
  charts: ChartStore,
  cluster: JsonObject,
  also: () => Promise<string> = async () => '',
): Promise<string> {
  const synthesized = synthesizeCluster(cluster, charts);
  if ('refused' in synthesized) {
    throw new Error(`the synth refuses it: ${synthesized.refused.map(({ problem }) => problem).join('; ')}`);
  }
  const { rendered } = synthesized;
  if (rendered.definitions.length > 0) {
    await testbed.define(rendered.definitions);
  }
  // The template of a Job cannot change, and the example before may have left one.
  await testbed.api.delete('/apis/batch/v1/namespaces/kube-system/jobs');
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
    return `agent up after ${up.toFixed(1)} s, ${leads}, the agent's API says ${status}${await also()}`;
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
