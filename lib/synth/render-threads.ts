import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ClusterFile } from '../cluster/cluster-files';
import type { JobContext } from './cluster-job';
import { isFileRefused, type JobResult } from './job-result';
import { errorOf, type ThreadFailure } from './thread-failure';

/** With fewer clusters than this, starting threads takes longer than they save. */
const WORTHWHILE = 24;
/** More threads than this wait for the disk. */
const MOST = 8;

/**
 * What a thread needs is 30 MB or so; with no limit its heap grows to several times that before anything is collected.
 */
const LIMITS = { maxOldGenerationSizeMb: 160, maxYoungGenerationSizeMb: 8 };

/** The script of a thread: it lies beside this code where that was compiled, and nowhere when it runs as TypeScript. */
const SCRIPT = join(__dirname, 'worker.js');

type Answer = { readonly result: JobResult } | { readonly failure: ThreadFailure };

/** How many threads should render so many clusters; 0: this one does it itself. */
export function threadsFor(clusters: number): number {
  return clusters < WORTHWHILE || !existsSync(SCRIPT) ? 0 : Math.min(availableParallelism(), MOST);
}

/**
 * Renders clusters in threads, each cluster in the next thread that is free.
 *
 * @param done called with each result as it comes
 * @throws {Error} what a thread could not go on after
 */
export async function renderInThreads(
  files: readonly ClusterFile[],
  context: JobContext,
  threads: number,
  done: (result: JobResult) => void,
): Promise<void> {
  const waiting = files.values();
  let render = true;
  const workers = Array.from(
    { length: threads },
    () => new Worker(SCRIPT, { workerData: context, resourceLimits: LIMITS }),
  );
  try {
    await Promise.all(
      workers.map(
        (worker) =>
          new Promise<void>((resolve, reject) => {
            const next = () => {
              const { value: file, done: none } = waiting.next();
              if (none) {
                resolve();
              } else {
                worker.postMessage({ file, render });
              }
            };
            worker.on('error', reject);
            worker.on('exit', (code) => reject(new Error(`a rendering thread ended with status ${code}`)));
            worker.on('message', (answer: Answer) => {
              if ('failure' in answer) {
                reject(errorOf(answer.failure));
                return;
              }
              render &&= !isFileRefused(answer.result);
              done(answer.result);
              next();
            });
            next();
          }),
      ),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
