import { RenderedFile } from '../documents/rendered-file';
import { ReadSet } from '../eval/read-set';
import type { Dict } from '../go/value';

/** What a run of a file of a chart gave. */
export interface FileRun {
  /** What it printed, in bytes. */
  readonly output: string;
  /** How many rounds its loops went. */
  readonly rounds: number;
}

interface Remembered {
  readonly reads: ReadSet;
  readonly file: RenderedFile;
  readonly rounds: number;
}

/** Two environments with two shapes each; what changes with every cluster is not worth keeping. */
const MOST_REMEMBERED = 4;

/** Runs in a row that nothing remembered answered, after which a file is taken for one that differs from cluster to cluster. */
const MOST_MISSES = 8;

/** Noting what is read takes longer than the run itself, so it starts when a chart is rendered a second time. */
const FIRST_LEARNED = 2;

/**
 * Remembers what one file of a chart printed, and the values that it read for it. Most files of a chart read none of
 * the few values in which clusters differ, and are run once for all of them.
 */
export class FileMemory {
  /** The last one that answered comes first. */
  private remembered: readonly Remembered[] = [];
  private misses = 0;

  /**
   * What the file printed when everything it read was as in `root`.
   *
   * @param mayCount whether that many rounds of loops are still allowed
   */
  recall(root: Dict, mayCount: (rounds: number) => boolean): Remembered | undefined {
    const found = this.remembered.find(({ reads, rounds }) => mayCount(rounds) && reads.isSameIn(root));
    if (found) {
      this.misses = 0;
      this.putFirst(found);
    }
    return found;
  }

  /**
   * Runs the file and remembers what it printed.
   *
   * @returns nothing where the file has to be run by itself: it writes to the values, it fails, or it differs each time
   */
  learn(root: Dict, run: (root: Dict) => FileRun): Remembered | undefined {
    this.misses++;
    if (this.misses > MOST_MISSES) {
      this.remembered = [];
    }
    if (this.misses < FIRST_LEARNED || this.misses > MOST_MISSES) {
      return undefined;
    }
    const followed = ReadSet.of(root, run);
    if (!followed) {
      return undefined;
    }
    const { output, rounds } = followed.result;
    const remembered = { reads: followed.reads, file: new RenderedFile(output), rounds };
    this.putFirst(remembered);
    return remembered;
  }

  private putFirst(first: Remembered): void {
    if (first !== this.remembered[0]) {
      const others = this.remembered.filter((one) => one !== first);
      this.remembered = [first, ...others].slice(0, MOST_REMEMBERED);
    }
  }
}
