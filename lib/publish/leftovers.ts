import { basename, dirname, join } from 'node:path';
import type { Disk } from './disk';

/** Removes what killed synths left beside a directory. The staging directory of another synth that still runs is left alone. */
export function removeLeftovers(directory: string, disk: Disk): void {
  const prefix = `.${basename(directory)}-`;
  for (const name of disk.entries(dirname(directory))) {
    const pid = name.startsWith(prefix) ? /^\d+(?=-|$)/.exec(name.slice(prefix.length))?.[0] : undefined;
    if (pid !== undefined && (Number(pid) === process.pid || !runs(Number(pid)))) {
      disk.remove(join(dirname(directory), name));
    }
  }
}

/** Whether a process of that number runs, whoever started it. */
export function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
