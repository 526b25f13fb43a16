import type { JsonObject } from '../../lib/json';
import { checkValues } from '../../lib/values/check-values';
import { textsOf } from '../../lib/values/form';
import { FORMED_VALUES } from '../../lib/values/formed-values';
import { formOfOption, formOfValue } from '../../lib/values/value-forms';
import { minorNumber } from '../../lib/version/version';
import { LOCKED_ARCHIVES, TEST_VERSIONS, testCharts } from '../support/charts';
import { fileRequires } from '../support/requires';

fileRequires(LOCKED_ARCHIVES);

function nested(path: string, value: unknown): JsonObject {
  const [first = '', ...rest] = path.split('.');
  return { [first]: rest.length === 0 ? value : nested(rest.join('.'), value) } as JsonObject;
}

function rulesOf(path: string, value: unknown, version = '1.19.6'): string[] {
  return checkValues({ known: testCharts.values(version), values: nested(path, value) })
    .filter(({ severity = 'error' }) => severity === 'error')
    .map(({ rule }) => rule);
}

describe('a value that takes one of several words, or a format', () => {
  test.each<[path: string, wrong: unknown, right: unknown]>([
    ['encryption.type', 'WireGuard', 'wireguard'],
    ['securityContext.capabilities.ciliumAgent', ['SYS_ADMN'], ['SYS_ADMIN']],
    ['envoy.securityContext.capabilities.envoy', ['NETADMIN'], ['CAP_NET_ADMIN', 'bpf']],
    ['hubble.tls.server.extraIpAddresses', ['hubble'], ['10.0.0.1']],
    ['hubble.tls.auto.certValidityDuration', 1000000, 365],
    ['nodePort.range', '20000-32767', '20000,32767'],
    ['nodePort.range', '32767,30000', '30000,32767'],
    ['loadBalancer.mode', 'hybird', 'hybrid'],
    ['loadBalancer.acceleration', 'nativ', 'best-effort'],
    ['loadBalancer.algorithm', 'round_robin', 'maglev'],
    ['loadBalancer.dsrDispatch', 'ipip ', 'geneve'],
    ['loadBalancer.l7.backend', 'Envoy', 'envoy'],
    ['policyEnforcementMode', 'alway', 'Always'],
    ['identityAllocationMode', 'crdd', 'crd'],
    ['bpf.datapathMode', 'netkitt', 'netkit-l2'],
    ['bpf.monitorAggregation', 'highest', 'maximum'],
    ['bpf.monitorFlags', 'syn,finn', 'syn,fin'],
    ['bpf.mapDynamicSizeRatio', 2, 0.005],
    ['tunnelProtocol', 'wireguard', 'geneve'],
    ['routingMode', 'direct', 'native'],
    ['daemon.configSources', 'configmap:cilium-config', 'config-map:cilium-config,cilium-node-config'],
    ['daemon.configSources', 'config-map:a, node:', 'config-map:kube-system/a,node:'],
    ['ipam.multiPoolPreAllocation', 'default', 'default=8,other=2'],
    ['hubble.listenAddress', '4244', ':4244'],
    ['bpf.vlanBypass', ['eth0.5'], [0, 5]],
    ['apiRateLimit', 'fast', 'endpoint-create=rate-limit:10/s,rate-burst:10'],
    ['autoDirectNodeRoutes', 'yes', 'true'],
    ['ipam.mode', 'clusterpool', 'multi-pool'],
    ['defaultLBServiceIPAM', 'lb-ipam', 'nodeipam'],
    ['serviceNoBackendResponse', 'deny', 'drop'],
    ['policyDenyResponse', 'reject', 'icmp'],
    ['policyCIDRMatchMode', ['pods'], ['nodes']],
    ['dnsProxy.dnsRejectResponseCode', 'nxdomain', 'nameError'],
    ['ingressController.loadbalancerMode', 'own', 'shared'],
    ['gatewayAPI.externalTrafficPolicy', 'local', 'Local'],
    ['gatewayAPI.gatewayClass.create', 'yes', 'true'],
    ['underlayProtocol', 'IPv4', 'ipv4'],
    ['hubble.tls.auto.method', 'cronjob', 'cronJob'],
    ['hubble.tls.auto.schedule', '0 0 1 13 *', '0 0 1 */4 *'],
    ['hubble.tls.auto.schedule', '0 0 * *', '@monthly'],
    ['hubble.eventBufferCapacity', 4096, 4095],
    ['hubble.relay.logOptions.level', 'warning', 'warn'],
    ['hubble.relay.service.type', 'Loadbalancer', 'LoadBalancer'],
    ['clustermesh.apiserver.tls.authMode', 'Cluster', 'cluster'],
    ['clustermesh.maxConnectedClusters', 256, 511],
    ['image.pullPolicy', 'ifNotPresent', 'Always'],
    ['operator.image.pullPolicy', 'always', 'Never'],
    ['maglev.tableSize', 16384, 16381],
    ['maglev.hashSeed', 'abc', 'JLfvgnHc2kaSUFaI'],
    ['operator.identityGCInterval', '15 minutes', '15m'],
    ['operator.endpointGCInterval', '5', '5m0s'],
    ['conntrackGCInterval', '30', '30s'],
    ['prometheus.serviceMonitor.interval', '10sec', '1m30s'],
    ['prometheus.port', 99_999, 9962],
    ['healthPort', -1, 9879],
    ['hubble.eventQueueSize', -1, 4096],
    ['ipv4NativeRoutingCIDR', '10.0.0.0', '10.0.0.0/8'],
    ['ipv4NativeRoutingCIDR', '10.0.0.256/8', '10.0.0.0/8'],
    ['nodePort.addresses', ['10.0.0.1'], ['10.0.0.0/24']],
    ['encryption.strictMode.egress.cidr', 'fd00::/8', '10.0.0.0/8'],
    ['tunnelSourcePortRange', '1000,2000', '1000-2000'],
    ['operator.unmanagedPodWatcher.selector', 'k8s-app=kube dns', 'k8s-app in (kube-dns),tier!=web'],
    ['kubeProxyReplacementHealthzBindAddr', '10256', '0.0.0.0:10256'],
    ['upgradeCompatibility', 'latest', '1.18'],
    ['debug.verbose', 'all', 'flow datapath'],
    ['pprof.address', 'nonsense', 'localhost'],
    ['operator.pprof.address', '10.0.0.256', '0.0.0.0'],
    ['hubble.relay.pprof.address', '[::1]', '::1'],
    ['hubble.relay.listenHost', 'all', ''],
    ['logOptions', { format: 'jsonn' }, { format: 'JSON-ts' }],
    ['logOptions', { level: 'trace' }, { level: 'warning' }],
    ['vtep.endpoint', '10.0.0', '10.0.0.1 10.0.0.2'],
    ['vtep.mac', '82:36:4c:98:2e', '82:36:4c:98:2e:56'],
    ['vtep.mask', '255.0.255.0', '255.255.254.0'],
    ['bpf.root', 'sys/fs/bpf', '/sys/fs/bpf'],
    ['daemon.runPath', 'nonsense', '/var/run/cilium'],
    ['cni.logFile', 'cilium.log', ''],
    ['kubeConfigPath', '~/.kube/config', '/etc/kubernetes/kubeconfig'],
    ['dnsProxy.preCache', 'cache.json', '/var/cache.json'],
    ['encryption.ztunnel.caAddress', 'localhost', 'https://localhost:15012'],
    ['l2podAnnouncements.interfacePattern', 'eth[', '^(eth|ens)'],
    [
      'hubble.export.static.allowList',
      ['verdict=DROPPED'],
      ['{"verdict":["DROPPED"]} {"source_ip":["10.0.0.1"]}'],
    ],
    ['hubble.export.static.filePath', 'events.log', 'stdout'],
    ['hubble.export.dynamic.config.content', [{ filePath: 'all.log' }], [{ filePath: '/var/run/all.log' }]],
    ['hubble.dropEventEmitter.reasons', ['policy_denie'], ['policy_denied', 'TTL_EXCEEDED']],
    ['prometheus.metrics', ['cilium_bpf_map_pressure'], ['+cilium_bpf_map_pressure']],
    ['loadBalancer.l7.ports', ['http'], [80, '443']],
    ['ingressController.service.loadBalancerIP', 'lb', '10.0.0.9'],
    ['clustermesh.apiserver.service.loadBalancerSourceRanges', ['10.0.0.1'], ['10.0.0.0/8']],
    ['operator.podDisruptionBudget.maxUnavailable', 'one', '50%'],
    ['extraConfig', { 'bpf-lb-mode': 'hybird' }, { 'bpf-lb-mode': 'hybrid' }],
    ['extraConfig', { 'enable-policy': 'alway' }, { 'enable-policy': 'always' }],
  ])('%s: %p is refused, %p is not', (path, wrong, right) => {
    expect(['value-not-allowed', 'value-format']).toContain(rulesOf(path, wrong)[0]);
    expect(rulesOf(path, right)).toEqual([]);
  });

  test('has words of its version', () => {
    expect(rulesOf('encryption.type', 'ztunnel', '1.18.2')).toEqual(['value-not-allowed']);
    expect(rulesOf('encryption.type', 'ztunnel', '1.19.6')).toEqual([]);
    expect(formOfValue('bpf.datapathMode', 20)?.takes('auto')).toBe(true);
    expect(formOfOption('datapath-mode', 19)?.takes('auto')).toBe(false);
  });

  test('is reported with the word that was meant', () => {
    const [finding] = checkValues({
      known: testCharts.values('1.18.2'),
      values: nested('encryption.type', 'WireGuard'),
    });
    expect(finding).toMatchObject({
      problem: '"WireGuard" is not allowed for "encryption.type", which must be one of "ipsec", "wireguard"',
      remedy: 'Did you mean "wireguard"?',
    });
  });
});

describe.each(TEST_VERSIONS)('in Cilium %s', (version) => {
  const facts = Object.entries(testCharts.values(version).facts);
  const minor = minorNumber(version);

  test('every default of the chart has the form of its value', () => {
    const refused = facts.flatMap(([path, known]) => {
      const form = known.enum ? undefined : formOfValue(path, minor, known);
      return textsOf(known.default ?? null)
        .filter((text) => form && !form.takes(text))
        .map((text) => `${path}: ${text}`);
    });
    expect(refused).toEqual([]);
  });

  test('every value whose description lists words has a form', () => {
    const LISTS =
      /(?:possible|valid|supported|applicable) (?:values?|options?)|\bone of\b|can be either|available options/i;
    const formless = facts.flatMap(([path, { description = '', enum: words, removed, types = [] }]) =>
      LISTS.test(description) &&
      !words &&
      removed === undefined &&
      !types.includes('boolean') &&
      formOfValue(path, minor) === undefined
        ? [path]
        : [],
    );
    expect(formless.filter((path) => !(path in WITHOUT_WORDS))).toEqual([]);
  });
});

/** Values whose description sounds as if it listed words, and why it lists none. */
const WITHOUT_WORDS: Readonly<Record<string, string>> = {
  'daemon.configSources': 'a list of sources with names of the user',
  'envoy.baseID': 'a number from 0 to 4294967295',
  'loadBalancer.l7.ports': 'a list of ports',
  kubeProxyReplacement: 'the field kubeProxy.replace sets it',
};

test('no two entries of the table are about one value of one version', () => {
  for (const minor of [18, 19, 20]) {
    const paths = FORMED_VALUES.filter(
      ({ minors: { from = 0, to = 99 } = {} }) => minor >= from && minor <= to,
    ).map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
  }
});
