import { existsSync } from 'node:fs';
import { nodePoolUserData } from '../../lib/node-init/user-data';
import { arrange } from './play';
import { endRow, Faults, yesNo } from './row';
import {
  atRestart,
  EDIT_LATE,
  hurried,
  nodeWith,
  reported,
  type Scenario,
  TKE_NODE,
  terminate,
} from './scenario';
import * as files from './starting-files';
import { isSecondMajor } from './versions';

// The same under a real systemd, which is process 1 of the node and runs containerd as a unit.

const SYSTEMD = existsSync('/lib/systemd/systemd');
if (!SYSTEMD) {
  process.stderr.write('LEFT OUT: the rows under a real systemd, which this machine does not have\n');
}
const on = () => SYSTEMD;
const init = 'systemd';

export const SYSTEMD_SCENARIOS: readonly Scenario[] = [
  ...[
    { title: 'TKE', start: TKE_NODE, decision: () => 'entry-added', restarts: true },
    {
      title: 'no registry table',
      start: nodeWith(files.VERSION_2_BARE),
      decision: (version: string) => (isSecondMajor(version) ? 'path-added' : 'entry-added'),
      restarts: true,
    },
    {
      title: 'config_path',
      start: nodeWith(files.ONE_DIRECTORY),
      decision: () => 'hosts-added',
      restarts: false,
    },
  ].map(
    ({ title, start, decision, restarts }): Scenario => ({
      name: `under systemd: add, and undo (${title})`,
      on,
      init,
      async play(version, node, script, name) {
        const faults = new Faults();
        await arrange(start, node);
        const before = await node.files();
        const run = await node.run(script, 'once', 'add');
        faults.check('decision', decision(version), run.report?.decision ?? run.output);
        faults.check('restarted', restarts, run.report?.restarted);
        const after = await node.files();
        const again = await node.run(script, 'once', 'add');
        const settled = again.report?.decision === 'already' && after === (await node.files());
        faults.check('second run', true, settled);
        faults.check('starts of containerd', restarts ? 2 : 1, node.starts().length);
        const done = await endRow(version, name, node, faults, run.report?.decision, {
          secondRun: yesNo(settled),
        });
        faults.check('CRI up', 'yes', done.criUp);
        faults.check('mirror used', 'yes', done.mirrorUsed);
        await node.run(script, 'once', 'remove');
        const back = before === (await node.files());
        faults.check('undo', true, back);
        faults.check('unit', 'active', (await node.exec('systemctl is-active containerd')).stdout.trim());
        return { ...done, undo: yesNo(back) };
      },
    }),
  ),
  {
    name: 'under systemd: another tool sets config_path just before the restart',
    on,
    init,
    async play(version, node, script, name) {
      const faults = new Faults();
      await arrange(TKE_NODE, node);
      await atRestart(node, EDIT_LATE);
      const run = await node.run(script, 'once', 'add');
      faults.check('decision', 'rolled-back', run.report?.decision ?? run.output);
      const back = (await node.config()) === files.TKE;
      faults.check('config.toml', true, back);
      const done = await endRow(version, name, node, faults, run.report?.decision, { undo: yesNo(back) });
      faults.check('CRI up', 'yes', done.criUp);
      return done;
    },
  },
  {
    name: 'under systemd: the unit is masked, so that nothing can restart it',
    on,
    init,
    async play(version, node, script, name) {
      const faults = new Faults();
      await arrange(TKE_NODE, node);
      await node.exec(
        'mkdir -p /run/systemd/system.control && ln -s /dev/null /run/systemd/system.control/containerd.service && systemctl daemon-reload',
      );
      const run = await node.run(script, 'once', 'add');
      faults.check('decision', 'rolled-back', run.report?.decision ?? run.output);
      faults.check(
        'message',
        true,
        /^containerd was not restarted: .*masked/.test(run.report?.message ?? ''),
      );
      faults.check('restarted', false, run.report?.restarted);
      const back = (await node.config()) === files.TKE;
      faults.check('config.toml', true, back);
      const done = await endRow(version, name, node, faults, run.report?.decision, { undo: yesNo(back) });
      faults.check('CRI up', 'yes', done.criUp);
      return done;
    },
  },
  {
    name: 'under systemd: the pod, and a file that changes',
    on,
    init,
    async play(version, node, script, name) {
      const faults = new Faults();
      await arrange(TKE_NODE, node);
      const pod = node.run(hurried(script), 'watch', 'add');
      await reported(node, 'entry-added');
      await node.exec('cat >/etc/containerd/config.toml', files.VERSION_2_BARE);
      const decision = isSecondMajor(version) ? 'path-added' : 'entry-added';
      await reported(node, decision);
      const done = await endRow(version, name, node, faults, decision, {});
      faults.check('mirror used', 'yes', done.mirrorUsed);
      await terminate(node);
      faults.check('the pod ends on SIGTERM', 0, (await pod).status);
      return done;
    },
  },
  {
    name: 'under systemd: the node pool user data',
    on,
    init,
    async play(version, node, _script, name) {
      const faults = new Faults();
      await arrange(TKE_NODE, node);
      const { stdout, status } = await node.exec('sh -s', nodePoolUserData().plain);
      faults.check('decision', true, stdout.includes('"decision":"entry-added"'));
      faults.check('exit status', 0, status);
      const done = await endRow(version, name, node, faults, 'entry-added', {});
      faults.check('mirror used', 'yes', done.mirrorUsed);
      return done;
    },
  },
];
