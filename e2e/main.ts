import { KUBERNETES_VERSIONS } from './parts/parts';
import { MissingPart } from './parts/program';
import { Report } from './report';
import { Bench } from './scenarios/bench';
import { runDocumentedPage, upgradeByKubectl } from './scenarios/documented-page';
import { overrideByKubectl, overrideDoneWrong } from './scenarios/override-by-kubectl';
import { applyCommittedDist } from './scenarios/whole-dist';

type Scenario = (bench: Bench) => Promise<void>;

const BY_KUBECTL: readonly Scenario[] = [
  applyCommittedDist,
  overrideByKubectl,
  overrideDoneWrong,
  runDocumentedPage,
  upgradeByKubectl,
];

async function main(): Promise<number> {
  const report = new Report((line) => process.stdout.write(`${line}\n`));
  for (const version of KUBERNETES_VERSIONS) {
    await withBench(version, `kubectl ${version}`, report, async (bench) => {
      for (const scenario of BY_KUBECTL) {
        await scenario(bench);
      }
    });
  }
  process.stdout.write(`${report.table()}\n`);
  return report.failed ? 1 : 0;
}

async function withBench(
  version: string,
  by: string,
  report: Report,
  use: (bench: Bench) => Promise<void>,
): Promise<void> {
  const trial = { applied: 'everything', by, on: `Kubernetes ${version}` };
  let bench: Bench;
  try {
    bench = await Bench.start(version, by, report);
  } catch (error) {
    if (error instanceof MissingPart) {
      report.leaveOut(trial, error.message);
      return;
    }
    throw error;
  }
  try {
    await use(bench);
  } finally {
    await bench.stop();
  }
}

void main().then((status) => {
  process.exitCode = status;
});
