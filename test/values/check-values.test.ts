import type { JsonObject } from '../../lib/json';
import { checkValues } from '../../lib/values/check-values';
import { LOCKED_ARCHIVES, testCharts } from '../support/charts';
import { fileRequires } from '../support/requires';

fileRequires(LOCKED_ARCHIVES);

function reported(
  values: JsonObject,
  more: { version?: string; beneath?: JsonObject; undeclared?: string[] } = {},
) {
  const { version = '1.18.2', ...rest } = more;
  const findings = checkValues({ known: testCharts.values(version), values, ...rest });
  return findings.map(({ rule, severity = 'error', path, remedy }) => ({
    rule,
    severity,
    path: path.join('.'),
    remedy,
  }));
}

describe('a value is refused or warned of', () => {
  const cases: [what: string, values: JsonObject, rule: string, path: string, remedy: string][] = [
    [
      'the misspelt key of the original guide',
      { ipamd: { mode: 'delegated-plugin' } },
      'unknown-value',
      'ipamd',
      'Did you mean "ipam"?',
    ],
    [
      'a misspelt key deep inside',
      { hubble: { metrics: { enable: ['dns'] } } },
      'unknown-value',
      'hubble.metrics.enable',
      'Did you mean "enabled"?',
    ],
    [
      'a key that is only in a comment of values.yaml, misspelt',
      { kubeProxyReplacment: true },
      'unknown-value',
      'kubeProxyReplacment',
      'Did you mean "kubeProxyReplacement"?',
    ],
    [
      'a key of a list item, misspelt',
      { extraHostPathMounts: [{ nam: 'a' }] },
      'unknown-value',
      'extraHostPathMounts.0.nam',
      'Did you mean "name"?',
    ],
    [
      'a key at the wrong level',
      { chainingMode: 'none' },
      'unknown-value',
      'chainingMode',
      'Did you mean "cni.chainingMode"?',
    ],
    [
      'a key of a later version',
      { packetizationLayerPMTUDMode: 'x', pmtuDiscovery: { packetizationLayerPMTUDMode: 'x' } },
      'unknown-value',
      'pmtuDiscovery.packetizationLayerPMTUDMode',
      'only Cilium 1.19.6 and 1.20.0 know it',
    ],
    [
      'a key of two later versions',
      { configDriftDetection: { enabled: true } },
      'unknown-value',
      'configDriftDetection',
      'only Cilium 1.18.12, 1.19.6 and 1.20.0 know it',
    ],
    [
      'a path of --set',
      { 'ipam.mode': 'delegated-plugin' },
      'unknown-value',
      'ipam.mode',
      'Dots make no maps in a file. Write ipam: {mode: ...}',
    ],
    [
      'a path of --set deep inside, misspelt',
      { hubble: { 'relay.enabeld': true } },
      'unknown-value',
      'hubble.relay.enabeld',
      'Write relay: {enabled: ...}',
    ],
    [
      'a map whose keys were all dropped',
      { hostPort: { enabled: true } },
      'unknown-value',
      'hostPort',
      'Use kubeProxyReplacement (in a cluster file: kubeProxy.replace) instead',
    ],
    [
      'a tag without the digest that decides',
      { operator: { image: { tag: 'v1.18.3' } } },
      'image-tag-alone',
      'operator.image.tag',
      'Set the digest of the image along with its tag',
    ],
    [
      'a key that JavaScript has in every object',
      { constructor: 1 },
      'unknown-value',
      'constructor',
      'Remove it',
    ],
    [
      'a key that the chart deprecates in its second sentence',
      { tls: { secretsBackend: 'k8s' } },
      'value-deprecated',
      'tls.secretsBackend',
      'Use `tls.readSecretsOnlyFromSecretsNamespace` instead.',
    ],
    [
      'a text where a number must be',
      { hubble: { relay: { replicas: '3' } } },
      'value-type',
      'hubble.relay.replicas',
      'Write a whole number',
    ],
    ['a list where a map must be', { hubble: [] }, 'value-type', 'hubble', 'Write a map'],
    [
      'a word outside the list of the schema',
      { scheduling: { mode: 'any' } },
      'value-not-allowed',
      'scheduling.mode',
      '"anti-affinity", "kube-scheduler"',
    ],
    [
      'a key the chart refuses',
      { tunnel: 'vxlan' },
      'value-removed',
      'tunnel',
      'Use routingMode and tunnelProtocol instead',
    ],
    [
      'a deprecated key',
      { localRedirectPolicy: true },
      'value-deprecated',
      'localRedirectPolicy',
      'Use localRedirectPolicies.enabled instead',
    ],
    [
      'a key no template reads',
      { prometheus: { serviceMonitor: { scrapeTimeout: '5s' } } },
      'value-unread',
      'prometheus.serviceMonitor.scrapeTimeout',
      'no effect',
    ],
    [
      'a key without effect while its feature is off',
      { encryption: { wireguard: { persistentKeepalive: '5s' } } },
      'value-without-effect',
      'encryption.wireguard.persistentKeepalive',
      'Set encryption.enabled to true',
    ],
  ];
  test.each(cases)('%s', (_, values, rule, path, remedy) => {
    expect(reported(values)).toContainEqual(
      expect.objectContaining({ rule, path, remedy: expect.stringContaining(remedy) }),
    );
  });
});

describe('nothing is said of', () => {
  const cases: [what: string, values: JsonObject][] = [
    [
      'free-form maps',
      { nodeSelector: { 'my.org/x': 'y' }, extraConfig: { 'any-key': '1' }, podAnnotations: { a: 'b' } },
    ],
    ['null, which deletes a default', { hubble: { relay: null }, k8sServicePort: null }],
    ['either type where the chart takes two', { k8sServicePort: 60002, kubeProxyReplacement: true }],
    [
      'entries of a map with names of the user',
      {
        ipam: {
          mode: 'multi-pool',
          operator: {
            autoCreateCiliumPodIPPools: { default: { ipv4: { cidrs: ['10.0.0.0/16'], maskSize: 24 } } },
          },
        },
      },
    ],
    [
      'image repositories of components that are off',
      { nodeinit: { image: { repository: 'registry.example.com/x' } } },
    ],
    [
      'a tag with its digest, one without any, and an image named whole',
      {
        image: { tag: 'v1.18.3', digest: `sha256:${'0'.repeat(64)}` },
        operator: { image: { tag: 'v1.18.3', genericDigest: `sha256:${'0'.repeat(64)}` } },
        envoy: { image: { tag: 'v1', useDigest: false } },
        certgen: { image: { tag: 'v1', override: 'quay.io/cilium/certgen:v1' } },
      },
    ],
    ['numbers too big for a double', { MTU: 9007199254740993n }],
  ];
  test.each(cases)('%s', (_, values) => {
    expect(reported(values)).toEqual([]);
  });
});

test('a misspelt key of a map inside free-form entries is found', () => {
  const pools = { default: { ipv4: { cidr: ['10.0.0.0/16'] } } };
  const values = { ipam: { mode: 'multi-pool', operator: { autoCreateCiliumPodIPPools: pools } } };
  expect(reported(values)).toEqual([
    expect.objectContaining({
      rule: 'unknown-value',
      path: 'ipam.operator.autoCreateCiliumPodIPPools.default.ipv4.cidr',
    }),
  ]);
});

test('whether a key has an effect depends on what the program sets beneath it', () => {
  const values = { ipam: { operator: { clusterPoolIPv4MaskSize: 25 } } };
  expect(reported(values)).toEqual([]);
  expect(reported(values, { beneath: { ipam: { mode: 'delegated-plugin' } } })).toEqual([
    expect.objectContaining({ rule: 'value-without-effect', severity: 'warning' }),
  ]);
});

describe('a key that the user vouches for', () => {
  test('is accepted, and its neighbours are not', () => {
    expect(reported({ agnt: 1, agnet: 2 }, { undeclared: ['agnt'] })).toEqual([
      expect.objectContaining({ path: 'agnet' }),
    ]);
  });

  test('is accepted by its whole path, and its neighbours within the unknown map are not', () => {
    expect(reported({ agnt: { a: 1, b: 2 } }, { undeclared: ['agnt.a'] })).toEqual([
      expect.objectContaining({ rule: 'unknown-value', path: 'agnt.b' }),
    ]);
  });

  test('is reported when the chart knows it after all, and checked all the same', () => {
    expect(reported({ hubble: { enabeld: true } }, { undeclared: ['hubble'] })).toEqual([
      expect.objectContaining({ rule: 'unknown-value', path: 'hubble.enabeld' }),
      expect.objectContaining({ rule: 'undeclared-value-known', severity: 'warning' }),
    ]);
  });

  test('is still refused when the chart refuses it', () => {
    expect(reported({ tunnel: 'vxlan' }, { undeclared: ['tunnel'] })[0]).toMatchObject({
      rule: 'value-removed',
    });
  });

  test('is reported when nothing is set there', () => {
    expect(reported({ nodeSelector: { a: 'b' } }, { undeclared: ['agnt', 'nodeSelector.a'] })).toEqual([
      expect.objectContaining({ rule: 'undeclared-value-unset', severity: 'warning', path: 'agnt' }),
      expect.objectContaining({ rule: 'undeclared-value-unset', path: 'nodeSelector.a' }),
    ]);
  });
});
