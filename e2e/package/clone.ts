import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { localSource } from '../../lib/charts/chart-source';
import { type Workplace, withCharts } from './workplace';

/** A version that neither the examples nor the tests use. */
const ANOTHER = '1.18.7';

/** A clone of what is committed here, in which a user changes what is the user's. */
export function cloneOfThis(workplace: Workplace, passed: (step: string) => void): void {
  const clone = workplace.path('clone');
  workplace.run(workplace.root, ['git', 'clone', '--quiet', resolve('.'), clone]);
  workplace.run(clone, ['npm', 'ci', '--silent']);
  passed('git clone, npm ci');
  const bare = { PATH: workplace.barePath() };
  const test = (environment: NodeJS.ProcessEnv) =>
    workplace.run(clone, [process.execPath, 'node_modules/jest/bin/jest.js', '--silent'], {
      ...bare,
      ...environment,
    });

  const [readme = ''] =
    /^name: bj-prod$.*?(?=^```)/ms.exec(readFileSync(join(clone, 'README.md'), 'utf8')) ?? [];
  assert.match(readme, /^cilium:$/m);
  const examples = readdirSync(join(clone, 'clusters'));
  const synth = () => workplace.run(clone, ['npm', 'run', '--silent', 'synth'], withCharts());
  writeFileSync(join(clone, 'clusters/bj-prod.yaml'), readme);
  workplace.run(clone, ['npm', 'run', '--silent', 'tke-cilium', '--', 'lock', ANOTHER], withCharts());
  synth();
  for (const name of examples) {
    rmSync(join(clone, 'clusters', name), { recursive: true });
  }
  synth();
  test({ ...withCharts(), CI: 'true' });
  passed(`npm test with the README's cluster, no example, ${ANOTHER} locked, PATH holding node and git only`);

  for (const name of ['clusters', 'dist', 'charts.lock.yaml']) {
    rmSync(join(clone, name), { recursive: true });
  }
  const { directories } = localSource({});
  assert(directories.every((directory) => !directory.startsWith('/')));
  const without = {
    TKE_CILIUM_CHARTS: '',
    XDG_CACHE_HOME: workplace.path('no-cache'),
    HTTPS_PROXY: 'http://127.0.0.1:9',
  };
  assert.match(test(without).stderr, /^Tests: +\d{2,} skipped, \d{3,} passed/m);
  passed('npm test with no cluster, dist/, lock, chart or network: what needs a chart is skipped');
  const inCi = workplace.try(clone, [process.execPath, 'node_modules/jest/bin/jest.js', '--silent'], {
    ...bare,
    ...without,
    CI: 'true',
  });
  assert.match(inCi.stderr, /^Tests: +1 failed, /m);
  assert.match(inCi.stderr, /TKE_CILIUM_CHARTS/);
  passed('and with CI set that is one failure, which says how to get them');
}
