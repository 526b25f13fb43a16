import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { App } from 'cdk8s';
import { valuesAsTypeScript } from '../../../lib/charts/knowledge/typescript';
import { CiliumChart } from '../../../lib/constructs/cilium-chart';
import { InputError } from '../../../lib/diagnostics/diagnostic';
import { checkValues } from '../../../lib/values/check-values';
import type { CiliumValues } from '../../../lib/values/cilium-values';
import { LOCKED_ARCHIVES, TEST_VERSIONS, testCharts } from '../../support/charts';
import { describeRequiring } from '../../support/requires';
import { temporaryDirectory } from '../../support/temporary-directory';

const temporary = temporaryDirectory();

/** What must not compile is marked with @ts-expect-error: `tsc` fails where such a line does compile. */
const USE = `
import type { CiliumValues } from './cilium';
import type { CiliumValues as AnyValues } from '${resolve('lib/values/cilium-values')}';

const right: CiliumValues<'1.18.2'> = {
  ipam: { mode: 'delegated-plugin' },
  kubeProxyReplacement: true,
  k8sServicePort: 60002,
  hubble: { relay: null },
  nodeSelector: { 'my.org/x': 'y' },
  operator: { tolerations: [{ key: 'a', operator: 'Exists' }] },
  extraConfig: { 'local-router-ipv4': '169.254.32.16' },
};
// What the constructs take.
export const accepted: AnyValues = right;

// @ts-expect-error the key is ipam: Helm ignores ipamd
export const misspelt: CiliumValues = { ipamd: { mode: 'delegated-plugin' } };

// @ts-expect-error a text, where the chart wants a number
export const wrongType: CiliumValues = { hubble: { relay: { replicas: '3' } } };

// @ts-expect-error not a word of the chart's schema
export const wrongWord: CiliumValues = { scheduling: { mode: 'any' } };

// @ts-expect-error the chart refuses it
export const removed: CiliumValues = { tunnel: 'vxlan' };

export const newer: CiliumValues<'1.19.6'> = { encryption: { ztunnel: { annotations: { a: 'b' } } } };

// @ts-expect-error 1.18.2 has no such key
export const tooNew: CiliumValues<'1.18.2'> = { encryption: { ztunnel: { annotations: { a: 'b' } } } };
`;

describeRequiring(LOCKED_ARCHIVES, 'the values of the locked charts in TypeScript', () => {
  test('compile where they are right, and not where they are wrong', () => {
    const typed = valuesAsTypeScript(TEST_VERSIONS.map((version) => testCharts.values(version)));
    writeFileSync(join(temporary(), 'cilium.ts'), typed);
    writeFileSync(join(temporary(), 'use.ts'), USE);
    const options = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--types', ''];
    const { status, stdout } = spawnSync(
      process.execPath,
      [resolve('node_modules/typescript/bin/tsc'), ...options, 'use.ts'],
      { cwd: temporary(), encoding: 'utf8' },
    );
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  }, 60_000);
});

describeRequiring(LOCKED_ARCHIVES, 'values in TypeScript, whatever their type', () => {
  const WRONG: [version: string, values: CiliumValues, rule: string][] = [
    ['1.18.2', { ipamd: { mode: 'delegated-plugin' } }, 'unknown-value'],
    ['1.18.2', { hubble: { relay: { replicas: '3' } } }, 'value-type'],
    ['1.18.2', { scheduling: { mode: 'any' } }, 'value-not-allowed'],
    ['1.18.2', { tunnel: 'vxlan' }, 'value-removed'],
    ['1.18.2', { encryption: { ztunnel: { annotations: { a: 'b' } } } }, 'unknown-value'],
  ];
  test.each(WRONG)('are checked at run time: %s %j', (version, values, expected) => {
    const rules = checkValues({ known: testCharts.values(version), values: values as never })
      .filter(({ severity }) => severity !== 'warning')
      .map(({ rule }) => rule);
    expect(rules).toEqual([expected]);
  });

  test('are checked by the construct for other cdk8s apps', () => {
    const props = { version: '1.18.2', kubernetesVersion: '1.32.2', charts: testCharts };
    const build = () => new CiliumChart(new App(), 'cilium', { ...props, values: { ipamd: {} } });
    expect(build).toThrow(InputError);
    expect(build).toThrow(
      'values.ipamd: the chart of Cilium 1.18.2 has no key "ipamd", and Helm would ignore it. Did you mean "ipam"?',
    );
  });
});
