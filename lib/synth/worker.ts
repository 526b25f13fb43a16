import { parentPort, workerData } from 'node:worker_threads';
import { ClusterJobs, type JobContext } from './cluster-job';
import type { Job } from './job-queue';
import { failureOf } from './thread-failure';

// A thread that renders clusters, started by `RenderThread`.

const jobs = new ClusterJobs(workerData as JobContext);
parentPort?.on('message', ({ file, render }: Job) => {
  try {
    parentPort?.postMessage({ result: jobs.run(file, render) });
  } catch (error) {
    parentPort?.postMessage({ failure: failureOf(error) });
  }
});
