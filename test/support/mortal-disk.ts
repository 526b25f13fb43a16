import { type Disk, localDisk } from '../../lib/publish/disk';

/** A disk whose process is killed at some point. */
export interface MortalDisk extends Disk {
  readonly changes: () => number;
  readonly isDead: () => boolean;
}

/** The real disk, which dies at its n-th change, as a process that is killed there would: nothing is cleaned up after that. */
export function mortalDisk(fatal: number): MortalDisk {
  let changes = 0;
  const isDead = () => fatal > 0 && changes >= fatal;
  const change = <A extends unknown[]>(act: (...args: A) => void) => {
    return (...args: A) => {
      changes += 1;
      if (isDead()) {
        throw new Error('killed');
      }
      act(...args);
    };
  };
  return {
    ...localDisk,
    write: change(localDisk.write),
    link: change(localDisk.link),
    move: change(localDisk.move),
    swap: change(localDisk.swap),
    remove: change(localDisk.remove),
    changes: () => changes,
    isDead,
  };
}
