import { App, Testing } from 'cdk8s';
import { ApiPriorityChart } from '../../lib/constructs/api-priority-chart';
import { ArgoApplicationsChart, ArgoAppOfAppsChart } from '../../lib/constructs/argo-applications';
import { CiliumChart } from '../../lib/constructs/cilium-chart';
import type { CiliumChartProps } from '../../lib/constructs/cilium-props';
import { HelmRelease } from '../../lib/constructs/helm-release';
import { NodeInitChart } from '../../lib/constructs/node-init-chart';
import { ParkedDaemonSetChart, UnparkedDaemonSetChart } from '../../lib/constructs/parked-daemon-set';
import { InputError } from '../../lib/diagnostics/diagnostic';
import type { JsonObject } from '../../lib/json';
import type { Base } from '../../lib/rules/agent/agent-rule';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { diagnosticsOf } from '../support/judged';
import { describeRequiring } from '../support/requires';

const REPLACED = { replaceKubeProxy: { host: '169.254.128.27' } };
const OVERLAY = { ...REPLACED, overlay: { beside: 'vpc-cni', podCidrs: ['10.244.0.0/16'] } };
const PROPS: Readonly<Record<string, object>> = { native: REPLACED, overlay: OVERLAY, coexist: {} };

/** What the construct refuses, as `rule field`. */
function refused(props: object): string[] {
  try {
    const given = typeof props === 'object' ? { charts: testCharts, ...props } : props;
    Testing.synth(new CiliumChart(new App(), 'cilium', given as CiliumChartProps));
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).diagnostics.map(({ rule, field }) => `${rule} ${field}`);
  }
}

/** What a synth refuses in the same values, its fields named as props. */
function refusedInFile(base: Base, values: JsonObject, more: JsonObject = {}): string[] {
  return diagnosticsOf(base, '1.18.2', JSON.stringify(values), more)
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, field = '' }) => `${rule} ${field.replace(/^cilium\.values/, 'values')}`);
}

describeRequiring(LOCKED_ARCHIVES, 'the construct and the cluster file', () => {
  test.each<[what: string, base: Base, values: JsonObject]>([
    ['Gateway API with native routing', 'native', { gatewayAPI: { enabled: true } }],
    ['IPsec', 'overlay', { encryption: { enabled: true, type: 'ipsec' } }],
    ['an egress gateway without masquerading', 'native', { egressGateway: { enabled: true } }],
    ['DSR in VXLAN', 'overlay', { loadBalancer: { mode: 'dsr' } }],
    ['a misspelt word', 'native', { encryption: { enabled: true, type: 'WireGuard' } }],
    ['an unknown value', 'native', { ipamd: { mode: 'delegated-plugin' } }],
    ['extraConfig that overrides', 'native', { extraConfig: { 'routing-mode': 'tunnel' } }],
    ['a value that has a prop or field of its own', 'native', { kubeProxyReplacement: false }],
    ['a misspelt key of an object', 'coexist', { affinity: { nodeAfinity: {} } }],
    ['an image from elsewhere', 'coexist', { image: { repository: 'docker.io/cilium/cilium' } }],
    ['tolerations that new nodes need', 'overlay', { tolerations: [{ key: 'a', operator: 'Exists' }] }],
    ['what the chart refuses', 'coexist', { ipv6: { enabled: true } }],
    ['nothing wrong', 'overlay', { hubble: { relay: { enabled: true } } }],
  ])('say the same of %s', (what, base, values) => {
    const expected = refusedInFile(base, values).map((line) =>
      line.replace('kubeProxy.replace', 'replaceKubeProxy'),
    );
    expect(refused({ version: '1.18.2', kubernetesVersion: '1.32.2', ...PROPS[base], values })).toEqual(
      expected,
    );
    expect(expected.length > 0).toBe(what !== 'nothing wrong');
  });

  test.each([
    [
      'a version of Kubernetes that Cilium is not tested on',
      '1.36.0',
      ['kubernetes-version kubernetesVersion'],
    ],
    ['a version of Kubernetes with a v', 'v1.32.2', ['bad-value kubernetesVersion']],
    ['half a version of Kubernetes', '1.32', ['bad-value kubernetesVersion']],
  ])('refuse %s', (_, kubernetesVersion, expected) => {
    expect(refused({ version: '1.18.2', kubernetesVersion })).toEqual(expected);
    const inFile = refusedInFile('coexist', {}, { kubernetes: kubernetesVersion });
    expect(inFile).toEqual(expected.map((line) => line.replace('kubernetesVersion', 'kubernetes')));
  });

  test.each<[string, unknown, string[]]>([
    ['no props at all', undefined, ['no-props undefined']],
    ['a text for props', 'cilium', ['no-props undefined']],
    ['a text for values', { values: 'hubble: {}' }, ['wrong-type values']],
    ['a text for the API server', { replaceKubeProxy: '169.254.1.1' }, ['wrong-type replaceKubeProxy']],
    ['overlay that says nothing', { ...REPLACED, overlay: {} }, ['pod-cidrs-needed overlay.podCidrs']],
    [
      'overlay beside kube-proxy',
      { overlay: OVERLAY.overlay },
      ['overlay-needs-replacement replaceKubeProxy'],
    ],
    [
      'pod CIDRs that are none',
      { ...OVERLAY, overlay: { ...OVERLAY.overlay, podCidrs: ['10.244.0.0'] } },
      ['pod-cidr-form overlay.podCidrs[0]'],
    ],
    [
      'masquerading that exempts nothing',
      { ...REPLACED, masquerade: { by: 'list', exempt: [] } },
      ['masquerade-field masquerade'],
    ],
    ['masquerading without its list', { ...REPLACED, masquerade: {} }, ['masquerade-field masquerade']],
    [
      'masquerading with an address for a CIDR',
      { ...REPLACED, masquerade: { by: 'list', exempt: ['10.0.0.0/16', '10.0.0.1'] } },
      ['cidr-form masquerade.exempt[1]'],
    ],
    ['a registry with a scheme', { imageRegistry: 'https://a.example.com' }, ['bad-value imageRegistry']],
    [
      'Hubble with a metric that it does not have',
      { metrics: { agent: true, hubble: ['dsn'], serviceMonitors: true } },
      ['hubble-metric-name metrics.hubble[0]'],
    ],
    [
      'a flow filter that is misspelt',
      { hubble: { flowLogs: [{ name: 'all', only: [{ source: ['default/'] }] }] } },
      ['unknown-field hubble.flowLogs[0].only[0].source'],
    ],
    [
      'Hubble UI and all metrics',
      { hubble: { ui: true }, metrics: { agent: true, hubble: ['dns'], serviceMonitors: true } },
      [],
    ],
    ['a registry of its own', { imageRegistry: 'a.example.com/quay' }, []],
    ['masquerading', { ...REPLACED, masquerade: { by: 'list', exempt: ['10.0.0.0/16'] } }, []],
    [
      'an unknown network',
      { ...REPLACED, overlay: { ...OVERLAY.overlay, beside: 'flannel' } },
      ['unknown-word overlay.beside'],
    ],
  ])('is a sentence: %s, from plain JavaScript', (_, props, expected) => {
    const whole =
      typeof props === 'object' ? { version: '1.18.2', kubernetesVersion: '1.32.2', ...props } : props;
    expect(refused(whole as object)).toEqual(expected);
  });

  test('name props in remedies, not fields', () => {
    const build = () =>
      new CiliumChart(new App(), 'cilium', {
        version: '1.18.2',
        kubernetesVersion: '1.32.2',
        charts: testCharts,
        overlay: { beside: 'vpc-cni', podCidrs: ['10.244.0.0/16'] },
      });
    expect(build).toThrow(/Give replaceKubeProxy with its host/);
    expect(build).not.toThrow(/kubeProxy\.replace|network\.routing/);
  });

  test('take what is meant, once it is acknowledged', () => {
    const values = { extraConfig: { debug: 'true' } };
    const props = { version: '1.18.2', kubernetesVersion: '1.32.2', values };
    const acknowledged = [{ rule: 'agent-option-overridden', reason: 'asked for by our support' }];
    expect(refused(props)).toEqual(['agent-option-overridden values.extraConfig.debug']);
    expect(refused({ ...props, acknowledged })).toEqual([]);
  });
});

describe('a construct that is given no props at all', () => {
  test.each<[string, (props: never) => unknown]>([
    ['CiliumChart', (props) => new CiliumChart(new App(), 'a', props)],
    ['HelmRelease', (props) => new HelmRelease(Testing.chart(), 'a', props)],
    ['ParkedDaemonSetChart', (props) => new ParkedDaemonSetChart(new App(), 'a', props)],
    ['UnparkedDaemonSetChart', (props) => new UnparkedDaemonSetChart(new App(), 'a', props)],
    ['ApiPriorityChart', (props) => new ApiPriorityChart(new App(), 'a', props)],
    ['ArgoApplicationsChart', (props) => new ArgoApplicationsChart(new App(), 'a', props)],
    ['ArgoAppOfAppsChart', (props) => new ArgoAppOfAppsChart(new App(), 'a', props)],
  ])('%s says so', (name, build) => {
    expect(() => build(undefined as never)).toThrow(`${name} was given no props`);
  });
});

describe('the image of node-init', () => {
  const DIGEST = `@sha256:${'0'.repeat(64)}`;
  test.each<[string, object, string | undefined]>([
    ['without a registry', { image: 'busybox' }, 'image-form'],
    ['without a digest', { image: 'registry.example.com/shell:1' }, 'image-form'],
    ['from quay.io', { image: `quay.io/cilium/startup-script:1${DIGEST}` }, 'image-form'],
    ['from elsewhere', { image: `registry.example.com/shell:1${DIGEST}` }, 'image-registry'],
    [
      'from a registry that is allowed',
      { image: `registry.example.com/shell:1${DIGEST}`, allowedRegistries: ['registry.example.com'] },
      undefined,
    ],
    [
      'from the mirror',
      {
        image: `harbor.example.com/quay/shell:1${DIGEST}`,
        mirror: { endpoint: 'https://harbor.example.com/v2/quay' },
      },
      undefined,
    ],
  ])('%s is judged as a synth judges it', (_, props, rule) => {
    const build = () => new NodeInitChart(new App(), 'node-init', props);
    if (rule === undefined) {
      expect(build).not.toThrow();
      return;
    }
    expect(build).toThrow(InputError);
    expect(build).toThrow(/^error: image: /);
  });
});
