import type { TestNode } from './node';
import { arrange } from './play';
import { endRow, Faults, yesNo } from './row';
import { atRestart, EDIT_LATE, type Scenario, TKE_NODE } from './scenario';
import { TKE } from './starting-files';

// A change that fails while something else fails too.

const SMALL_FILE_SYSTEM = 'mount -t tmpfs -o size=64k,mode=755 small /etc/containerd';

async function onSmallFileSystem(node: TestNode): Promise<void> {
  await node.exec(SMALL_FILE_SYSTEM);
  await arrange(TKE_NODE, node);
}

export const TAKING_BACK_SCENARIOS: readonly Scenario[] = [
  {
    name: 'the restart fails and the disk is full by then',
    async play(version, node, script, name) {
      const faults = new Faults();
      await onSmallFileSystem(node);
      await atRestart(node, `${EDIT_LATE}\ncat /dev/zero >/etc/containerd/ballast 2>/dev/null`);
      const run = await node.run(script, 'once', 'add');
      faults.check('decision', 'rolled-back', run.report?.decision ?? run.output);
      faults.check(
        'message',
        true,
        run.report?.message.endsWith('the old /etc/containerd/config.toml is back'),
      );
      faults.check('what the CRI answers', 'up', run.report?.cri);
      const back = (await node.config()) === TKE;
      faults.check('config.toml', true, back);
      const next = await node.run(script, 'once', 'add');
      faults.check('next run', 'rolled-back', next.report?.decision ?? next.output);
      const done = await endRow(version, name, node, faults, run.report?.decision, { undo: yesNo(back) });
      faults.check('CRI up', 'yes', done.criUp);
      return done;
    },
  },
  {
    name: 'the restart fails and the file system is read-only by then',
    async play(version, node, script, name) {
      const faults = new Faults();
      await onSmallFileSystem(node);
      await atRestart(node, `${EDIT_LATE}\nmount -o remount,ro /etc/containerd`);
      const run = await node.run(script, 'once', 'add');
      faults.check('decision', 'left-broken', run.report?.decision ?? run.output);
      faults.check('what the CRI answers', 'down', run.report?.cri);
      faults.check(
        'what to do',
        true,
        run.report?.next.startsWith('mv /etc/containerd/config.toml.before-tke-cilium'),
      );
      const again = await node.run(script, 'once', 'add');
      faults.check('next run', 'left-broken', again.report?.decision ?? again.output);
      await node.exec('mount -o remount,rw /etc/containerd');
      const last = await node.run(script, 'once', 'add');
      faults.check(
        'run after the file system is writable',
        'rolled-back',
        last.report?.decision ?? last.output,
      );
      const back = (await node.config()) === TKE;
      faults.check('config.toml', true, back);
      const done = await endRow(version, name, node, faults, run.report?.decision, { undo: yesNo(back) });
      faults.check('CRI up', 'yes', done.criUp);
      return done;
    },
  },
  {
    name: 'the clock jumps an hour at every look',
    async play(version, node, script, name) {
      const faults = new Faults();
      node.addCommand(
        'date',
        `#!/bin/sh\nprintf x >>/run/looks\nexec /bin/date -d "$(wc -c </run/looks) hours" "$@"\n`,
      );
      await arrange(TKE_NODE, node);
      const run = await node.run(script, 'once', 'add');
      faults.check('decision', 'entry-added', run.report?.decision ?? run.output);
      const done = await endRow(version, name, node, faults, run.report?.decision, {});
      faults.check('mirror used', 'yes', done.mirrorUsed);
      return done;
    },
  },
  {
    name: 'there is no command that restarts containerd',
    async play(version, node, script, name) {
      const faults = new Faults();
      await arrange(TKE_NODE, node);
      const start = await node.files();
      const without = script.replace(/^RESTART=.*/m, "RESTART='no-such-command restart containerd'");
      const run = await node.run(without, 'once', 'add');
      faults.check('decision', 'rolled-back', run.report?.decision ?? run.output);
      faults.check(
        'message',
        true,
        /^containerd was not restarted: .*no-such-command.*not found/.test(run.report?.message ?? ''),
      );
      faults.check('restarted', false, run.report?.restarted);
      faults.check('starts of containerd', 1, node.starts().length);
      faults.check('files', start, await node.files());
      return endRow(version, name, node, faults, run.report?.decision, {});
    },
  },
  {
    name: 'the CRI is turned off after our entry came',
    async play(version, node, script, name) {
      const faults = new Faults();
      await arrange(TKE_NODE, node);
      await node.run(script, 'once', 'add');
      const off = 'disabled_plugins = ["io.containerd.grpc.v1.cri"]\n';
      await node.exec(
        `{ printf '%s' '${off}'; cat /etc/containerd/config.toml; } >/run/new && cat /run/new >/etc/containerd/config.toml`,
      );
      await node.systemctl('restart');
      const run = await node.run(script, 'once', 'add');
      faults.check('decision', 'left-cri-disabled', run.report?.decision ?? run.output);
      const removed = await node.run(script, 'once', 'remove');
      faults.check('decision of undo', 'removed', removed.report?.decision ?? removed.output);
      const back = (await node.config()) === off + TKE;
      faults.check('undo', true, back);
      return endRow(version, name, node, faults, run.report?.decision, { undo: yesNo(back) });
    },
  },
];
