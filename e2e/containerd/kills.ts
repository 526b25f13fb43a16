import { CASES, type Case } from './cases';
import type { Command } from './node';
import { arrange } from './play';
import { endRow, Faults, yesNo } from './row';
import { atRestart, EDIT_LATE, type Scenario } from './scenario';
import { TKE } from './starting-files';
import { CONTAINERD_VERSIONS, isSecondMajor } from './versions';

// Kill -9 before every command that changes something which outlives the run: files below /etc/containerd, what the
// script keeps in /run, the running containerd. Between two such commands nothing is different, so this is every step.
// Which commands these are is seen in a run that is left alone.

const TKE_CASE = 'version 2, docker.io mirror (TKE)';

/** Ways to change a node and back, by a starting file of the table. */
const CHANGES: readonly { readonly starting: string; readonly on?: (version: string) => boolean }[] = [
  { starting: TKE_CASE },
  { starting: 'version 2, no registry table', on: isSecondMajor },
  { starting: 'config_path, one directory' },
  { starting: 'no file' },
];

/** Adding to TKE's own file on every version; every other way on the newest of each major version. */
export function killScenarios(version: string): Scenario[] {
  const newest = CONTAINERD_VERSIONS.findLast(
    (each) => isSecondMajor(each.version) === isSecondMajor(version),
  );
  if (newest?.version !== version) {
    return [killedWhile('add', caseNamed(TKE_CASE))];
  }
  const changes = CHANGES.filter(({ on }) => on?.(version) ?? true).map(({ starting }) =>
    caseNamed(starting),
  );
  return [
    ...changes.map((change) => killedWhile('add', change)),
    ...changes.map((change) => killedWhile('remove', change)),
    KILLED_WHILE_TAKING_BACK,
  ];
}

function caseNamed(starting: string): Case {
  const found = CASES.find(({ name }) => name === starting);
  if (found === undefined) {
    throw new Error(`no case ${starting}`);
  }
  return found;
}

/** Never a torn file, and the next run ends as one that was not killed. */
function killedWhile(mode: 'add' | 'remove', starting: Case): Scenario {
  const name = `kill -9 at every step of ${mode === 'add' ? 'adding' : 'undo'}: ${starting.name}`;
  return {
    name,
    async play(version, node, script) {
      const faults = new Faults();
      await arrange(starting, node);
      if (mode === 'remove') {
        await node.run(script, 'once', 'add');
      }
      const before = await node.files();
      const old = await node.config();
      await node.save();
      const { run, commands } = await node.changingCommands(script, 'once', mode);
      const expected = mode === 'add' ? starting.expect(version).decision : 'removed';
      faults.check('decision', expected, run.report?.decision ?? run.output);
      const after = await node.files();
      const changed = await node.config();
      faults.check('changes something', true, after !== before && commands.length >= 5);

      for (const command of commands) {
        const step = describe(command);
        await node.restore();
        const killed = await node.runKilledBefore(command, script, 'once', mode);
        faults.check(`${step}: killed`, true, killed.status !== 0);
        const left = await node.config();
        faults.check(`${step}: old or new file`, true, left === old || left === changed);
        const next = await node.run(script, 'once', mode);
        faults.check(`${step}: the next run`, true, next.report?.ok);
        faults.check(`${step}: files after the next run`, after, await node.files());
        faults.check(`${step}: CRI up`, true, await node.criUp());
      }
      const title = `${name} (${commands.length})`;
      return endRow(version, title, node, faults, expected, {
        undo: mode === 'add' ? '-' : yesNo(faults.found.length === 0),
      });
    },
  };
}

/** The old file comes back and the CRI with it, whoever has to finish. */
const KILLED_WHILE_TAKING_BACK: Scenario = {
  name: 'kill -9 at every step of taking back',
  async play(version, node, script, name) {
    const faults = new Faults();
    const hasty = script.replace(/^WAIT=.*/m, 'WAIT=3');
    await arrange(
      { name: '', files: { 'config.toml': TKE }, expect: () => ({ decision: '', restarted: true }) },
      node,
    );
    const start = await node.files();
    await node.save();
    await atRestart(node, EDIT_LATE);
    const { run, commands } = await node.changingCommands(hasty, 'once', 'add');
    faults.check('decision', 'rolled-back', run.report?.decision ?? run.output);
    faults.check('files', start, await node.files());
    const since = commands.slice(commands.findIndex(({ text }) => text.includes('$RESTART')) + 1);
    faults.check('takes something back', true, since.length >= 5);

    for (const command of since) {
      const step = describe(command);
      await node.exec('rm -f /run/tke-cilium/refused');
      await atRestart(node, EDIT_LATE);
      const killed = await node.runKilledBefore(command, hasty, 'once', 'add');
      faults.check(`${step}: killed`, true, killed.status !== 0);
      const next = await node.run(hasty, 'once', 'add');
      // What was taken back in time is tried again, and this time nobody is in the way.
      const added = next.report?.decision === 'entry-added';
      faults.check(
        `${step}: the next run`,
        added ? 'entry-added' : 'rolled-back',
        next.report?.decision ?? next.output,
      );
      if (added) {
        await node.run(hasty, 'once', 'remove');
      }
      faults.check(`${step}: files`, start, await node.files());
      faults.check(`${step}: CRI up`, true, await node.criUp());
    }
    const title = `${name} (${since.length})`;
    return endRow(version, title, node, faults, 'rolled-back', {});
  },
};

function describe({ text, occurrence }: Command): string {
  return `${text.split('\n')[0]} #${occurrence}`;
}
