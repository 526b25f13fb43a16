import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Chosen } from './chosen';
import { agentCharts } from './clusters';
import { egress } from './egress';
import { examples } from './examples';
import { fields } from './fields';
import { localDns } from './local-dns';
import { mesh } from './mesh/mesh';
import { type Ground, packets, upgrade } from './packets';
import { type Made, type Parts, WITH_PODS } from './parts';
import { refusals } from './refusals';
import { Results } from './results';
import { Testbed } from './testbed';
import { walk } from './walk';

/** What the process outside hands over. */
interface Task {
  readonly asked: Chosen;
  readonly parts: Parts;
  /** Removed by the process outside, whatever becomes of this one. */
  readonly directory: string;
}

async function main({ asked, parts, directory }: Task): Promise<number> {
  const results = new Results((line) => process.stdout.write(`${line}\n`));
  const { kubernetes, tools } = parts;
  if ('missing' in kubernetes || 'missing' in tools) {
    const why = [kubernetes, tools].flatMap((made) => ('missing' in made ? [made.missing] : [])).join('; ');
    results.leaveOut({ version: 'all', example: 'all', asked: 'everything' }, why);
    return finish(results);
  }
  const cgroups = makeCgroup(directory);
  const testbed = await Testbed.start(kubernetes.part, tools.part, cgroups);
  try {
    for (const version of asked.versions) {
      const cilium = parts.cilium[version];
      if (cilium === undefined || 'missing' in cilium) {
        results.leaveOut({ version, example: 'all', asked: 'everything' }, cilium?.missing ?? 'not built');
        continue;
      }
      const charts = agentCharts();
      if (asked.trials.includes('examples')) {
        await examples(testbed, cilium.part, charts, results);
      }
      if (asked.trials.includes('fields')) {
        await fields(testbed, cilium.part, charts, results);
      }
      if (asked.trials.includes('refusals')) {
        await refusals(testbed, cilium.part, charts, asked.only, results);
      }
      if (asked.trials.includes('walk')) {
        await walk(testbed, cilium.part, charts, asked, results);
      }
    }
    if (asked.trials.some((trial) => WITH_PODS.includes(trial))) {
      await allPackets(asked, parts, { testbed, charts: agentCharts(), results });
    }
  } finally {
    await testbed.stop();
  }
  return finish(results);
}

async function allPackets(
  { versions, bases, trials }: Chosen,
  { cilium, clusterMesh, cniPlugins }: Parts,
  ground: Omit<Ground, 'plugins'>,
): Promise<void> {
  const { results } = ground;
  if ('missing' in cniPlugins) {
    results.leaveOut({ version: 'all', example: 'all', asked: 'packets' }, cniPlugins.missing);
    return;
  }
  const plugins = cniPlugins.part;
  const there = versions.flatMap((version) => {
    const made = cilium[version];
    return made && 'part' in made ? [made.part] : [];
  });
  for (const parts of trials.includes('packets') ? there : []) {
    for (const base of basesOf(bases)) {
      if (base === 'overlay' && parts.operator === undefined) {
        const why = 'no operator of this version builds, which gives the nodes their addresses';
        results.leaveOut({ version: parts.version, example: base, asked: 'packets' }, why);
      } else {
        await packets({ ...ground, plugins }, parts, base);
        await egress({ ...ground, plugins }, parts, base);
        await localDns({ ...ground, plugins }, parts, base);
      }
    }
  }
  for (const parts of trials.includes('mesh') ? there : []) {
    const made = clusterMesh[parts.version];
    const lack = parts.operator === undefined ? 'no operator of this version builds' : missing(made);
    if (made && 'part' in made && lack === undefined) {
      for (const base of basesOf(bases)) {
        const all = { cilium: parts, clusterMesh: made.part, plugins };
        await mesh(ground.testbed, ground.charts, all, base, results);
      }
    } else {
      results.leaveOut({ version: parts.version, example: 'mesh', asked: 'everything' }, lack ?? 'not built');
    }
  }
  for (const [index, to] of there.entries()) {
    const from = there[index - 1];
    if (trials.includes('upgrade') && from?.operator && to.operator) {
      await upgrade({ ...ground, plugins }, from, to);
    }
  }
}

/** The routings that pods are connected with. */
function basesOf(bases: Chosen['bases']): readonly ('overlay' | 'native')[] {
  return (['overlay', 'native'] as const).filter((base) => bases.includes(base));
}

function missing(made: Made<unknown> | undefined): string | undefined {
  return made && 'missing' in made ? made.missing : undefined;
}

function finish(results: Results): number {
  process.stdout.write(`${results.table()}\n`);
  // In CI nobody reads the table of a run that passes: what was left out there would stay left out.
  return results.failed > 0 || (process.env.CI === 'true' && results.leftOut > 0) ? 1 : 0;
}

/** A cgroup of the test's own, which the process outside removes, seen through a mount that only this process and its children have. */
function makeCgroup(directory: string): string {
  const mounted = join(directory, 'cgroup');
  mkdirSync(mounted);
  execFileSync('mount', ['-t', 'cgroup2', 'cgroup2', mounted]);
  execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', '/run']);
  const own = join(mounted, basename(directory));
  mkdirSync(own);
  return own;
}

const [file = ''] = process.argv.slice(2);
void main(JSON.parse(readFileSync(file, 'utf8')) as Task).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  },
);
