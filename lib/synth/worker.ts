import { parentPort, workerData } from 'node:worker_threads';
import type { ClusterFile } from '../cluster/cluster-files';
import { ClusterJobs, type JobContext } from './cluster-job';
import { failureOf } from './thread-failure';

// A thread that renders clusters, started by `RenderThreads`.

const jobs = new ClusterJobs(workerData as JobContext);
parentPort?.on('message', ({ file, render }: { file: ClusterFile; render: boolean }) => {
  try {
    parentPort?.postMessage({ result: jobs.run(file, render) });
  } catch (error) {
    parentPort?.postMessage({ failure: failureOf(error) });
  }
});
