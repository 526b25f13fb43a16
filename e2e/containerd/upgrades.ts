import type { Case } from './cases';
import type { TestNode } from './node';
import { arrange } from './play';
import { endRow, Faults, type Row, yesNo } from './row';
import { hurried, nodeWith, reported, type Scenario, terminate } from './scenario';
import * as files from './starting-files';
import { neighbours } from './versions';

// containerd is exchanged while what was added is there: the newer of two neighbours in the table plays both ways.

const STARTING: readonly { readonly title: string; readonly start: Case }[] = [
  { title: 'TKE', start: nodeWith(files.TKE) },
  { title: 'no registry table', start: nodeWith(files.VERSION_2_BARE) },
  { title: 'no file', start: { ...nodeWith(''), files: {} } },
  { title: 'config_path', start: nodeWith(files.ONE_DIRECTORY) },
];

const hasOlder = (version: string) => neighbours(version).before !== undefined;

const NEIGHBOURS: readonly Scenario[] = STARTING.flatMap(({ title, start }) => [
  {
    name: `upgraded from the version before, with our entry (${title})`,
    on: hasOlder,
    play: (version, node, script, name) =>
      exchanged(version, node, script, name, start, neighbours(version).before ?? version, version),
  } satisfies Scenario,
  {
    name: `downgraded to the version before, with our entry (${title})`,
    on: hasOlder,
    play: (version, node, script, name) =>
      exchanged(version, node, script, name, start, version, neighbours(version).before ?? version),
  } satisfies Scenario,
]);

async function exchanged(
  version: string,
  node: TestNode,
  script: string,
  name: string,
  start: Case,
  from: string,
  to: string,
): Promise<Row> {
  const faults = new Faults();
  node.install(from);
  await arrange(start, node);
  const before = await node.files();
  const added = await node.run(script, 'once', 'add');
  faults.check('decision before', true, added.report?.ok);
  await replace(node, to);
  faults.check('CRI up, with the other version', true, await node.criUp());
  faults.check('served by, with the other version', 'mirror', (await node.pull()).from);
  const kept = await node.files();
  const run = await node.run(script, 'once', 'add');
  faults.check('decision', 'already', run.report?.decision ?? run.output);
  const settled = kept === (await node.files());
  const done = await endRow(version, name, node, faults, run.report?.decision, { secondRun: yesNo(settled) });
  faults.check('mirror used', 'yes', done.mirrorUsed);
  await node.run(script, 'once', 'remove');
  const after = await node.files();
  faults.check('files after undo', before, after);
  faults.check('CRI up after undo', true, await node.criUp());
  return { ...done, undo: yesNo(after === before) };
}

async function replace(node: TestNode, version: string): Promise<void> {
  await node.systemctl('stop');
  node.install(version);
  await node.systemctl('start');
}

const from17 = (version: string) => version.startsWith('1.7.');

/** What an older script wrote where there was no file: the version of the containerd of that day. */
function ownFile(version: number): Case {
  return {
    ...nodeWith(''),
    files: {
      'config.toml': `# >>> tke-cilium node-init (the file was not there)\nversion = ${version}\n[plugins."io.containerd.cri.v1.images".registry]\n  config_path = "/etc/containerd/certs.d"\n# <<< tke-cilium node-init\n`,
      'certs.d/quay.io/hosts.toml':
        '# >>> tke-cilium node-init: made parent\n[host."https://quay.tencentcloudcr.com"]\n  capabilities = ["pull", "resolve"]\n',
    },
  };
}

/** A file of version 4 is what 2.0 to 2.2 refuse, one of version 3 what 1.7 refuses. */
const refusedVersion = (version: string) => (from17(version) ? 3 : 4);
const refuses = (version: string) => from17(version) || /^2\.[0-2]\./.test(version);

export const UPGRADE_SCENARIOS: readonly Scenario[] = [
  ...NEIGHBOURS,
  {
    name: 'upgraded to 2.2.1, which refuses its CRI beside our entry: the pod takes it back',
    on: from17,
    async play(version, node, script, name) {
      const faults = new Faults();
      await arrange(nodeWith(files.VERSION_2_BARE), node);
      const start = await node.config();
      const pod = node.run(hurried(script), 'watch', 'add');
      await reported(node, 'entry-added');
      await replace(node, '2.2.1');
      await reported(node, 'left-path');
      const done = await endRow(version, name, node, faults, 'left-path', {});
      faults.check('CRI up', 'yes', done.criUp);
      faults.check('config.toml', start, await node.config());
      await terminate(node);
      const ended = await pod;
      faults.check(
        'report',
        true,
        ended.report?.message.startsWith('what was added here before is taken out'),
      );
      await node.run(script, 'once', 'remove');
      const left = (await node.exec('ls /etc/containerd')).stdout;
      faults.check('files after undo', 'config.toml\n', left);
      return { ...done, undo: yesNo(left === 'config.toml\n') };
    },
  },
  {
    name: 'upgraded to 2.2.1 with mirrors of somebody else: undo is possible all the same',
    on: from17,
    async play(version, node, script, name) {
      const faults = new Faults();
      await arrange(nodeWith(files.TKE), node);
      const start = await node.files();
      await node.run(script, 'once', 'add');
      await replace(node, '2.2.1');
      const run = await node.run(script, 'once', 'add');
      faults.check('decision', 'left-conflict', run.report?.decision ?? run.output);
      const removed = await node.run(script, 'once', 'remove');
      faults.check('decision of undo', 'removed', removed.report?.decision ?? removed.output);
      faults.check('what the CRI answers', 'down', removed.report?.cri);
      const back = await node.files();
      faults.check('files after undo', start, back);
      return endRow(version, name, node, faults, run.report?.decision, { undo: yesNo(back === start) });
    },
  },
  {
    name: 'our own file, of a version that this containerd refuses: added anew',
    on: refuses,
    async play(version, node, script, name) {
      const faults = new Faults();
      await arrange(ownFile(refusedVersion(version)), node);
      faults.check('CRI up at the start', false, await node.criUp());
      const run = await node.run(script, 'once', 'add');
      faults.check('ok', true, run.report?.ok);
      const done = await endRow(version, name, node, faults, run.report?.decision, {});
      faults.check('CRI up', 'yes', done.criUp);
      faults.check('mirror used', 'yes', done.mirrorUsed);
      await node.run(script, 'once', 'remove');
      const left = (await node.exec('ls -A /etc/containerd')).stdout;
      faults.check('files after undo', '', left);
      return { ...done, undo: yesNo(left === '') };
    },
  },
  {
    name: 'our own file, of a version that this containerd refuses: undo does not read it',
    on: refuses,
    async play(version, node, script, name) {
      const faults = new Faults();
      await arrange(ownFile(refusedVersion(version)), node);
      const removed = await node.run(script, 'once', 'remove');
      faults.check('decision', 'removed', removed.report?.decision ?? removed.output);
      const left = (await node.exec('ls -A /etc/containerd')).stdout;
      faults.check('files after undo', '', left);
      const done = await endRow(version, name, node, faults, removed.report?.decision, {
        undo: yesNo(left === ''),
      });
      faults.check('CRI up', 'yes', done.criUp);
      return done;
    },
  },
];
