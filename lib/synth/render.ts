import { setImmediate } from 'node:timers/promises';
import type { ClusterJobs } from './cluster-job';
import type { Render } from './fleet-synthesis';
import { JobQueue } from './job-queue';
import { RenderThread, threadsFor } from './render-threads';

/**
 * Renders clusters here and, where they are many, in threads besides. Threads start working after the first cluster is
 * done here: what is derived from a chart once a machine is there then, and not derived in each of them.
 */
export const renderClusters: Render = async (files, context, done) => {
  const threads = Array.from({ length: threadsFor(files.length) }, () => new RenderThread(context));
  const queue = new JobQueue(files, done);
  try {
    const { ClusterJobs } = await import('./cluster-job');
    const jobs = new ClusterJobs(context);
    await work(jobs, queue, 1);
    await Promise.all([...threads.map((thread) => thread.work(queue)), work(jobs, queue)]);
  } finally {
    queue.close();
    await Promise.all(threads.map((thread) => thread.end()));
  }
};

async function work(jobs: ClusterJobs, queue: JobQueue, most = Number.POSITIVE_INFINITY): Promise<void> {
  for (let count = 0; count < most; count++) {
    const job = queue.next();
    if (!job) {
      return;
    }
    queue.finish(jobs.run(job.file, job.render));
    // Results of threads come in, and the bar on the terminal moves.
    await setImmediate();
  }
}
