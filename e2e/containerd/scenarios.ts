import { setTimeout as sleep } from 'node:timers/promises';
import { nodePoolUserData } from '../../lib/node-init/user-data';
import { CASES, type Case } from './cases';
import type { Run, TestNode } from './node';
import { arrange, placeFiles } from './play';
import { Faults, type Row, yesNo } from './row';
import { NO_SUCH_RUNTIME, TKE, VERSION_2_BARE } from './starting-files';
import { CONTAINERD_VERSIONS, isSecondMajor } from './versions';

/** What happens to a node while, before or after the script runs. */
export interface Scenario {
  readonly name: string;
  readonly play: (version: string, node: TestNode, script: string, name: string) => Promise<Row>;
}

const TKE_NODE: Case = {
  name: 'TKE',
  files: { 'config.toml': TKE },
  expect: () => ({ decision: '', restarted: true }),
};

/** A second registry table that names a directory: with mirrors in the file, containerd refuses to load its CRI. */
const LATE_EDIT = `[plugins."io.containerd.grpc.v1.cri".registry]\n  config_path = "/etc/containerd/certs.d"\n`;

/** Runs once on the node when containerd is told to restart, before it is. */
async function atRestart(node: TestNode, command: string): Promise<void> {
  const hook = `#!/bin/sh\nrm -f "$0"\n${command}\n`;
  await node.exec('cat >/run/before-restart && chmod +x /run/before-restart', hook);
}

async function row(
  version: string,
  name: string,
  node: TestNode,
  faults: Faults,
  decision: string | undefined,
  cells: Partial<Row>,
): Promise<Row> {
  return {
    version,
    start: name,
    decision: decision ?? '?',
    criUp: yesNo(await node.criUp()),
    mirrorUsed: yesNo((await node.pull()).from === 'mirror'),
    mirrorDown: '-',
    secondRun: '-',
    undo: '-',
    ...cells,
    faults: faults.found,
  };
}

/** The script must end as found: same files, CRI up, no mirror; and not try the same again. */
async function takenBack(
  version: string,
  node: TestNode,
  script: string,
  name: string,
  starts: number,
): Promise<Row> {
  const faults = new Faults();
  const start = await node.files();
  const run = await node.run(script, 'once', 'add');
  faults.check('decision', 'rolled-back', run.report?.decision ?? run.output);
  faults.check('configChanged', false, run.report?.configChanged);
  faults.check('exit status', 1, run.status);
  faults.check('files', start, await node.files());
  faults.check('starts of containerd', starts, node.starts().length);
  faults.check('CRI up', true, await node.criUp());
  faults.check('served by', 'origin', (await node.pull()).from);
  const again = await node.run(script, 'once', 'add');
  const settled = again.report?.decision === 'rolled-back' && node.starts().length === starts;
  faults.check('second run', true, settled);
  // Another file is another try.
  await node.exec('echo "# by hand" >>/etc/containerd/config.toml');
  const third = await node.run(script, 'once', 'add');
  faults.check('a run after the file changed', 'entry-added', third.report?.decision ?? third.output);
  faults.check('served by, after the file changed', 'mirror', (await node.pull()).from);
  await node.run(script, 'once', 'remove');
  const back = (await node.config()) === `${TKE}# by hand\n`;
  faults.check('undo', true, back);
  return row(version, name, node, faults, run.report?.decision, {
    secondRun: yesNo(settled),
    undo: yesNo(back),
  });
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'another tool sets config_path just before the restart',
    async play(version, node, script, name) {
      await arrange(TKE_NODE, node);
      await atRestart(node, `cat >>/etc/containerd/config.toml <<'END'\n${LATE_EDIT}END`);
      return takenBack(version, node, script, name, 3);
    },
  },
  {
    name: 'systemctl fails and containerd is never stopped',
    async play(version, node, script, name) {
      await arrange(TKE_NODE, node);
      await atRestart(node, 'kill $PPID');
      return takenBack(version, node, script, name, 1);
    },
  },
  {
    name: 'the restart brings up nothing, the old file neither',
    async play(version, node, script, name) {
      const faults = new Faults();
      await arrange(TKE_NODE, node);
      // Somebody edited the file and never restarted: the restart is what brings the edit to light.
      await node.exec('cat >/etc/containerd/config.toml', NO_SUCH_RUNTIME);
      const start = await node.files();
      const run = await node.run(script, 'once', 'add');
      faults.check('decision', 'rolled-back', run.report?.decision ?? run.output);
      faults.check('message', true, run.report?.message.includes('THE OLD FILE EITHER'));
      faults.check('files', start, await node.files());
      const done = await row(version, name, node, faults, run.report?.decision, {});
      faults.check('CRI up', 'no', done.criUp);
      return done;
    },
  },
  {
    name: 'twenty runs at once',
    async play(version, node, script, name) {
      const faults = new Faults();
      await arrange(TKE_NODE, node);
      const start = await node.files();
      const runs = await Promise.all(Array.from({ length: 20 }, () => node.run(script, 'once', 'add')));
      const counts = countDecisions(runs);
      faults.check('decisions', 'already 19, entry-added 1', counts);
      faults.check('starts of containerd', 2, node.starts().length);
      faults.check('CRI up', true, await node.criUp());
      const pulled = (await node.pull()).from;
      faults.check('served by', 'mirror', pulled);
      const undone = await Promise.all(Array.from({ length: 20 }, () => node.run(script, 'once', 'remove')));
      faults.check('decisions of undo', 'nothing-to-remove 19, removed 1', countDecisions(undone));
      const back = (await node.files()) === start;
      faults.check('undo', true, back);
      return row(version, name, node, faults, counts, {
        mirrorUsed: yesNo(pulled === 'mirror'),
        undo: yesNo(back),
      });
    },
  },
  {
    name: 'the pod: its turn, a file that changes, SIGTERM',
    async play(version, node, script, name) {
      const faults = new Faults();
      await arrange(TKE_NODE, node);
      const quick = script.replace(/^STAGGER=.*/m, 'STAGGER=3').replace(/^TICK=.*/m, 'TICK=1');
      const pod = node.run(quick, 'watch', 'add');
      await reported(node, 'entry-added');
      faults.check('starts of containerd', 2, node.starts().length);
      faults.check('served by', 'mirror', (await node.pull()).from);
      // Somebody else rewrites the file.
      await node.exec('cat >/etc/containerd/config.toml', VERSION_2_BARE);
      await sleep(1500);
      await reported(node, isSecondMajor(version) ? 'path-added' : 'entry-added');
      const pulled = (await node.pull()).from;
      faults.check('served by, after the file changed', 'mirror', pulled);
      await node.exec('pkill -TERM -o -f "containerd-mirror watch"');
      const ended = await Promise.race([pod, sleep(8000).then(() => undefined)]);
      faults.check('the pod ends on SIGTERM', 0, ended?.status);
      const waits = (ended?.output.match(/node-init: waiting: /g) ?? []).length;
      faults.check('turns waited for', 2, waits);
      return row(version, name, node, faults, ended?.report?.decision, {
        mirrorUsed: yesNo(pulled === 'mirror'),
      });
    },
  },
  {
    name: 'the mirror moves to another name',
    async play(version, node, script, name) {
      const faults = new Faults();
      await arrange(TKE_NODE, node);
      const start = await node.files();
      const moved = script.replace(/^ENDPOINT=.*/m, "ENDPOINT='https://quay.example.com'");
      await node.run(moved, 'once', 'add');
      faults.check('served by, before', 'origin', (await node.pull()).from);
      const run = await node.run(script, 'once', 'add');
      faults.check('decision', 'entry-added', run.report?.decision ?? run.output);
      const after = await node.files();
      const again = await node.run(script, 'once', 'add');
      const settled = again.report?.decision === 'already' && (await node.files()) === after;
      faults.check('second run', true, settled);
      const done = await row(version, name, node, faults, run.report?.decision, {
        secondRun: yesNo(settled),
      });
      faults.check('mirror used', 'yes', done.mirrorUsed);
      await node.run(script, 'once', 'remove');
      const back = (await node.files()) === start;
      faults.check('undo', true, back);
      return { ...done, undo: yesNo(back) };
    },
  },
  {
    name: 'the node pool user data',
    async play(version, node, _script, name) {
      const faults = new Faults();
      await arrange(TKE_NODE, node);
      const { base64 } = nodePoolUserData();
      const shell = `echo ${base64} | base64 -d >/run/user-data && bash /run/user-data`;
      const first = await node.exec(shell);
      faults.check('decision', true, first.stdout.includes('"decision":"entry-added"'));
      faults.check('exit status', 0, first.status);
      const after = await node.files();
      const again = await node.exec('sh /run/user-data');
      const settled = again.stdout.includes('"decision":"already"') && (await node.files()) === after;
      faults.check('second run', true, settled);
      faults.check('starts of containerd', 2, node.starts().length);
      const done = await row(version, name, node, faults, 'entry-added', { secondRun: yesNo(settled) });
      faults.check('mirror used', 'yes', done.mirrorUsed);
      return done;
    },
  },
];

function countDecisions(runs: readonly Run[]): string {
  const counts = new Map<string, number>();
  for (const { report, output } of runs) {
    const decision = report?.decision ?? output;
    counts.set(decision, (counts.get(decision) ?? 0) + 1);
  }
  return [...counts]
    .map(([decision, count]) => `${decision} ${count}`)
    .sort()
    .join(', ');
}

/** Waits until the pod has reported this decision since it was last asked. */
async function reported(node: TestNode, decision: string): Promise<void> {
  for (let tries = 0; tries < 150; tries++) {
    const { stdout } = await node.exec('cat /run/tke-cilium/report 2>/dev/null');
    if (stdout.includes(`"decision":"${decision}"`)) {
      await node.exec('rm /run/tke-cilium/report');
      return;
    }
    await sleep(100);
  }
}

/** Kill -9 just before a command of the script, for every step given: never a torn file, and the next run mends all. */
function killedAt(steps: readonly number[], starting: string): Scenario {
  const found = CASES.find(({ name }) => name === starting);
  if (found === undefined) {
    throw new Error(`no case ${starting}`);
  }
  const name = `kill -9 before command ${steps[0]} to ${steps.at(-1)}, every fifth: ${starting}`;
  return {
    name,
    async play(version, node, script) {
      const faults = new Faults();
      await arrange(found, node);
      const start = await node.files();
      const old = await node.config();
      const whole = await node.run(script, 'once', 'add');
      const expected = found.expect(version).decision;
      faults.check('decision', expected, whole.report?.decision ?? whole.output);
      const after = await node.files();
      const changed = await node.config();
      await node.run(script, 'once', 'remove');
      for (const step of steps) {
        const killed = await killedAbout(step, async (at) => {
          const run = await node.runKilledAt(at, script, 'once', 'add');
          const left = await node.config();
          faults.check(`step ${at}: old or new file`, true, left === old || left === changed);
          const mended = await node.run(script, 'once', 'add');
          faults.check(`step ${at}: the next run`, true, mended.report?.ok);
          faults.check(`step ${at}: CRI up`, true, await node.criUp());
          faults.check(`step ${at}: files after the next run`, after, await node.files());
          await node.exec('cd /etc/containerd && find . -mindepth 1 -delete');
          await placeFiles(found, node);
          return run.status !== 0;
        });
        faults.check(`step ${step}: killed`, true, killed);
      }
      await node.run(script, 'once', 'add');
      const done = await row(version, name, node, faults, expected, {});
      await node.run(script, 'once', 'remove');
      const back = (await node.files()) === start;
      faults.check('undo', true, back);
      return { ...done, undo: yesNo(back) };
    },
  };
}

/** A run that waits less for the CRI has fewer commands: one that ended before the kill is killed five commands earlier. */
async function killedAbout(step: number, kill: (step: number) => Promise<boolean>): Promise<boolean> {
  for (const at of [step, step - 5, step - 10]) {
    if (await kill(at)) {
      return true;
    }
  }
  return false;
}

/** Starting files of every way to change a node, and how many commands the script runs on them at least. */
const KILLED: readonly {
  readonly starting: string;
  readonly on?: (version: string) => boolean;
  readonly from: number;
  readonly to: number;
}[] = [
  { starting: 'version 2, docker.io mirror (TKE)', from: 1, to: 285 },
  { starting: 'version 2, no registry table', on: isSecondMajor, from: 110, to: 285 },
  { starting: 'config_path, one directory', from: 110, to: 160 },
];

/** Every version takes every fifth command, each from another start: together they cover every one. */
export function killScenarios(version: string): Scenario[] {
  const stride = CONTAINERD_VERSIONS.length;
  const offset = CONTAINERD_VERSIONS.findIndex((each) => each.version === version);
  return KILLED.filter(({ on }) => on?.(version) ?? true).flatMap(({ starting, from, to }) => {
    const steps: number[] = [];
    for (let step = from + offset; step <= to; step += stride) {
      steps.push(step);
    }
    return chunks(steps, 15).map((part) => killedAt(part, starting));
  });
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}
