import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { compare, measured, print, run, timeText, WORK } from './measure';
import { ENVIRONMENT, fleet, stockApp } from './projects';

const CDK8S = resolve('node_modules/.bin/cdk8s');
const TKE_CILIUM = resolve('bin/tke-cilium.js');
/** Enough that one run, which others on the machine delay, does not count. */
const RUNS = 3;

/**
 * A whole synth beside a stock cdk8s app with ts-node and the Helm construct, which does less: no checks, no comparison.
 * Ours renders every cluster each time, as if it had never run before.
 */
export function benchSynth(): void {
  for (const clusters of [2, 20, 100]) {
    const cdk8s = (cwd: string) => () =>
      execFileSync(CDK8S, ['synth'], { cwd, env: ENVIRONMENT, stdio: 'ignore' });
    const stock = stockApp(clusters);
    const ours = fleet(clusters);
    const forget = () => {
      rmSync(join(ours, 'dist'), { recursive: true, force: true });
      rmSync(join(WORK, 'cache/tke-cilium/synth'), { recursive: true, force: true });
    };
    const tkeCilium = () => run(TKE_CILIUM, ['synth', '--no-cache'], ours, ENVIRONMENT);
    // The chart is parsed, and the code compiled, once per machine.
    tkeCilium();
    const theirs = measured(RUNS, cdk8s(stock));
    compare(
      `${clusters} clusters: tke-cilium synth`,
      theirs,
      measured(RUNS, tkeCilium, forget),
      `median of ${RUNS}`,
    );
    compare(
      `${clusters} clusters: cdk8s synth`,
      theirs,
      measured(RUNS, cdk8s(ours), forget),
      `median of ${RUNS}`,
    );
    rmSync(join(stock, 'dist'), { recursive: true, force: true });
  }
  benchCommand();
}

/** What both sides of `cdk8s synth` have in common: the command around the app. */
function benchCommand(): void {
  const directory = join(WORK, 'nothing');
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'cdk8s.yaml'), 'language: typescript\napp: mkdir -p dist\n');
  const alone = measured(5, () =>
    execFileSync(CDK8S, ['synth'], { cwd: directory, env: ENVIRONMENT, stdio: 'ignore' }),
  );
  print(`of which the command cdk8s itself, with an app that does nothing: ${timeText(alone)}`);
}
