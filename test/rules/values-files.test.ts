import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../lib/json';
import type { Base } from '../../lib/rules/agent/agent-rule';
import { LOCKED_ARCHIVES } from '../support/charts';
import { judged } from '../support/judged';
import { describeRequiring } from '../support/requires';

// Values files of the kinds that people post in public, written for these tests. What is in each that TKE, or the version
// of Cilium, does not have is refused; nothing else is.

const DIRECTORY = join(__dirname, 'values-files');
const V = 'cilium.values';

interface Verdict {
  readonly base: Base;
  readonly version: string;
  readonly more?: JsonObject;
  /** Each as `error rule field`. */
  readonly says: readonly string[];
}

const VERDICTS: Readonly<Record<string, readonly Verdict[]>> = {
  'aws-eni': [
    {
      base: 'native',
      version: '1.18.2',
      says: [`error other-cloud ${V}.eni.enabled`, `error native-routing-bundle ${V}.ipam.mode`],
    },
  ],
  'bgp-routers': [
    { base: 'native', version: '1.18.2', says: [] },
    { base: 'overlay', version: '1.19.6', says: [`error agent-dsr-in-vxlan ${V}.loadBalancer.mode`] },
  ],
  debugging: [{ base: 'overlay', version: '1.18.2', says: [] }],
  'dual-stack': [
    { base: 'overlay', version: '1.19.6', says: [] },
    { base: 'native', version: '1.19.6', says: [`error chart-refused ${V}.ipv6.enabled`] },
  ],
  'egress-gateway': [
    { base: 'native', version: '1.19.6', says: [] },
    { base: 'coexist', version: '1.19.6', says: [`error egress-gateway-needs ${V}.egressGateway.enabled`] },
    {
      base: 'overlay',
      version: '1.19.6',
      says: [`error overlay-masquerade-list ${V}.ipMasqAgent.config.nonMasqueradeCIDRs`],
    },
  ],
  'flow-logs': [
    {
      base: 'native',
      version: '1.18.2',
      says: [
        `warning value-deprecated ${V}.hubble.export.fileMaxSizeMb`,
        `warning value-deprecated ${V}.hubble.export.fileMaxBackups`,
      ],
    },
  ],
  'gateway-api': [
    {
      base: 'overlay',
      version: '1.19.6',
      says: [`warning gateway-api-crds-elsewhere ${V}.gatewayAPI.enabled`],
    },
    { base: 'native', version: '1.19.6', says: [`error agent-delegated-envoy ${V}.gatewayAPI.enabled`] },
  ],
  'istio-ambient': [
    { base: 'overlay', version: '1.18.2', says: [] },
    { base: 'native', version: '1.18.2', says: [`error agent-ebpf-masquerading-alone ${V}.bpf.masquerade`] },
  ],
  'k3s-single-node': [{ base: 'native', version: '1.18.2', says: [] }],
  'large-cluster': [{ base: 'native', version: '1.19.6', says: [] }],
  'low-latency': [
    { base: 'native', version: '1.18.2', says: [] },
    { base: 'overlay', version: '1.18.2', says: [`error overlay-bundle ${V}.routingMode`] },
  ],
  'mesh-member': [
    { base: 'native', version: '1.18.2', says: [] },
    { base: 'overlay', version: '1.19.6', says: ['warning pod-cidr-unchecked facts.meshCidrs'] },
  ],
  'mutual-authentication': [
    {
      base: 'native',
      version: '1.19.6',
      more: { images: { allowedRegistries: ['quay.io', 'ghcr.io/spiffe', 'docker.io/library'] } },
      says: [],
    },
  ],
  observability: [
    { base: 'native', version: '1.18.2', says: [] },
    { base: 'overlay', version: '1.19.6', says: [] },
  ],
  'other-names': [
    {
      base: 'native',
      version: '1.19.6',
      says: [
        'tunneling',
        'masquerade',
        'operator.metrics',
        'hubble.metrics.enabledMetrics',
        'networkPolicy',
        'ebpf',
      ].map((key) => `error unknown-value ${V}.${key}`),
    },
  ],
  'policy-first': [{ base: 'overlay', version: '1.19.6', says: [] }],
  'private-registry': [
    {
      base: 'native',
      version: '1.18.2',
      more: { images: { allowedRegistries: ['quay.tencentcloudcr.com', 'registry.example.com/quay.io'] } },
      says: [],
    },
    {
      base: 'native',
      version: '1.18.2',
      says: [
        'DaemonSet/cilium: spec.template.spec',
        'DaemonSet/cilium-envoy: spec.template.spec',
        'Deployment/cilium-operator: spec.template.spec',
        'CronJob/hubble-generate-certs: spec.jobTemplate.spec.template.spec',
        'Job/hubble-generate-certs: spec.template.spec',
      ].map((object) => `error image-registry kube-system/${object}.containers[0].image`),
    },
  ],
  scheduling: [{ base: 'overlay', version: '1.19.6', says: [] }],
  'set-flags-in-a-file': [
    {
      base: 'native',
      version: '1.18.2',
      says: ['hubble.relay.enabled', 'hubble.ui.enabled', 'ipam.mode', 'operator.replicas'].map(
        (key) => `error unknown-value ${V}.${key}`,
      ),
    },
  ],
  'strict-of-2022': [
    {
      base: 'native',
      version: '1.18.2',
      says: [
        `error value-said-elsewhere ${V}.kubeProxyReplacement`,
        `error value-removed ${V}.tunnel`,
        `error unknown-value ${V}.externalIPs`,
        `error unknown-value ${V}.hostPort`,
        `error value-removed ${V}.endpointStatus`,
        `error value-removed ${V}.containerRuntime.integration`,
      ],
    },
  ],
  'talos-homelab': [
    {
      base: 'native',
      version: '1.18.2',
      says: [
        `error value-said-elsewhere ${V}.kubeProxyReplacement`,
        `error value-said-elsewhere ${V}.k8sServiceHost`,
        `error value-said-elsewhere ${V}.k8sServicePort`,
        `error native-routing-bundle ${V}.ipam.mode`,
        `error unknown-value ${V}.externalIPs`,
      ],
    },
  ],
  'umbrella-chart': [{ base: 'native', version: '1.18.2', says: [`error unknown-value ${V}.cilium`] }],
  'wireguard-strict': [
    { base: 'overlay', version: '1.19.6', says: [] },
    { base: 'overlay', version: '1.18.2', says: [`error unknown-value ${V}.encryption.strictMode.egress`] },
  ],
  'wireguard-strict-118': [
    { base: 'overlay', version: '1.18.2', says: [] },
    {
      base: 'overlay',
      version: '1.19.6',
      says: ['enabled', 'cidr', 'allowRemoteNodeIdentities'].map(
        (key) => `warning value-deprecated ${V}.encryption.strictMode.${key}`,
      ),
    },
  ],
};

const CASES = Object.entries(VERDICTS).flatMap(([name, verdicts]) =>
  verdicts.map((verdict): [string, Base, string, Verdict] => [name, verdict.base, verdict.version, verdict]),
);

test('every values file has a verdict', () => {
  const files = readdirSync(DIRECTORY).map((file) => file.replace('.yaml', ''));
  expect(Object.keys(VERDICTS).sort()).toEqual(files.sort());
});

describeRequiring(LOCKED_ARCHIVES, 'a values file as people post them', () => {
  test.each(CASES)('%s on %s of %s', (name, base, version, { says, more }) => {
    const values = readFileSync(join(DIRECTORY, `${name}.yaml`), 'utf8').trimEnd();
    expect(judged(base, version, values, more)).toEqual(says);
  });
});
