import { type Chosen, chosen } from './chosen';
import { MissingPart } from './parts/program';
import { Report } from './report';
import { ArgoBench } from './scenarios/argo-bench';
import { fightOverObjects, firstInstall, killedInMidSync, upgradeByArgoCd } from './scenarios/argo-whole';
import { Bench } from './scenarios/bench';
import {
  applicationsRenamed,
  immutableFields,
  overrideAbandoned,
  safeWays,
} from './scenarios/dangerous-transitions';
import { runDocumentedPage, upgradeByKubectl } from './scenarios/documented-page';
import { fieldExamples } from './scenarios/field-examples';
import { layersOfFields } from './scenarios/field-layers';
import { liveCommands } from './scenarios/live-commands';
import {
  bareOverrideByArgoCd,
  overrideByArgoCd,
  overrideLeavesRepository,
} from './scenarios/override-by-argo-cd';
import { overrideByKubectl, overrideDoneWrong } from './scenarios/override-by-kubectl';
import { ownCniConfig, parkedByKubectl } from './scenarios/parked-by-kubectl';
import { restartsAsReported } from './scenarios/restarts';
import { applyCommittedDist } from './scenarios/whole-dist';

/** In this order: each starts where the one before it ended. */
const BY_KUBECTL = [
  liveCommands,
  applyCommittedDist,
  layersOfFields,
  fieldExamples,
  overrideByKubectl,
  overrideDoneWrong,
  parkedByKubectl,
  ownCniConfig,
  runDocumentedPage,
  upgradeByKubectl,
  overrideAbandoned,
  immutableFields,
  safeWays,
  restartsAsReported,
];
const BY_ARGO_CD = [
  firstInstall,
  upgradeByArgoCd,
  killedInMidSync,
  fightOverObjects,
  overrideByArgoCd,
  overrideLeavesRepository,
  bareOverrideByArgoCd,
  applicationsRenamed,
];

/** Trials that start from an empty cluster, and so can be run alone. */
const ALONE = {
  layers: [layersOfFields],
  examples: [fieldExamples],
  dist: [applyCommittedDist],
  live: [liveCommands],
  transitions: [safeWays],
};

async function main({ versions, by, trials }: Chosen): Promise<number> {
  const report = new Report((line) => process.stdout.write(`${line}\n`));
  for (const version of versions) {
    if (by.includes('kubectl')) {
      await onBench(
        report,
        version,
        'kubectl',
        () => Bench.start(version, `kubectl ${version}`, report),
        trials.length > 0
          ? Object.entries(ALONE).flatMap(([name, alone]) => (trials.includes(name) ? alone : []))
          : BY_KUBECTL,
      );
    }
    if (by.includes('argo-cd') && trials.length === 0) {
      await onBench(report, version, 'Argo CD', () => ArgoBench.start(version, report), BY_ARGO_CD);
    }
  }
  process.stdout.write(`${report.table()}\n`);
  // In CI nobody reads the table of a run that passes: what was left out there would stay left out.
  return report.failed || (process.env.CI === 'true' && report.leftOut > 0) ? 1 : 0;
}

async function onBench<B extends { stop(): Promise<void> }>(
  report: Report,
  version: string,
  by: string,
  start: () => Promise<B>,
  scenarios: readonly ((bench: B) => Promise<void>)[],
): Promise<void> {
  let bench: B;
  try {
    bench = await start();
    standing = bench;
  } catch (error) {
    if (!(error instanceof MissingPart)) {
      throw error;
    }
    report.leaveOut({ applied: 'everything', by, on: `Kubernetes ${version}` }, error.message);
    return;
  }
  try {
    for (const scenario of scenarios) {
      await scenario(bench);
    }
  } finally {
    standing = undefined;
    await bench.stop();
  }
}

/** What a signal has to take down: servers would outlive this process, and keys their directory. */
let standing: { stop(): Promise<void> } | undefined;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void (standing?.stop() ?? Promise.resolve()).then(() => process.exit(130)));
}

void main(chosen(process.argv.slice(2), Object.keys(ALONE))).then((status) => {
  process.exitCode = status;
});
