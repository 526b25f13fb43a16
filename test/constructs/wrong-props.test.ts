import { App, Testing } from 'cdk8s';
import { ApiPriorityChart, type TkeLevel } from '../../lib/constructs/api-priority-chart';
import { CiliumChart, type CiliumChartProps } from '../../lib/constructs/cilium-chart';
import { HelmRelease } from '../../lib/constructs/helm-release';
import { InputError } from '../../lib/diagnostics/diagnostic';
import { LOCKED_ARCHIVES } from '../support/charts';
import { describeRequiring } from '../support/requires';

const RIGHT = { version: '1.18.2', kubernetesVersion: '1.32.2' };

/** Props as they come from JavaScript, a cast, or an environment variable that is not set. */
function chart(props: object): CiliumChart {
  return new CiliumChart(new App(), 'cilium', { ...RIGHT, ...props } as CiliumChartProps);
}

const WRONG: readonly [name: string, build: () => unknown, expected: string][] = [
  [
    'a version of Cilium that is not locked',
    () => chart({ version: '1.17.0' }),
    'error: the chart cilium 1.17.0 is not among the locked ones. Use one of 1.18.2, 1.18.12, 1.19.6, or lock it in lib/charts/lock.ts after a review.',
  ],
  [
    'no version of Cilium',
    () => chart({ version: undefined }),
    'error: the chart cilium undefined is not among the locked ones. Use one of 1.18.2, 1.18.12, 1.19.6, or lock it in lib/charts/lock.ts after a review.',
  ],
  [
    'no version of Kubernetes',
    () => chart({ kubernetesVersion: undefined }),
    'error: kubernetesVersion: undefined is not a version of Kubernetes. Give the version of the cluster as a text, for example 1.32.2.',
  ],
  [
    'a number for the version of Kubernetes',
    () => chart({ kubernetesVersion: 1.32 }),
    'error: kubernetesVersion: 1.32 is not a version of Kubernetes. Give the version of the cluster as a text, for example 1.32.2.',
  ],
  [
    'an API server without an address',
    () => chart({ replaceKubeProxy: { host: undefined } }),
    'error: replaceKubeProxy.host: undefined is not the address of an API server. Give the address of the endpoint default/kubernetes: kubectl get ep kubernetes -n default.',
  ],
  [
    'an empty address of the API server',
    () => chart({ replaceKubeProxy: { host: '' } }),
    'error: replaceKubeProxy.host: "" is not the address of an API server. Give the address of the endpoint default/kubernetes: kubectl get ep kubernetes -n default.',
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
        kubernetesVersion: '1.32.2',
      }),
    'error: the chart nginx 1.0.0 is not among the locked ones. Use one of cilium 1.18.2, cilium 1.18.12, cilium 1.19.6, or lock it in lib/charts/lock.ts after a review.',
  ],
];

describe('constructs that are given what the types would not let through', () => {
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
