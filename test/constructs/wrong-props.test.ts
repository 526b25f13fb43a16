import { App, Testing } from 'cdk8s';
import { ApiPriorityChart, type TkeLevel } from '../../lib/constructs/api-priority-chart';
import { CiliumChart } from '../../lib/constructs/cilium-chart';
import type { CiliumChartProps } from '../../lib/constructs/cilium-props';
import { HelmRelease } from '../../lib/constructs/helm-release';
import { InputError } from '../../lib/diagnostics/diagnostic';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { describeRequiring } from '../support/requires';

const RIGHT = { charts: testCharts, version: '1.18.2', kubernetesVersion: '1.32.2' };

/** Props as they come from JavaScript, a cast, or an environment variable that is not set. */
function chart(props: object): CiliumChart {
  return new CiliumChart(new App(), 'cilium', { ...RIGHT, ...props } as CiliumChartProps);
}

const WRONG: readonly [name: string, build: () => unknown, expected: string | RegExp][] = [
  [
    'a version of Cilium that is not locked',
    () => chart({ version: '1.17.0' }),
    /error: the chart cilium 1\.17\.0 is not locked in .*charts\.lock\.yaml\. Run npx tke-cilium lock 1\.17\.0, or use one of 1\.18\.2, /,
  ],
  [
    'no version of Cilium',
    () => chart({ version: undefined }),
    /error: the chart cilium undefined is not locked in .*charts\.lock\.yaml\. Use one of 1\.18\.2, /,
  ],
  [
    'no version of Kubernetes',
    () => chart({ kubernetesVersion: undefined }),
    'error: kubernetesVersion: kubernetesVersion is missing. Kubernetes version of the cluster, for example 1.32.2.',
  ],
  [
    'a number for the version of Kubernetes',
    () => chart({ kubernetesVersion: 1.32 }),
    'error: kubernetesVersion: 1.32 is a number, not a string. Kubernetes version of the cluster, for example 1.32.2.',
  ],
  [
    'an API server without an address',
    () => chart({ replaceKubeProxy: { host: undefined } }),
    'error: replaceKubeProxy: replaceKubeProxy.host is missing: without kube-proxy, Cilium cannot reach the API server by its Service address. Add replaceKubeProxy.host, from kubectl get ep kubernetes -n default',
  ],
  [
    'an empty address of the API server',
    () => chart({ replaceKubeProxy: { host: '' } }),
    'error: replaceKubeProxy.host: "" must NOT have fewer than 1 characters. Address of the API server behind the endpoint default/kubernetes',
  ],
  [
    'a level that TKE does not have',
    () => new ApiPriorityChart(new App(), 'api', { level: 'L1' as TkeLevel }),
    'error: level: "L1" is not a level of a TKE cluster that has shares here. Give one of L500, L1000, L3000, L5000.',
  ],
  [
    'another chart than those of the lock',
    () =>
      new HelmRelease(Testing.chart(), 'nginx', {
        chart: { name: 'nginx', version: '1.0.0' },
        namespace: 'web',
        charts: testCharts,
        kubernetesVersion: '1.32.2',
      }),
    /error: the chart nginx 1\.0\.0 is not locked in .*charts\.lock\.yaml\. Run npx tke-cilium lock 1\.0\.0 --chart nginx\./,
  ],
];

describeRequiring(LOCKED_ARCHIVES, 'constructs that are given what the types would not accept', () => {
  test.each(WRONG)('%s: one sentence says so', (_name, build, expected) => {
    expect(build).toThrow(InputError);
    expect(build).toThrow(expected);
  });
});

describeRequiring(LOCKED_ARCHIVES, 'values from code', () => {
  test('a field that is undefined is one that was left out', () => {
    const values = { hubble: undefined, operator: { replicas: undefined } };
    expect(Testing.synth(chart({ values }))).toEqual(Testing.synth(chart({})));
  });
});
