import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { arrange } from './play';
import { endRow, Faults, yesNo } from './row';
import { nodeWith, type Scenario } from './scenario';
import { TKE, VERSION_2_BARE } from './starting-files';

/** The one command that docs/node-init.md gives for a node without the script. */
function documentedCommand(): string {
  const docs = readFileSync(join(__dirname, '../../docs/node-init.md'), 'utf8');
  const command = docs.split('\n').find((line) => line.startsWith('cd /etc/containerd && sed '));
  if (command === undefined) {
    throw new Error('docs/node-init.md has no command that takes the mirror out by hand');
  }
  return command;
}

export const BY_HAND_SCENARIOS: readonly Scenario[] = [
  { title: 'TKE', text: TKE },
  { title: 'no registry table', text: VERSION_2_BARE },
].map(({ title, text }) => ({
  name: `taken out by hand, with the documented command (${title})`,
  async play(version, node, script, name) {
    const faults = new Faults();
    await arrange(nodeWith(text), node);
    const start = await node.config();
    const run = await node.run(script, 'once', 'add');
    faults.check('served by', 'mirror', (await node.pull()).from);
    const done = await node.exec(documentedCommand());
    faults.check('exit status', 0, done.status);
    const back = (await node.config()) === start;
    faults.check('undo', true, back);
    const left = (await node.exec('find /etc/containerd -name "*tke-cilium*" -o -name hosts.toml')).stdout;
    faults.check('files left', '', left);
    const row = await endRow(version, name, node, faults, run.report?.decision, { undo: yesNo(back) });
    faults.check('CRI up', 'yes', row.criUp);
    faults.check('mirror used', 'no', row.mirrorUsed);
    return row;
  },
}));
