import { App } from 'cdk8s';
import type { CiliumValues } from '../../../imports/cilium';
import { CiliumChart } from '../../../lib/constructs/cilium-chart';
import { InputError } from '../../../lib/diagnostics/diagnostic';
import { checkValues } from '../../../lib/values/check-values';

// What must not compile is marked with @ts-expect-error: `tsc` fails where such a line does compile.

const right: CiliumValues<'1.18.2'> = {
  ipam: { mode: 'delegated-plugin' },
  kubeProxyReplacement: true,
  k8sServicePort: 60002,
  hubble: { relay: null },
  nodeSelector: { 'my.org/x': 'y' },
  operator: { tolerations: [{ key: 'a', operator: 'Exists' }] },
  extraConfig: { 'local-router-ipv4': '169.254.32.16' },
};

// @ts-expect-error the key is ipam: Helm ignores ipamd
const misspelt: CiliumValues = { ipamd: { mode: 'delegated-plugin' } };

// @ts-expect-error a text, where the chart wants a number
const wrongType: CiliumValues = { hubble: { relay: { replicas: '3' } } };

// @ts-expect-error not a word of the chart's schema
const wrongWord: CiliumValues = { scheduling: { mode: 'any' } };

// @ts-expect-error the chart refuses it
const removed: CiliumValues = { tunnel: 'vxlan' };

const newer: CiliumValues<'1.19.6'> = { encryption: { ztunnel: { annotations: { a: 'b' } } } };

// @ts-expect-error 1.18.2 has no such key
const tooNew: CiliumValues<'1.18.2'> = { encryption: { ztunnel: { annotations: { a: 'b' } } } };

test('what compiles passes the check at run time, and what does not fails it', () => {
  const rules = (version: string, values: object) =>
    checkValues({ version, values: values as never })
      .filter(({ severity }) => severity !== 'warning')
      .map(({ rule }) => rule);
  expect(rules('1.18.2', right)).toEqual([]);
  expect(rules('1.19.6', newer)).toEqual([]);
  expect(rules('1.18.2', misspelt)).toEqual(['unknown-value']);
  expect(rules('1.18.2', wrongType)).toEqual(['value-type']);
  expect(rules('1.18.2', wrongWord)).toEqual(['value-not-allowed']);
  expect(rules('1.18.2', removed)).toEqual(['value-removed']);
  expect(rules('1.18.2', tooNew)).toEqual(['unknown-value']);
});

describe('the construct for other cdk8s apps', () => {
  const props = { version: '1.18.2', kubernetesVersion: '1.32.2' };

  test('refuses what the types would have, had they not been got round', () => {
    const values = { ipamd: { mode: 'delegated-plugin' } } as CiliumValues;
    expect(() => new CiliumChart(new App(), 'cilium', { ...props, values })).toThrow(
      'values.ipamd: the chart of Cilium 1.18.2 has no key "ipamd", and Helm would ignore it. Did you mean "ipam"?',
    );
  });

  test('does not compile with the misspelt key', () => {
    // @ts-expect-error the key is ipam: Helm ignores ipamd
    expect(() => new CiliumChart(new App(), 'cilium', { ...props, values: { ipamd: {} } })).toThrow(
      InputError,
    );
  });
});
