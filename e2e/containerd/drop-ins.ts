import { setTimeout as sleep } from 'node:timers/promises';
import { arrange } from './play';
import { endRow, Faults, yesNo } from './row';
import { hurried, nodeWith, reported, type Scenario, terminate } from './scenario';
import * as files from './starting-files';
import { isSecondMajor } from './versions';

// Files that config.toml imports, changed while the pod watches.

export const DROP_IN_SCENARIOS: readonly Scenario[] = [
  {
    name: 'a drop-in on the CRI table comes and goes while the pod watches',
    async play(version, node, script, name) {
      const faults = new Faults();
      const dropIn = '/etc/containerd/conf.d/50-cri.toml';
      await arrange(
        {
          ...nodeWith(files.IMPORTING),
          files: { 'config.toml': files.IMPORTING, 'conf.d/10-debug.toml': files.DROP_IN_ELSEWHERE },
        },
        node,
      );
      const start = await node.files();
      const pod = node.run(hurried(script), 'watch', 'add');
      await reported(node, 'entry-added');
      await node.exec(`cat >${dropIn}`, files.DROP_IN_ON_CRI);
      await node.systemctl('restart');
      // containerd 1.x takes the drop-in's table instead of that in config.toml, 2.x both.
      await reported(node, isSecondMajor(version) ? 'already' : 'entry-added');
      faults.check('served by, with the drop-in', 'mirror', (await node.pull()).from);
      const marked = (await node.exec(`cat ${dropIn}`)).stdout;
      faults.check('the drop-in is edited', !isSecondMajor(version), marked !== files.DROP_IN_ON_CRI);
      await node.exec(`rm ${dropIn}`);
      await node.systemctl('restart');
      await reported(node, 'already');
      const done = await endRow(version, name, node, faults, 'already', {});
      faults.check('mirror used', 'yes', done.mirrorUsed);
      await terminate(node);
      await pod;
      await node.run(script, 'once', 'remove');
      const back = await node.files();
      faults.check('files after undo', start, back);
      return { ...done, undo: yesNo(back === start) };
    },
  },
  {
    name: 'a drop-in that our lines can not be beside comes while the pod watches',
    async play(version, node, script, name) {
      const faults = new Faults();
      const second = isSecondMajor(version);
      await arrange(nodeWith(`version = 2\nimports = ["/etc/containerd/conf.d/*.toml"]\n`), node);
      const start = await node.config();
      const pod = node.run(hurried(script), 'watch', 'add');
      await reported(node, second ? 'path-added' : 'entry-added');
      const dropIn = `version = 2\n${second ? files.MIRRORS_TABLE : files.CONFIG_PATH_TABLE}`;
      await node.exec(
        'mkdir -p /etc/containerd/conf.d && cat >/etc/containerd/conf.d/50-registry.toml',
        dropIn,
      );
      await node.systemctl('restart');
      await reported(node, second ? 'entry-added' : 'hosts-added');
      const done = await endRow(version, name, node, faults, second ? 'entry-added' : 'hosts-added', {});
      faults.check('CRI up', 'yes', done.criUp);
      faults.check('mirror used', 'yes', done.mirrorUsed);
      await terminate(node);
      await Promise.race([pod, sleep(8000)]);
      await node.run(script, 'once', 'remove');
      const back = (await node.config()) === start;
      const kept = (await node.exec('cat /etc/containerd/conf.d/50-registry.toml')).stdout === dropIn;
      faults.check('undo', true, back && kept);
      return { ...done, undo: yesNo(back && kept) };
    },
  },
];
