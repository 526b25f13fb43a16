import { BY_HAND_SCENARIOS } from './by-hand';
import { CASES } from './cases';
import { DROP_IN_SCENARIOS } from './drop-ins';
import { GPU_SCENARIOS } from './gpu';
import { play } from './play';
import { type Job, runTable } from './run-table';
import { SCENARIOS } from './scenarios';
import { SYSTEMD_SCENARIOS } from './systemd';
import { TAKING_BACK_SCENARIOS } from './taking-back';
import { UPGRADE_SCENARIOS } from './upgrades';
import { CONTAINERD_VERSIONS } from './versions';

// npm run e2e:containerd [version or part of a row's name ...]

const JOBS: readonly Job[] = CONTAINERD_VERSIONS.flatMap(({ version }) => {
  const cases = CASES.filter(({ on }) => on?.(version) ?? true).map(
    (played) =>
      ({
        name: played.name,
        play: (_version, node, script) => play(version, played, node, script),
      }) satisfies Omit<Job, 'version'>,
  );
  const scenarios = [
    ...SCENARIOS,
    ...TAKING_BACK_SCENARIOS,
    ...DROP_IN_SCENARIOS,
    ...UPGRADE_SCENARIOS,
    ...BY_HAND_SCENARIOS,
    ...SYSTEMD_SCENARIOS,
    ...GPU_SCENARIOS,
  ].filter(({ on }) => on?.(version) ?? true);
  return [...cases, ...scenarios].map((job) => ({ ...job, version }));
});

runTable(JOBS);
