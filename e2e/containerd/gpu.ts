import type { TestNode } from './node';
import { arrange } from './play';
import { endRow, Faults, yesNo } from './row';
import { nodeWith, type Scenario } from './scenario';
import { BARE_GPU, TKE_GPU } from './starting-files';
import { isSecondMajor } from './versions';

// A GPU node: NVIDIA's nvidia-ctk writes config.toml anew, without comments. From 1.18 on it writes its part, and a copy
// of the CRI's table, to /etc/containerd/conf.d/99-nvidia.toml, which containerd 1.x takes instead of that table.

/** The last that edits config.toml alone, and the newest that the Go module proxy served when this was written. */
const NVIDIA_CTK_VERSIONS = ['1.17.8', '1.20.2'] as const;

const STARTING = [
  { title: 'TKE', text: TKE_GPU },
  { title: 'no registry table', text: BARE_GPU },
] as const;

// Debian's 1.6.20 is the version that the checks of a change play, and need no nvidia-ctk for.
const on = (version: string) => !version.startsWith('1.6.');

export const GPU_SCENARIOS: readonly Scenario[] = NVIDIA_CTK_VERSIONS.flatMap((toolkit) => [
  ...STARTING.flatMap(({ title, text }) => [
    afterUs(toolkit, title, text),
    beforeUs(toolkit, title, text),
    again(toolkit, title, text),
  ]),
  mirrorMoves(toolkit),
]);

/** What containerd would read if only nvidia-ctk had been here. */
async function readingWithoutUs(node: TestNode, toolkit: string): Promise<string> {
  await node.save();
  await node.nvidiaCtk(toolkit);
  const reading = await node.reading();
  await node.restore();
  return reading;
}

async function checkTakenOut(node: TestNode, faults: Faults, reading: string): Promise<boolean> {
  const after = await node.reading();
  faults.check('what containerd reads after undo', reading, after);
  const left = (await node.exec('find /etc/containerd -name "*tke-cilium*"')).stdout;
  faults.check('files left by undo', '', left);
  faults.check('served after undo', 'origin', (await node.pull()).from);
  return after === reading && left === '';
}

function afterUs(toolkit: string, title: string, text: string): Scenario {
  return {
    name: `nvidia-ctk ${toolkit} after us (${title})`,
    on,
    async play(version, node, script, name) {
      const faults = new Faults();
      await arrange(nodeWith(text), node);
      const reading = await readingWithoutUs(node, toolkit);
      await node.run(script, 'once', 'add');
      faults.check('nvidia-ctk', 0, (await node.nvidiaCtk(toolkit)).status);
      faults.check('our marks are gone', false, (await node.config()).includes('tke-cilium'));
      await node.systemctl('restart');
      const before = await node.files();
      const run = await node.run(script, 'once', 'add');
      faults.check('decision', 'already', run.report?.decision ?? run.output);
      const settled = before === (await node.files());
      faults.check('second run', true, settled);
      const done = await endRow(version, name, node, faults, run.report?.decision, {
        secondRun: yesNo(settled),
      });
      faults.check('mirror used', 'yes', done.mirrorUsed);
      const removed = await node.run(script, 'once', 'remove');
      faults.check('decision of undo', 'removed', removed.report?.decision ?? removed.output);
      return { ...done, undo: yesNo(await checkTakenOut(node, faults, reading)) };
    },
  };
}

function beforeUs(toolkit: string, title: string, text: string): Scenario {
  return {
    name: `nvidia-ctk ${toolkit} before us (${title})`,
    on,
    async play(version, node, script, name) {
      const faults = new Faults();
      await arrange(nodeWith(text), node);
      await node.nvidiaCtk(toolkit);
      await node.systemctl('restart');
      const start = await node.files();
      const run = await node.run(script, 'once', 'add');
      const path = text === BARE_GPU && isSecondMajor(version);
      faults.check('decision', path ? 'path-added' : 'entry-added', run.report?.decision ?? run.output);
      const after = await node.files();
      const next = await node.run(script, 'once', 'add');
      const settled = next.report?.decision === 'already' && after === (await node.files());
      faults.check('second run', true, settled);
      const done = await endRow(version, name, node, faults, run.report?.decision, {
        secondRun: yesNo(settled),
      });
      faults.check('mirror used', 'yes', done.mirrorUsed);
      await node.run(script, 'once', 'remove');
      const back = await node.files();
      faults.check('files after undo', start, back);
      return { ...done, undo: yesNo(back === start) };
    },
  };
}

/** The toolkit is upgraded or its container starts again: the same command a second time. */
function again(toolkit: string, title: string, text: string): Scenario {
  return {
    name: `nvidia-ctk ${toolkit} before us and again after us (${title})`,
    on,
    async play(version, node, script, name) {
      const faults = new Faults();
      await arrange(nodeWith(text), node);
      await node.nvidiaCtk(toolkit);
      await node.systemctl('restart');
      const reading = await readingWithoutUs(node, toolkit);
      await node.run(script, 'once', 'add');
      await node.nvidiaCtk(toolkit);
      await node.systemctl('restart');
      const run = await node.run(script, 'once', 'add');
      faults.check('ok', true, run.report?.ok);
      const done = await endRow(version, name, node, faults, run.report?.decision, {});
      faults.check('mirror used', 'yes', done.mirrorUsed);
      const removed = await node.run(script, 'once', 'remove');
      faults.check('decision of undo', 'removed', removed.report?.decision ?? removed.output);
      return { ...done, undo: yesNo(await checkTakenOut(node, faults, reading)) };
    },
  };
}

function mirrorMoves(toolkit: string): Scenario {
  return {
    name: `nvidia-ctk ${toolkit} after us, and the mirror moves to another name`,
    on,
    async play(version, node, script, name) {
      const faults = new Faults();
      await arrange(nodeWith(TKE_GPU), node);
      const reading = await readingWithoutUs(node, toolkit);
      const moved = script.replace(/^ENDPOINT=.*/m, "ENDPOINT='https://quay.example.com'");
      await node.run(moved, 'once', 'add');
      await node.nvidiaCtk(toolkit);
      await node.systemctl('restart');
      const run = await node.run(script, 'once', 'add');
      faults.check('decision', 'entry-added', run.report?.decision ?? run.output);
      const done = await endRow(version, name, node, faults, run.report?.decision, {});
      faults.check('mirror used', 'yes', done.mirrorUsed);
      await node.run(script, 'once', 'remove');
      return { ...done, undo: yesNo(await checkTakenOut(node, faults, reading)) };
    },
  };
}
