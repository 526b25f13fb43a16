import { setTimeout as sleep } from 'node:timers/promises';
import { nodePoolUserData } from '../../lib/node-init/user-data';
import type { Run, TestNode } from './node';
import { arrange, placeFiles } from './play';
import { endRow, Faults, type Row, yesNo } from './row';
import { atRestart, EDIT_LATE, nodeWith, reported, type Scenario, TKE_NODE } from './scenario';
import * as files from './starting-files';
import { isSecondMajor } from './versions';

const CERTS = '/etc/containerd/certs.d';
const HOSTS = `${CERTS}/quay.io/hosts.toml`;

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
  const back = (await node.config()) === `${files.TKE}# by hand\n`;
  faults.check('undo', true, back);
  return endRow(version, name, node, faults, run.report?.decision, {
    secondRun: yesNo(settled),
    undo: yesNo(back),
  });
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'another tool sets config_path just before the restart',
    async play(version, node, script, name) {
      await arrange(TKE_NODE, node);
      await atRestart(node, EDIT_LATE);
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
      await node.exec('cat >/etc/containerd/config.toml', files.NO_SUCH_RUNTIME);
      const start = await node.files();
      const run = await node.run(script, 'once', 'add');
      faults.check('decision', 'rolled-back', run.report?.decision ?? run.output);
      faults.check('message', true, run.report?.message.includes('does not answer with it either'));
      faults.check('files', start, await node.files());
      const done = await endRow(version, name, node, faults, run.report?.decision, {});
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
      return endRow(version, name, node, faults, counts, {
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
      await node.exec('cat >/etc/containerd/config.toml', files.VERSION_2_BARE);
      await sleep(1500);
      await reported(node, isSecondMajor(version) ? 'path-added' : 'entry-added');
      const pulled = (await node.pull()).from;
      faults.check('served by, after the file changed', 'mirror', pulled);
      await node.exec('pkill -TERM -o -f "containerd-mirror watch"');
      const ended = await Promise.race([pod, sleep(8000).then(() => undefined)]);
      faults.check('the pod ends on SIGTERM', 0, ended?.status);
      const waits = (ended?.output.match(/node-init: waiting: /g) ?? []).length;
      faults.check('turns waited for', 2, waits);
      return endRow(version, name, node, faults, ended?.report?.decision, {
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
      const done = await endRow(version, name, node, faults, run.report?.decision, {
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
    name: 'somebody adds what our lines can not be beside',
    async play(version, node, script, name) {
      const faults = new Faults();
      const theirs = isSecondMajor(version) ? files.MIRRORS_TABLE : files.CONFIG_PATH_TABLE;
      await arrange(nodeWith(files.VERSION_2_BARE), node);
      await node.run(script, 'once', 'add');
      await node.exec('cat >>/etc/containerd/config.toml', theirs);
      await node.systemctl('restart');
      faults.check('CRI up, with both', false, await node.criUp());
      const run = await node.run(script, 'once', 'add');
      const expected = isSecondMajor(version) ? 'entry-added' : 'hosts-added';
      faults.check('decision', expected, run.report?.decision ?? run.output);
      faults.check(
        'says so',
        true,
        run.report?.message.startsWith('what was added here before is taken out'),
      );
      const done = await endRow(version, name, node, faults, run.report?.decision, {});
      faults.check('CRI up', 'yes', done.criUp);
      faults.check('mirror used', 'yes', done.mirrorUsed);
      const removed = await node.run(script, 'once', 'remove');
      faults.check('decision of undo', 'removed', removed.report?.decision ?? removed.output);
      const back = (await node.config()) === files.VERSION_2_BARE + theirs;
      faults.check('undo', true, back);
      return { ...done, undo: yesNo(back) };
    },
  },
  {
    name: 'somebody adds what our lines can not be beside, and undo comes first',
    async play(version, node, script, name) {
      const faults = new Faults();
      const theirs = isSecondMajor(version) ? files.MIRRORS_TABLE : files.CONFIG_PATH_TABLE;
      await arrange(nodeWith(files.VERSION_2_BARE), node);
      await node.run(script, 'once', 'add');
      await node.exec('cat >>/etc/containerd/config.toml', theirs);
      await node.systemctl('restart');
      const removed = await node.run(script, 'once', 'remove');
      faults.check('decision', 'removed', removed.report?.decision ?? removed.output);
      const back = (await node.config()) === files.VERSION_2_BARE + theirs;
      faults.check('undo', true, back);
      const done = await endRow(version, name, node, faults, removed.report?.decision, { undo: yesNo(back) });
      faults.check('CRI up', 'yes', done.criUp);
      return done;
    },
  },
  {
    name: 'our hosts.toml, changed by somebody',
    async play(version, node, script, name) {
      const faults = new Faults();
      await arrange(nodeWith(files.ONE_DIRECTORY), node);
      await node.run(script, 'once', 'add');
      await node.exec(`sed -i 's/quay.tencentcloudcr.com/quay.example.com/; $ a # by hand' ${HOSTS}`);
      const start = await node.files();
      const run = await node.run(script, 'once', 'add');
      faults.check('decision', 'left-foreign', run.report?.decision ?? run.output);
      const removed = await node.run(script, 'once', 'remove');
      faults.check('decision of undo', 'nothing-to-remove', removed.report?.decision ?? removed.output);
      const kept = (await node.files()) === start;
      faults.check('files', true, kept);
      return endRow(version, name, node, faults, run.report?.decision, {
        undo: kept ? 'keeps the change' : 'no',
      });
    },
  },
  {
    name: 'undo on a file system that became read-only',
    async play(version, node, script, name) {
      const faults = new Faults();
      await arrange(nodeWith(files.ONE_DIRECTORY), node);
      const start = await node.files();
      await node.run(script, 'once', 'add');
      const after = await node.files();
      await node.exec(
        'mount --bind /etc/containerd /etc/containerd && mount -o remount,ro,bind /etc/containerd',
      );
      const left = await node.run(script, 'once', 'remove');
      faults.check('decision', 'left-unwritable', left.report?.decision ?? left.output);
      faults.check('files', after, await node.files());
      await node.exec('umount /etc/containerd');
      const removed = await node.run(script, 'once', 'remove');
      faults.check('decision of undo', 'removed', removed.report?.decision ?? removed.output);
      const back = (await node.files()) === start;
      faults.check('undo', true, back);
      return endRow(version, name, node, faults, left.report?.decision, { undo: yesNo(back) });
    },
  },
  {
    name: 'hosts.toml of another registry, added later; undo says that it is no longer read',
    async play(version, node, script, name) {
      const faults = new Faults();
      await arrange(nodeWith(files.VERSION_2_BARE), node);
      const run = await node.run(script, 'once', 'add');
      await node.exec(
        `mkdir -p ${CERTS}/docker.io && cat >${CERTS}/docker.io/hosts.toml`,
        files.FOREIGN_HOSTS,
      );
      const done = await endRow(version, name, node, faults, run.report?.decision, {});
      const removed = await node.run(script, 'once', 'remove');
      faults.check('decision of undo', 'removed', removed.report?.decision ?? removed.output);
      const says = removed.report?.message.includes('no longer read');
      faults.check('says so', isSecondMajor(version), says);
      const { stdout } = await node.exec(
        `cat /etc/containerd/config.toml ${CERTS}/docker.io/hosts.toml; ls ${CERTS}`,
      );
      const back = stdout === `${files.VERSION_2_BARE}${files.FOREIGN_HOSTS}docker.io\n`;
      faults.check('undo', true, back);
      return { ...done, undo: yesNo(back) };
    },
  },
  {
    name: 'a containerd in a container, beside the node’s own',
    async play(version, node, script, name) {
      const faults = new Faults();
      await arrange(TKE_NODE, node);
      const start = await node.files();
      // A root of its own, so /etc/containerd/config.toml is another file there.
      await node.exec(`mkdir -p /run/box/up /run/box/work /run/box/root && mount -t tmpfs box /run/box &&
        mkdir -p /run/box/up /run/box/work /run/box/root &&
        mount -t overlay overlay -o lowerdir=/,upperdir=/run/box/up,workdir=/run/box/work /run/box/root &&
        mkdir -p /run/box/root/run /run/box/root/proc && mount -t proc proc /run/box/root/proc`);
      await node.exec(`cp "$(command -v containerd)" /run/box/root/containerd
        setsid chroot /run/box/root /containerd --root /inner --state /inner-state --address /inner.sock >/dev/null 2>&1 &
        for try in $(seq 50); do [ ! -S /run/box/root/inner.sock ] || exit 0; sleep 0.1; done; exit 1`);
      const { stdout } = await node.exec('cat /proc/[0-9]*/comm | grep -cx containerd');
      faults.check('daemons', '2', stdout.trim());
      const run = await node.run(script, 'once', 'add');
      faults.check('decision', 'entry-added', run.report?.decision ?? run.output);
      const again = await node.run(script, 'once', 'add');
      faults.check('second run', 'already', again.report?.decision);
      const done = await endRow(version, name, node, faults, run.report?.decision, {
        secondRun: yesNo(again.report?.decision === 'already'),
      });
      faults.check('mirror used', 'yes', done.mirrorUsed);
      await node.run(script, 'once', 'remove');
      const back = (await node.files()) === start;
      faults.check('undo', true, back);
      return { ...done, undo: yesNo(back) };
    },
  },
  {
    name: 'another run that never ends',
    async play(version, node, script, name) {
      const faults = new Faults();
      await arrange(TKE_NODE, node);
      const start = await node.files();
      const hasty = script.replace('flock -w 600', 'flock -w 1');
      await node.exec(
        'mkdir -p /run/tke-cilium && { setsid flock /run/tke-cilium/lock sleep 60 >/dev/null 2>&1 & sleep 0.5; }',
      );
      const run = await node.run(hasty, 'once', 'add');
      faults.check('decision', 'left-locked', run.report?.decision ?? run.output);
      faults.check('exit status', 1, run.status);
      faults.check('files', start, await node.files());
      return endRow(version, name, node, faults, run.report?.decision, {});
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
      const done = await endRow(version, name, node, faults, 'entry-added', { secondRun: yesNo(settled) });
      faults.check('mirror used', 'yes', done.mirrorUsed);
      return done;
    },
  },
  {
    name: 'the node pool user data, before containerd has started',
    async play(version, node, _script, name) {
      const faults = new Faults();
      await placeFiles(TKE_NODE, node);
      const running = node.exec('sh -s', nodePoolUserData().plain);
      await sleep(2000);
      await node.systemctl('start');
      const { stdout, status } = await running;
      faults.check('decision', true, stdout.includes('"decision":"entry-added"'));
      faults.check('exit status', 0, status);
      faults.check('starts of containerd', 2, node.starts().length);
      const done = await endRow(version, name, node, faults, 'entry-added', {});
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
