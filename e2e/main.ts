import { type Chosen, chosen } from './chosen';
import { MissingPart } from './parts/program';
import { Report } from './report';
import { apiRefusals } from './scenarios/api-refusals';
import { ArgoBench } from './scenarios/argo-bench';
import { fightOverObjects, firstInstall, killedInMidSync, upgradeByArgoCd } from './scenarios/argo-whole';
import { Bench } from './scenarios/bench';
import { runDocumentedPage, upgradeByKubectl } from './scenarios/documented-page';
import { fieldExamples, karpenterPool } from './scenarios/field-examples';
import { layersOfFields } from './scenarios/field-layers';
import { layersByArgoCd } from './scenarios/layers-by-argo-cd';
import { liveCommands } from './scenarios/live-commands';
import {
  bareOverrideByArgoCd,
  overrideByArgoCd,
  overrideLeavesRepository,
} from './scenarios/override-by-argo-cd';
import { overrideByKubectl, overrideDoneWrong } from './scenarios/override-by-kubectl';
import { ownCniConfig, parkedByKubectl } from './scenarios/parked-by-kubectl';
import { restartsAsReported } from './scenarios/restarts';
import { restartsOfFields } from './scenarios/restarts-of-fields';
import { podAddresses } from './scenarios/transitions/addresses';
import { applicationsMoved, applicationsRenamed } from './scenarios/transitions/applications';
import { immutableFields } from './scenarios/transitions/immutable-fields';
import { makeUserObjects } from './scenarios/transitions/inventory';
import { networkTransitions } from './scenarios/transitions/network';
import { overrideAbandoned } from './scenarios/transitions/parked-agents';
import { ciliumVersions } from './scenarios/transitions/versions';
import { clustersComeAndGo } from './scenarios/transitions/whole-clusters';
import { applyCommittedDist } from './scenarios/whole-dist';

/** The dangerous transitions, each by the steps of the synth. */
const TRANSITIONS = [
  makeUserObjects,
  overrideAbandoned,
  immutableFields,
  ciliumVersions,
  networkTransitions,
  podAddresses,
  clustersComeAndGo,
];

/** In this order: each starts where the one before it ended. */
const BY_KUBECTL = [
  liveCommands,
  apiRefusals,
  applyCommittedDist,
  layersOfFields,
  fieldExamples,
  karpenterPool,
  overrideByKubectl,
  overrideDoneWrong,
  parkedByKubectl,
  ownCniConfig,
  runDocumentedPage,
  upgradeByKubectl,
  ...TRANSITIONS,
  restartsAsReported,
  restartsOfFields,
];
const BY_ARGO_CD = [
  firstInstall,
  upgradeByArgoCd,
  killedInMidSync,
  fightOverObjects,
  overrideByArgoCd,
  overrideLeavesRepository,
  bareOverrideByArgoCd,
];

/** Trials by kubectl that start from an empty cluster, and so can be run alone. */
const ALONE = {
  layers: [layersOfFields],
  examples: [fieldExamples, karpenterPool],
  dist: [applyCommittedDist],
  refusals: [apiRefusals],
  live: [liveCommands],
  transitions: TRANSITIONS,
  restarts: [restartsAsReported, restartsOfFields],
};

/** The same by Argo CD. The trials of the override leave kube-proxy and the repository in a state that no move starts from. */
const ALONE_BY_ARGO_CD = {
  layers: [layersByArgoCd],
  transitions: [firstInstall, upgradeByArgoCd, applicationsMoved, applicationsRenamed],
};

/** Everything by Argo CD, or the trials that are named: each list on a cluster of its own. */
function byArgoCd(trials: readonly string[]): (readonly ((argo: ArgoBench) => Promise<void>)[])[] {
  return trials.length === 0
    ? [BY_ARGO_CD, ...Object.values(ALONE_BY_ARGO_CD)]
    : Object.entries(ALONE_BY_ARGO_CD).flatMap(([name, alone]) => (trials.includes(name) ? [alone] : []));
}

async function main({ versions, by, trials }: Chosen): Promise<number> {
  const report = new Report((line) => process.stdout.write(`${line}\n`));
  for (const version of versions) {
    if (by.includes('kubectl')) {
      await onBench(
        report,
        version,
        'kubectl',
        () => Bench.start(version, `kubectl ${version}`, report),
        trials.length > 0 ? chosenOf(ALONE, trials) : BY_KUBECTL,
      );
    }
    if (by.includes('argo-cd')) {
      for (const scenarios of byArgoCd(trials)) {
        await onBench(report, version, 'Argo CD', () => ArgoBench.start(version, report), scenarios);
      }
    }
  }
  process.stdout.write(`${report.table()}\n`);
  // In CI nobody reads the table of a run that passes: what was left out there would stay left out.
  return report.failed || (process.env.CI === 'true' && report.leftOut > 0) ? 1 : 0;
}

function chosenOf<S>(alone: Readonly<Record<string, readonly S[]>>, trials: readonly string[]): S[] {
  return Object.entries(alone).flatMap(([name, scenarios]) => (trials.includes(name) ? scenarios : []));
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
