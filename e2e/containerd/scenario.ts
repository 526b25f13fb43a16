import { setTimeout as sleep } from 'node:timers/promises';
import type { Case } from './cases';
import type { TestNode } from './node';
import type { Row } from './row';
import * as files from './starting-files';

/** What happens to a node while, before or after the script runs. */
export interface Scenario {
  readonly name: string;
  /** Versions on which it is played. @default all */
  readonly on?: (version: string) => boolean;
  /** Process 1 of the node. @default a shell that does systemd's part */
  readonly init?: 'shell' | 'systemd';
  readonly play: (version: string, node: TestNode, script: string, name: string) => Promise<Row>;
}

/** A node whose config.toml is this text. */
export function nodeWith(text: string): Case {
  return { name: '', files: { 'config.toml': text }, expect: () => ({ decision: '', restarted: true }) };
}

export const TKE_NODE = nodeWith(files.TKE);

/** Runs once on the node when the script restarts containerd, just before. */
export async function atRestart(node: TestNode, command: string): Promise<void> {
  const hook = `#!/bin/sh\nrm -f "$0"\n${command}\n`;
  await node.exec('cat >/run/before-restart && chmod +x /run/before-restart', hook);
}

/** With mirrors in the file, containerd refuses to load its CRI after this. */
export const EDIT_LATE = `cat >>/etc/containerd/config.toml <<'END'\n${files.CONFIG_PATH_TABLE}END`;

/** The script with a pod that looks every second and waits for no turn. */
export function hurried(script: string): string {
  return script.replace(/^STAGGER=.*/m, 'STAGGER=0').replace(/^TICK=.*/m, 'TICK=1');
}

/** Ends a pod as the kubelet does. */
export function terminate(node: TestNode): Promise<unknown> {
  return node.exec('pkill -TERM -o -f "containerd-mirror watch"');
}

/** Waits, a minute at most, until the pod has reported this decision since it was last asked. */
export async function reported(node: TestNode, decision: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const { stdout } = await node.exec('cat /run/tke-cilium/report 2>/dev/null');
    if (stdout.includes(`"decision":"${decision}"`)) {
      await node.exec('rm /run/tke-cilium/report');
      return;
    }
    await sleep(100);
  }
}
