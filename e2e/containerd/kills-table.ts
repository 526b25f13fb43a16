import { killScenarios } from './kills';
import { runTable } from './run-table';
import { CONTAINERD_VERSIONS } from './versions';

// npm run e2e:containerd:kills [version or part of a row's name ...]

runTable(
  CONTAINERD_VERSIONS.flatMap(({ version }) => killScenarios(version).map((job) => ({ ...job, version }))),
);
