import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChartStore } from '../../lib/charts/chart-store';
import { LOCKED_ARCHIVES, TEST_VERSIONS } from '../support/charts';
import { commandLine } from '../support/command-line';
import { describeRequiring } from '../support/requires';
import { temporaryDirectory } from '../support/temporary-directory';

const temporary = temporaryDirectory();
const output = () => join(temporary(), 'imports', 'cilium.ts');

describeRequiring(LOCKED_ARCHIVES, 'tke-cilium types', () => {
  test('writes the values of the locked versions', async () => {
    const { status, complained } = await commandLine(['types', '--output', output()]);
    expect({ status, complained }).toEqual({
      status: 0,
      complained: `${output()} holds the values of Cilium ${TEST_VERSIONS.join(', ')}\n`,
    });
    const text = readFileSync(output(), 'utf8');
    expect(text).toContain(
      `export type CiliumVersion = ${TEST_VERSIONS.map((one) => `'${one}'`).join(' | ')};`,
    );
    expect(text).toContain('readonly kubeProxyReplacement?: ');
  });
});

test('types of nothing are not written, and the command that locks is named', async () => {
  const charts = async () => new ChartStore({ lock: { file: 'charts.lock.yaml', charts: [] } });
  expect(await commandLine(['types', '--output', output()], { charts })).toEqual({
    status: 1,
    printed: '',
    complained:
      'error: no version of Cilium is locked in charts.lock.yaml. Run npx tke-cilium lock VERSION.\n',
  });
});
