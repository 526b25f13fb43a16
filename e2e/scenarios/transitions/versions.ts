import assert from 'node:assert/strict';
import type { FileSpec } from '../../../lib/layout/layout';
import type { Report } from '../../../lib/review/report';
import { review } from '../../../lib/review/review';
import { treeOfFiles } from '../../../lib/review/trees/tree';
import { type Bench, CLUSTER } from '../bench';
import { between, type Inventory, inventory, USER_OBJECTS } from './inventory';
import { applied, cleaned, commandsIn, follow, rulesBetween, stepsOf } from './safe-way';

/** Minor versions that are gone back and that are not skipped, by the steps of the synth. */
export async function ciliumVersions(bench: Bench): Promise<void> {
  const dist = (version: string, more = {}) =>
    bench.dist({ kubernetes: '1.33.0', cilium: { version, ...more } });
  await bench.try('Cilium from 1.18.2 to 1.20.0 without skipping a minor version', async () => {
    const way = ['1.18.2', '1.18.12', '1.19.6', '1.20.0'].map((version) => dist(version));
    const [first = [], patch = [], middle = [], last = []] = way;
    assert.deepEqual(rulesBetween(first, last), ['cilium-minor-skipped']);
    await cleaned(bench);
    const start = await inventory(bench);
    await applied(bench, first, 'cilium');
    await follow(bench, stepsOf('cilium-minor-skipped', first, last), [
      { says: /latest patch of 1\.18 first/, by: () => merged(bench, first, patch) },
      { says: /latest patch of 1\.19/, by: () => merged(bench, patch, middle) },
      { says: /^Then go to 1\.20\.0/, by: () => merged(bench, middle, last) },
    ]);
    const left = await clearedAway(bench, way, start);
    return `each report says which objects come and which stay behind; ${left} stayed and were deleted by name`;
  });
  await bench.try('Cilium goes back a minor version', async () => {
    const compatible = { values: { upgradeCompatibility: '1.18' } };
    const [newer, older] = [dist('1.19.6', compatible), dist('1.18.2', compatible)];
    assert.deepEqual(rulesBetween(newer, older), ['cilium-downgraded']);
    await cleaned(bench);
    const start = await inventory(bench);
    await applied(bench, newer, 'cilium');
    await follow(bench, stepsOf('cilium-downgraded', newer, older), [
      { says: /^Take out what only 1\.19 knows/ },
      { says: /set upgradeCompatibility/ },
      { says: /^Merge this, and wait until every agent/, by: () => merged(bench, newer, older) },
    ]);
    const left = await clearedAway(bench, [newer, older], start);
    return `applied over 1.19.6 without a refusal, the agents are replaced; ${left} objects of 1.19 were deleted by name`;
  });
}

/** One merge, as the report of `tke-cilium diff` says it: what has to go first goes, and what comes and stays is as it says. */
async function merged(bench: Bench, before: readonly FileSpec[], after: readonly FileSpec[]): Promise<void> {
  const report = reportOn(before, after);
  const start = await inventory(bench);
  const first = report.lines
    .filter(({ group, rule }) => group === 'needs-hand' && rule === undefined)
    .flatMap(({ steps }) => steps.flatMap(commandsIn));
  for (const command of first) {
    const { status, stderr } = await bench.shell(command);
    assert.equal(status, 0, stderr);
  }
  await applied(bench, after, 'cilium');
  const { gone, come, remade } = between(start, await inventory(bench));
  const withoutJobs = (names: readonly string[]) => names.filter((name) => !name.startsWith('Job ')).sort();
  assert.deepEqual(withoutJobs(gone), []);
  assert.deepEqual(withoutJobs(remade), []);
  // What an earlier version left behind and comes again is there already.
  const left = withoutJobs(objectsSaid(report, '(created)')).filter((name) => !start.has(name));
  assert.deepEqual(withoutJobs(come), left);
  const { status, stdout } = await bench.kubectl([
    ...['diff', '--server-side', '--force-conflicts', '-R', '-f', `dist/${CLUSTER}/cilium`],
  ]);
  assert.equal(status, 0, stdout);
}

/** Deletes what the reports say stays behind, each object by its name, and sees that nothing else is left over. */
async function clearedAway(
  bench: Bench,
  way: readonly (readonly FileSpec[])[],
  start: Inventory,
): Promise<number> {
  const last = way.at(-1) ?? [];
  const kept = new Set(objectsSaid(reportOn([], last), '(created)'));
  const stayed = new Set(
    way.slice(1).flatMap((after, index) => objectsSaid(reportOn(way[index] ?? [], after), '(removed)')),
  );
  const left = [...stayed].filter((name) => !kept.has(name));
  for (const name of left) {
    const [kind = '', full = ''] = name.split(' ');
    const [object = '', namespace = 'kube-system'] = full.split('/').reverse();
    const { status, stderr } = await bench.kubectl(['-n', namespace, 'delete', kind, object]);
    assert.equal(status, 0, `${name}: ${stderr}`);
  }
  const names = [...(await inventory(bench)).keys()];
  assert.deepEqual(
    names.filter((name) => !start.has(name) && !kept.has(name) && !name.startsWith('Job ')),
    [],
  );
  assert.deepEqual(
    USER_OBJECTS.filter((name) => !names.includes(name)),
    [],
  );
  return left.length;
}

function reportOn(before: readonly FileSpec[], after: readonly FileSpec[]): Report {
  const only = (files: readonly FileSpec[]) =>
    treeOfFiles(
      '',
      files.filter(({ path }) => path.startsWith(`${CLUSTER}/cilium/`) || path.includes('/node-init/')),
    );
  return review({ before: only(before), after: only(after), configKeys: () => undefined });
}

/** The objects that came or went whole, named as in the inventory. */
function objectsSaid({ lines }: Report, path: '(created)' | '(removed)'): string[] {
  return lines
    .flatMap(({ paths }) => paths)
    .filter((one) => one.path === path)
    .map(({ object }) => object);
}
