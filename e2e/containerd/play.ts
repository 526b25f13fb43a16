import type { Case } from './cases';
import type { TestNode } from './node';
import { Faults, type Row, yesNo } from './row';

export async function placeFiles(played: Case, node: TestNode): Promise<void> {
  for (const [path, text] of Object.entries(played.files ?? {})) {
    await node.exec(
      `mkdir -p "$(dirname '/etc/containerd/${path}')" && cat >'/etc/containerd/${path}'`,
      text,
    );
  }
}

/** Puts the starting files of a case on a node, and starts its containerd. */
export async function arrange(played: Case, node: TestNode): Promise<void> {
  await placeFiles(played, node);
  await played.before?.(node);
  await node.systemctl('start');
  await played.after?.(node);
}

/** Plays one case on one node: add, pull, pull with the mirror down, add again, remove. */
export async function play(version: string, played: Case, node: TestNode, script: string): Promise<Row> {
  const expected = played.expect(version);
  const { criUp = true, servedBy = 'mirror', undo = 'start', restarted } = expected;
  const starts = restarted ? 2 : 1;
  const faults = new Faults();

  await arrange(played, node);
  const start = await node.files();
  const startUp = await node.criUp();
  const servedAtStart = startUp ? (await node.pull()).from : 'none';

  const added = await node.run(script, 'once', 'add');
  const afterAdd = await node.files();
  const configAfterAdd = await node.config();
  faults.check('decision', expected.decision, added.report?.decision ?? added.output);
  if (expected.says !== undefined && !added.report?.message.includes(expected.says)) {
    faults.check('message', expected.says, added.report?.message);
  }
  faults.check('exit status', added.report?.ok ? 0 : 1, added.status);
  faults.check('restarted', restarted, added.report?.restarted);
  faults.check('starts of containerd', starts, node.starts().length);
  faults.check('configChanged', restarted, added.report?.configChanged);
  if (!restarted && expected.decision !== 'hosts-added') {
    faults.check('files after a run that changes nothing', start, afterAdd);
  }

  const up = await node.criUp();
  faults.check('CRI up', criUp, up);
  const pulled = await node.pull();
  faults.check('served by', servedBy, pulled.from);
  let mirrorDown = '-';
  if (servedBy === 'mirror') {
    node.proxy.mirrorDown = true;
    mirrorDown = (await node.pull()).from;
    faults.check('served while the mirror is down', 'origin', mirrorDown);
    node.proxy.mirrorDown = false;
  }

  const again = await node.run(script, 'once', 'add');
  const settled =
    (await node.files()) === afterAdd &&
    node.starts().length === starts &&
    again.report?.configChanged === false &&
    again.report.restarted === false;
  faults.check('second run changes nothing', true, settled);

  const removed = await node.run(script, 'once', 'remove');
  const end = await node.files();
  if (expected.removed !== undefined) {
    faults.check('decision of undo', expected.removed, removed.report?.decision ?? removed.output);
    faults.check('exit status of undo', 0, removed.status);
  }
  const back = undo === 'start' ? end === start : (await node.config()) === configAfterAdd;
  faults.check(`files after undo (${removed.report?.decision})`, undo === 'start' ? start : end, end);
  faults.check('undo', true, back);
  const endUp = await node.criUp();
  faults.check('CRI up after undo', undo === 'start' ? startUp : up, endUp);
  if (undo === 'start') {
    faults.check('served after undo', servedAtStart, endUp ? (await node.pull()).from : 'none');
  }

  return {
    version,
    start: played.name,
    decision: added.report?.decision ?? '?',
    criUp: yesNo(up),
    mirrorUsed: yesNo(pulled.from === 'mirror'),
    mirrorDown,
    secondRun: yesNo(settled),
    undo: undo === 'start' ? yesNo(back) : back ? 'keeps the repair' : 'no',
    faults: faults.found,
  };
}
