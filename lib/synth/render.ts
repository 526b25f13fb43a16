import { setImmediate } from 'node:timers/promises';
import type { Render } from './fleet-synthesis';
import { isFileRefused } from './job-result';
import { renderInThreads, threadsFor } from './render-threads';

/** Renders clusters here or, where they are many, in threads. */
export const renderClusters: Render = async (files, context, done) => {
  const threads = threadsFor(files.length);
  if (threads > 0) {
    await renderInThreads(files, context, threads, done);
    return;
  }
  const { ClusterJobs } = await import('./cluster-job');
  const jobs = new ClusterJobs(context);
  let render = true;
  for (const file of files) {
    const result = jobs.run(file, render);
    render &&= !isFileRefused(result);
    done(result);
    // The bar on the terminal moves in between.
    await setImmediate();
  }
};
