import { execFileSync } from 'node:child_process';
import { App, Testing } from 'cdk8s';
import { CiliumChart } from '../../lib/constructs/cilium-chart';
import type { CiliumChartProps } from '../../lib/constructs/cilium-props';
import { HelmRelease } from '../../lib/constructs/helm-release';
import { findHelm } from '../../lib/helm/helm-binary';
import { HelmProcess } from '../../lib/helm/helm-process';
import { isObject, type JsonObject } from '../../lib/json';
import { mergeValues } from '../../lib/values/merge-values';
import { tkeValues } from '../../lib/values/tke-values';
import { readManifests } from '../../lib/yaml/read';
import { testCharts } from '../../test/support/charts';

const REPLACE = {
  charts: testCharts,
  version: '1.18.2',
  kubernetesVersion: '1.32.2',
  replaceKubeProxy: { host: '169.254.128.27' },
};
const OVERLAY = {
  ...REPLACE,
  overlay: { beside: 'vpc-cni', podCidrs: ['10.244.0.0/16', '10.245.0.0/16'] },
} as const;
const COEXIST = { charts: testCharts, version: '1.18.2', kubernetesVersion: '1.30.0' };

function synthesized(props: CiliumChartProps): JsonObject[] {
  return Testing.synth(new CiliumChart(new App(), 'cilium', props));
}

/** What a person gets who runs `helm template` by hand with the same values. */
function helmTemplate(version: string, kubernetesVersion: string, values: JsonObject): JsonObject[] {
  const { path } = testCharts.locate('cilium', version);
  const args = [
    'template',
    'cilium',
    path,
    '-n',
    'kube-system',
    '--kube-version',
    kubernetesVersion,
    '-f',
    '-',
  ];
  const input = JSON.stringify(values);
  return readManifests(execFileSync(findHelm('v4.2'), args, { input, encoding: 'utf8', maxBuffer: 1e8 }));
}

function withoutAdded(object: JsonObject): JsonObject {
  if (object.kind !== 'Job' || !isObject(object.metadata) || !isObject(object.metadata.annotations)) {
    return object;
  }
  const kept = Object.entries(object.metadata.annotations).filter(
    ([key]) => !key.startsWith('argocd.argoproj.io/'),
  );
  const { annotations: _, ...metadata } = object.metadata;
  return {
    ...object,
    metadata: kept.length > 0 ? { ...object.metadata, annotations: Object.fromEntries(kept) } : metadata,
  };
}

describe('the Cilium chart beside the real Helm', () => {
  test.each<[string, CiliumChartProps]>([
    ['replaces kube-proxy, 1.18.2', { ...REPLACE }],
    ['beside kube-proxy, 1.18.2', { ...COEXIST }],
    ['replaces kube-proxy, 1.18.12', { ...REPLACE, version: '1.18.12' }],
    ['replaces kube-proxy, 1.19.6', { ...REPLACE, version: '1.19.6' }],
    ['overlay, 1.18.2', { ...OVERLAY }],
    ['overlay, 1.19.6', { ...OVERLAY, version: '1.19.6' }],
    [
      'with Hubble relay and UI',
      { ...REPLACE, values: { hubble: { relay: { enabled: true }, ui: { enabled: true } } } },
    ],
  ])(
    '%s: the objects are exactly those of helm template, but for the annotations of the certificate Job',
    (_name, props) => {
      const { version, kubernetesVersion } = props;
      const values = mergeValues(tkeValues(props), { ...(props.values as JsonObject | undefined) });
      expect(synthesized(props).map(withoutAdded)).toEqual(helmTemplate(version, kubernetesVersion, values));
    },
  );

  test('what Helm renders with private keys is refused, naming the object', () => {
    const release = () =>
      new HelmRelease(Testing.chart(), 'cilium', {
        chart: { name: 'cilium', version: '1.18.2' },
        charts: testCharts,
        namespace: 'kube-system',
        kubernetesVersion: '1.32.2',
        values: { hubble: { tls: { auto: { method: 'helm' } } } },
        renderer: new HelmProcess('v4.2'),
      });
    expect(release).toThrow(/Secret\/cilium-ca: its field data.ca.key holds a private key/);
  });

  test('null values delete defaults', () => {
    const release = new HelmRelease(Testing.chart(), 'cilium', {
      chart: { name: 'cilium', version: '1.18.2' },
      charts: testCharts,
      namespace: 'elsewhere',
      kubernetesVersion: '1.32.2',
      values: { hubble: { enabled: false }, operator: { replicas: null } },
      renderer: new HelmProcess('v4.2'),
    });
    const operator = release.objects
      .map((object) => object.toJson())
      .find(({ kind }) => kind === 'Deployment');
    expect(operator?.spec).toMatchObject({ replicas: null });
  });
});
