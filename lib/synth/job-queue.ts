import type { ClusterFile } from '../cluster/cluster-files';
import { isFileRefused, type JobResult } from './job-result';

/** What there is to do for one cluster. */
export interface Job {
  readonly file: ClusterFile;
  /** False where another cluster is refused already: nothing will be published. */
  readonly render: boolean;
}

/** The clusters that wait to be rendered, each for whoever is free next. */
export class JobQueue {
  private readonly waiting: Iterator<ClusterFile>;
  private render = true;
  private isClosed = false;

  /** @param done called with each result as it comes */
  constructor(
    files: readonly ClusterFile[],
    private readonly done: (result: JobResult) => void,
  ) {
    this.waiting = files.values();
  }

  next(): Job | undefined {
    const { value: file } = this.isClosed ? { value: undefined } : this.waiting.next();
    return file && { file, render: this.render };
  }

  finish(result: JobResult): void {
    this.render &&= !isFileRefused(result);
    this.done(result);
  }

  /** From now on there is nothing left to do. */
  close(): void {
    this.isClosed = true;
  }
}
