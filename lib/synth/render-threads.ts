import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { JobContext } from './cluster-job';
import type { JobQueue } from './job-queue';
import type { JobResult } from './job-result';
import { errorOf, type ThreadFailure } from './thread-failure';

/**
 * So many clusters for each thread. A thread starts cold, and takes as much of the processors until it is warm as a hundred
 * clusters do afterwards; the compiler and the collector of this thread use a second core in any case.
 */
const WORTHWHILE = 200;
/** More threads than this wait for the disk. */
const MOST = 7;

/** Jobs that a thread has at a time: it does the next one while this thread, busy with one of its own, does not hear of the last. */
const AT_A_TIME = 2;

/**
 * What a thread needs is 30 MB or so; with no limit its heap grows to several times that before anything is collected.
 */
const LIMITS = { maxOldGenerationSizeMb: 160, maxYoungGenerationSizeMb: 8 };

/** The script of a thread: it lies beside this code where that was compiled, and nowhere when it runs as TypeScript. */
const SCRIPT = join(__dirname, 'worker.js');

type Answer = { readonly result: JobResult } | { readonly failure: ThreadFailure };

/** How many threads should render so many clusters, beside this one. */
export function threadsFor(clusters: number): number {
  const wanted = Math.floor(clusters / WORTHWHILE);
  return wanted === 0 || !existsSync(SCRIPT) ? 0 : Math.min(wanted, availableParallelism() - 1, MOST);
}

/** A thread that renders clusters. It starts at once and has no job yet. */
export class RenderThread {
  private readonly worker: Worker;

  constructor(context: JobContext) {
    this.worker = new Worker(SCRIPT, { workerData: context, resourceLimits: LIMITS });
  }

  /**
   * Does jobs until there is none left.
   * @throws {Error} what the thread could not go on after
   */
  work(queue: JobQueue): Promise<void> {
    const { worker } = this;
    return new Promise((resolve, reject) => {
      let current = 0;
      const next = () => {
        const job = queue.next();
        if (job) {
          current++;
          worker.postMessage(job);
        } else if (current === 0) {
          resolve();
        }
      };
      worker.on('error', reject);
      worker.on('exit', (code) => reject(new Error(`a rendering thread ended with status ${code}`)));
      worker.on('message', (answer: Answer) => {
        if ('failure' in answer) {
          reject(errorOf(answer.failure));
          return;
        }
        current--;
        queue.finish(answer.result);
        next();
      });
      for (let job = 0; job < AT_A_TIME; job++) {
        next();
      }
    });
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }
}
