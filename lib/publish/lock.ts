import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { runs } from './leftovers';

/** How often a waiting synth looks whether the other one is done. */
const PAUSE = 100;

/**
 * Runs something that writes to a directory while no other process does so. A lock of a process that does not run any
 * more counts for nothing.
 *
 * @param waiting called once, when another process has the lock
 */
export async function exclusively<T>(
  directory: string,
  waiting: (lock: string, pid: number) => void,
  act: () => Promise<T>,
): Promise<T> {
  const lock = join(dirname(directory), `.${basename(directory)}-lock`);
  let reported = false;
  while (!take(lock)) {
    const holder = holderOf(lock);
    if (holder === undefined || !runs(holder)) {
      rmSync(lock, { force: true });
      continue;
    }
    if (!reported) {
      waiting(lock, holder);
      reported = true;
    }
    await setTimeout(PAUSE);
  }
  try {
    return await act();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

/** Undefined when the lock is gone, or holds no number. */
function holderOf(lock: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(lock, 'utf8'), 10);
    return Number.isInteger(pid) ? pid : undefined;
  } catch {
    return undefined;
  }
}
