import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { print, run, time, timeText, WORK } from './measure';
import { ENVIRONMENT, fleet } from './projects';

const TKE_CILIUM = resolve('bin/tke-cilium.js');
const CACHE = join(WORK, 'cache');

/** A thousand clusters beside one: the first run, nothing changed, one cluster changed, one default changed; the peak of memory. */
export function benchFleet(sizes: readonly number[] = [1, 10, 100, 1000]): void {
  print(
    `${''.padEnd(12)}${['first', 'unchanged', 'one changed', 'a default changed'].map((name) => name.padStart(34)).join('')}`,
  );
  for (const clusters of sizes) {
    rmSync(CACHE, { recursive: true, force: true });
    // A synth of another repository, so that the chart is parsed and the code compiled for all sizes alike.
    run(TKE_CILIUM, ['synth'], fleet(2), ENVIRONMENT);
    const directory = fleet(clusters);
    const edit = (file: string, from: string, to: string) => {
      const path = join(directory, 'clusters', file);
      writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
    };
    rmSync(join(CACHE, 'tke-cilium/synth'), { recursive: true, force: true });
    const cells = [
      () => undefined,
      () => undefined,
      () => edit('cluster-1.yaml', 'apiServer:', 'cilium: {values: {debug: {enabled: true}}}\napiServer:'),
      () => edit('_defaults.yaml', '1.18.2', '1.18.12'),
    ].map((change) => {
      change();
      let peak = 0;
      const took = time(() => {
        peak = run(TKE_CILIUM, ['synth'], directory, ENVIRONMENT);
      });
      return `${timeText(took)} ${peak.toFixed(0).padStart(3)} MiB`;
    });
    print(`${`${clusters}`.padEnd(12)}${cells.map((cell) => cell.padStart(34)).join('')}`);
  }
}
