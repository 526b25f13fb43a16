import { InputError } from '../../lib/diagnostics/diagnostic';
import { acceptClusters } from '../../lib/rules/accept-clusters';
import { synthesize } from '../../lib/synth/synthesize';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { describeRequiring } from '../support/requires';

const CLUSTER = `name: gz
kubernetes: 1.32.2
network: {mode: vpc-cni}
nodePools: [{name: general, type: regular, os: tencentos-4}]
kubeProxy: {mode: iptables, replace: false}
cilium:
  version: 1.18.2
  values:
    debug: {enabled: true}
`;

/** What the synth says when the chart refuses those values, which stand from line 10 on. */
function refusal(values: string): string {
  const content = Buffer.from(CLUSTER + values.replace(/^/gm, '    '));
  const { clusters } = acceptClusters([{ path: 'clusters/gz.yaml', content }], testCharts);
  try {
    synthesize(clusters, { charts: testCharts });
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message;
  }
  return '';
}

describeRequiring(LOCKED_ARCHIVES, 'what the chart refuses is at the value that it refuses', () => {
  test.each([
    ['a map that is deleted', 'image: null', '10:5', 'image', 'image.pullPolicy'],
    ['a map within a map', 'hubble:\n  tls: null', '11:7', 'hubble.tls', 'hubble.tls.enabled'],
    ['a map that a helper reads', 'bpf: null', '10:5', 'bpf', 'bpf.ctTcpMax'],
    ['a map that is handed on', 'cgroup: null', '10:5', 'cgroup', 'cgroup'],
  ])('%s', (_, values, at, key, read) => {
    expect(refusal(values)).toBe(
      `clusters/gz.yaml:${at}: error: cilium.values.${key}: null deletes "${key}" with its defaults, and the chart cannot do without: it reads ${read}. Write the keys that you mean to change, or remove this one.`,
    );
  });

  test('a value that the schema does not take', () => {
    expect(refusal('hubble: {metrics: {tls: {server: {mtls: {name: x}}}}}')).toMatch(
      /^clusters\/gz\.yaml:10:46: error: cilium\.values\.hubble\.metrics\.tls\.server\.mtls\.name: the chart cilium 1\.18\.2 does not take hubble\.metrics\.tls\.server\.mtls\.name: got string, want null/,
    );
  });

  test('what a template refuses by fail is at the value without which it would not', () => {
    expect(refusal('ipv6: {enabled: true}')).toMatch(
      /^clusters\/gz\.yaml:10:12: error: cilium\.values\.ipv6\.enabled: .*ipv6NativeRoutingCIDR must be set when routingMode is native/,
    );
  });

  test('a map whose every read the chart guards may be deleted', () => {
    expect(refusal('dnsProxy: null')).toBe('');
  });
});
