import { App, Testing } from 'cdk8s';
import { CiliumChart } from '../../lib/constructs/cilium-chart';
import type { CiliumChartProps } from '../../lib/constructs/cilium-props';
import { HelmRelease } from '../../lib/constructs/helm-release';
import { InputError } from '../../lib/diagnostics/diagnostic';
import { isObject, type JsonObject } from '../../lib/json';
import { readManifests } from '../../lib/yaml/read';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { describeRequiring } from '../support/requires';

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

describeRequiring(LOCKED_ARCHIVES, 'the Cilium chart', () => {
  test('IPAM is left to TKE, and the agent gets the router address that this needs', () => {
    const config = synthesized(REPLACE).find(
      ({ kind, metadata }) => kind === 'ConfigMap' && isObject(metadata) && metadata.name === 'cilium-config',
    );
    expect(config?.data).toMatchObject({
      ipam: 'delegated-plugin',
      'local-router-ipv4': '169.254.32.16',
      'enable-endpoint-routes': 'true',
      'kube-proxy-replacement': 'true',
      'routing-mode': 'native',
      devices: 'eth+',
    });
  });

  test('with overlay routing Cilium hands out the addresses of its own pool, and masquerades in eBPF', () => {
    const config = synthesized(OVERLAY).find(
      ({ kind, metadata }) => kind === 'ConfigMap' && isObject(metadata) && metadata.name === 'cilium-config',
    );
    expect(config?.data).toMatchObject({
      'routing-mode': 'tunnel',
      'tunnel-protocol': 'vxlan',
      ipam: 'multi-pool',
      'auto-create-cilium-pod-ip-pools': 'default=ipv4-cidrs:10.244.0.0/16,10.245.0.0/16;ipv4-mask-size:24',
      'enable-ipv4-masquerade': 'true',
      'enable-bpf-masquerade': 'true',
      'enable-local-redirect-policy': 'true',
      'kube-proxy-replacement': 'true',
    });
    for (const key of ['local-router-ipv4', 'enable-endpoint-routes', 'devices', 'cni-chaining-mode']) {
      expect([undefined, 'none']).toContain(isObject(config?.data) ? config.data[key] : '');
    }
  });

  test('the certificate Job of 1.18, a Helm hook, runs along with the sync in Argo CD', () => {
    const job = synthesized(COEXIST).find(({ kind }) => kind === 'Job');
    expect(job?.metadata).toMatchObject({
      annotations: {
        'helm.sh/hook': 'post-install,post-upgrade',
        'argocd.argoproj.io/hook': 'Sync',
        'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
      },
    });
  });

  test('a certificate Job that 1.19 leaves behind does not show as a difference in Argo CD', () => {
    const job = synthesized({ ...COEXIST, version: '1.19.6', kubernetesVersion: '1.32.2' }).find(
      ({ kind }) => kind === 'Job',
    );
    expect(job?.metadata).toMatchObject({
      annotations: { 'argocd.argoproj.io/compare-options': 'IgnoreExtraneous' },
    });
    expect(job?.metadata).not.toHaveProperty(['annotations', 'argocd.argoproj.io/hook']);
  });

  test('two renders are equal', () => {
    expect(synthesized(REPLACE)).toEqual(synthesized(REPLACE));
  });

  test('the method that writes keys into manifests is refused, naming the value to set', () => {
    const values = { hubble: { tls: { auto: { method: 'helm' } } } };
    expect(() => synthesized({ ...COEXIST, values })).toThrow(InputError);
    expect(() => synthesized({ ...COEXIST, values })).toThrow(
      /values\.hubble\.tls\.auto\.method: .*Set hubble.tls.auto.method to cronJob/,
    );
  });

  test('a release of values that nobody checked refuses keys as well', () => {
    const values = { hubble: { tls: { auto: { method: 'helm' } } } };
    const release = () =>
      new HelmRelease(Testing.chart(), 'cilium', {
        chart: { name: 'cilium', version: '1.18.2' },
        charts: testCharts,
        namespace: 'kube-system',
        kubernetesVersion: '1.32.2',
        values,
      });
    expect(release).toThrow(
      /asks for the function genCA \(new at every render\) in .*set hubble.tls.auto.method .*to cronJob/,
    );
  });

  test('values that the chart refuses are refused at the value, in the words of Helm', () => {
    const values = { ipv6: { enabled: true } };
    expect(() => synthesized({ ...COEXIST, values })).toThrow(
      /values\.ipv6\.enabled: the chart cilium 1.18.2 .*ipv6NativeRoutingCIDR must be set when routingMode is native/s,
    );
  });

  test("somebody else's app can use it, with cdk8s's own synth", () => {
    const app = new App();
    new CiliumChart(app, 'cilium', REPLACE);
    const objects = readManifests(app.synthYaml() as string);
    expect(objects.map(({ kind }) => kind)).toContain('DaemonSet');
    expect(objects).toHaveLength(26);
  });

  test('another chart of the lock renders through the same construct, null values deleting defaults', () => {
    const release = new HelmRelease(Testing.chart(), 'cilium', {
      chart: { name: 'cilium', version: '1.18.2' },
      namespace: 'elsewhere',
      kubernetesVersion: '1.32.2',
      charts: testCharts,
      values: { hubble: { enabled: false }, operator: { replicas: null } },
    });
    const operator = release.objects
      .map((object) => object.toJson())
      .find(({ kind }) => kind === 'Deployment');
    expect(operator?.metadata).toMatchObject({ namespace: 'elsewhere' });
    expect(operator?.spec).toMatchObject({ replicas: null });
  });
});
