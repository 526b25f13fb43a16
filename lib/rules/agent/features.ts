import { isObject } from '../../json';
import type { AgentRule } from './agent-rule';

const EGRESS = 'pkg/egressgateway/manager.go';
const BANDWIDTH = 'pkg/datapath/linux/bandwidth/bandwidth.go';
const BIG_TCP = 'pkg/datapath/linux/bigtcp/bigtcp.go';
const CONNECTOR = 'pkg/datapath/connector/config.go';

/** Features that exclude each other, or need something else. */
export const AGENT_FEATURE_RULES: readonly AgentRule[] = [
  {
    id: 'agent-bbr-needs-host-routing',
    words: "BPF bandwidth manager's BBR setup requires BPF host routing.",
    file: BANDWIDTH,
    options: ['enable-bbr', 'enable-host-legacy-routing'],
    refuses: (config) =>
      config.on('enable-bandwidth-manager') &&
      config.on('enable-bbr') &&
      config.routesByHost &&
      !config.on('enable-bbr-hostns-only'),
    remedy:
      'Set bandwidthManager.bbrHostNamespaceOnly to true, or bbr to false: chained to another CNI plugin, beside kube-proxy, or masquerading by iptables, packets go through the host',
    example: { base: 'native', values: { bandwidthManager: { enabled: true, bbr: true } } },
  },
  {
    id: 'agent-bbr-host-only-alone',
    words: 'cannot enable --enable-bbr-hostns-only without enabling --enable-bbr',
    file: BANDWIDTH,
    options: ['enable-bbr-hostns-only', 'enable-bbr'],
    refuses: (config) =>
      config.on('enable-bandwidth-manager') &&
      config.on('enable-bbr-hostns-only') &&
      !config.on('enable-bbr'),
    remedy: 'Set bandwidthManager.bbr to true as well',
    example: { base: 'native', values: { bandwidthManager: { enabled: true, bbrHostNamespaceOnly: true } } },
  },
  {
    id: 'agent-big-tcp-in-tunnel-118',
    minors: { to: 18 },
    words: 'BIG TCP is not supported in tunneling mode',
    file: BIG_TCP,
    options: ['enable-ipv4-big-tcp', 'enable-ipv6-big-tcp', 'routing-mode'],
    refuses: (config) => config.tunnels && usesBigTcp(config),
    remedy: 'Leave enableIPv4BIGTCP and enableIPv6BIGTCP off',
    example: { base: 'overlay', values: { enableIPv4BIGTCP: true } },
  },
  {
    id: 'agent-big-tcp-in-tunnel',
    minors: { from: 19 },
    words: 'BIG TCP in tunneling mode requires pending kernel support',
    file: BIG_TCP,
    options: ['enable-ipv4-big-tcp', 'enable-ipv6-big-tcp', 'routing-mode'],
    refuses: (config) =>
      config.tunnels && usesBigTcp(config) && config.text('bpf-lb-dsr-dispatch') !== 'ipip',
    remedy: 'Leave enableIPv4BIGTCP and enableIPv6BIGTCP off: no kernel of the known node images has it',
    example: { base: 'overlay', values: { enableIPv4BIGTCP: true } },
  },
  {
    id: 'agent-big-tcp-by-host',
    words: 'BIG TCP is not supported with legacy host routing',
    file: BIG_TCP,
    options: ['enable-ipv4-big-tcp', 'enable-ipv6-big-tcp', 'enable-host-legacy-routing'],
    refuses: (config) => !config.tunnels && usesBigTcp(config) && config.routesByHost,
    remedy:
      'Leave enableIPv4BIGTCP and enableIPv6BIGTCP off: chained to another CNI plugin, beside kube-proxy, or masquerading by iptables, packets go through the host',
    example: { base: 'native', values: { enableIPv4BIGTCP: true } },
  },
  {
    id: 'agent-egress-gateway-masquerading',
    words: 'egress gateway requires --enable-ipv4-masquerade="true" and --enable-bpf-masquerade="true"',
    file: EGRESS,
    options: ['enable-egress-gateway', 'enable-ipv4-masquerade', 'enable-bpf-masquerade'],
    refuses: (config) =>
      config.on('enable-egress-gateway') &&
      !(config.masqueradesIPv4 && config.on('enable-bpf-masquerade')) &&
      !config.on('enable-cilium-endpoint-slice'),
    remedy: 'Set enableIPv4Masquerade and bpf.masquerade to true, or egressGateway.enabled to false',
    example: { base: 'native', values: { egressGateway: { enabled: true } } },
  },
  {
    id: 'agent-egress-gateway-endpoint-slices',
    words: 'egress gateway is not supported in combination with the CiliumEndpointSlice feature',
    file: EGRESS,
    options: ['enable-cilium-endpoint-slice', 'enable-egress-gateway'],
    refuses: (config) => config.on('enable-egress-gateway') && config.on('enable-cilium-endpoint-slice'),
    remedy: 'Set ciliumEndpointSlice.enabled to false, or egressGateway.enabled to false',
    example: {
      base: 'overlay',
      values: { egressGateway: { enabled: true }, ciliumEndpointSlice: { enabled: true } },
    },
  },
  {
    id: 'agent-ztunnel-in-mesh',
    minors: { from: 19 },
    words: 'ztunnel is not compatible with clustermesh',
    file: 'pkg/ztunnel/cell.go',
    options: ['enable-ztunnel', 'clustermesh-config', 'cluster-id'],
    refuses: (config) =>
      config.on('enable-ztunnel') && config.sets('clustermesh-config') && config.number('cluster-id') > 0,
    remedy: 'Set encryption.type to wireguard, or leave the cluster mesh',
    example: {
      base: 'native',
      values: {
        encryption: { enabled: true, type: 'ztunnel' },
        cluster: { name: 'gz', id: 1 },
        extraConfig: { 'clustermesh-config': '/var/lib/cilium/clustermesh/' },
      },
    },
  },
  {
    id: 'agent-pod-announcements-interface',
    words: "'--l2-pod-announcements-interface-pattern' must be set",
    file: 'pkg/datapath/gneigh/cells.go',
    options: [
      'enable-l2-pod-announcements',
      'l2-pod-announcements-interface-pattern',
      'l2-pod-announcements-interface',
    ],
    refuses: (config) =>
      config.on('enable-l2-pod-announcements') &&
      !config.sets('l2-pod-announcements-interface-pattern') &&
      !(config.minor <= 18 && config.sets('l2-pod-announcements-interface')),
    remedy: 'Set l2podAnnouncements.interfacePattern, or l2podAnnouncements.enabled to false',
    example: {
      base: 'overlay',
      values: { l2podAnnouncements: { enabled: true, interfacePattern: null, interface: null } },
    },
  },
  {
    id: 'agent-proxy-needs-iptables',
    minors: { to: 19 },
    words: 'L7 proxy requires iptables rules (--install-iptables-rules="true")',
    file: 'daemon/cmd/daemon_main.go',
    options: ['install-iptables-rules', 'enable-l7-proxy'],
    refuses: (config) => config.on('enable-l7-proxy') && !config.on('install-iptables-rules'),
    remedy: 'Remove install-iptables-rules',
    example: { base: 'native', values: { extraConfig: { 'install-iptables-rules': 'false' } } },
  },
  {
    id: 'agent-needs-iptables',
    minors: { from: 20 },
    words: 'requires iptables rules (--install-iptables-rules="true")',
    file: 'daemon/cmd/daemon.go',
    options: ['install-iptables-rules', 'kube-proxy-replacement', 'enable-bpf-masquerade'],
    refuses: (config) =>
      !config.on('install-iptables-rules') &&
      (config.replacesKubeProxy || config.on('enable-bpf-masquerade')),
    remedy: 'Remove install-iptables-rules',
    example: { base: 'native', values: { extraConfig: { 'install-iptables-rules': 'false' } } },
  },
  {
    id: 'operator-endpoint-slice-rate-limits',
    by: 'operator',
    words: "Couldn't parse CES rate limit config",
    file: 'operator/pkg/ciliumendpointslice/rate_limit.go',
    options: ['ces-rate-limits'],
    refuses: (config) =>
      config.on('enable-cilium-endpoint-slice') &&
      config.sets('ces-rate-limits') &&
      !areRateLimits(config.text('ces-rate-limits')),
    remedy: 'Write a list of maps such as {nodes: 0, limit: 10, burst: 20}',
    example: { base: 'native', values: { ciliumEndpointSlice: { enabled: true, rateLimits: ['fast'] } } },
  },
  {
    id: 'agent-endpoint-slices-need-endpoints',
    minors: { to: 19 },
    words: 'to enable CiliumEndpoint CRDs.',
    file: 'pkg/option/config.go',
    options: ['disable-endpoint-crd', 'enable-cilium-endpoint-slice'],
    refuses: (config) => config.on('disable-endpoint-crd') && config.on('enable-cilium-endpoint-slice'),
    remedy: 'Set disableEndpointCRD to false',
    example: {
      base: 'native',
      values: { ciliumEndpointSlice: { enabled: true }, extraConfig: { 'disable-endpoint-crd': 'true' } },
    },
  },
  {
    id: 'agent-two-hubble-metrics',
    words: 'cannot configure both static and dynamic Hubble metrics',
    file: 'pkg/hubble/metrics/cell/cell.go',
    options: ['hubble-metrics', 'hubble-dynamic-metrics-config-path'],
    refuses: (config) => config.sets('hubble-metrics') && config.sets('hubble-dynamic-metrics-config-path'),
    remedy: 'Set either hubble.metrics.enabled or hubble.metrics.dynamic',
    example: {
      base: 'native',
      values: { hubble: { metrics: { enabled: ['dns'], dynamic: { enabled: true } } } },
    },
  },
  {
    id: 'agent-event-rate-alone',
    words: 'invalid BPF events default config',
    file: 'pkg/option/config.go',
    options: ['bpf-events-default-rate-limit', 'bpf-events-default-burst-limit'],
    refuses: (config) =>
      config.number('bpf-events-default-rate-limit') > 0 !==
      config.number('bpf-events-default-burst-limit') > 0,
    remedy: 'Set bpf.events.default.rateLimit and bpf.events.default.burstLimit together',
    example: { base: 'native', values: { bpf: { events: { default: { rateLimit: 100 } } } } },
  },
  {
    id: 'agent-metrics-sampling',
    ends: 'panics',
    words: 'non-positive interval for NewTicker',
    file: 'pkg/metrics/sampler.go',
    options: ['metrics-sampling-interval'],
    refuses: (config) =>
      config.sets('metrics-sampling-interval') &&
      !/^\+?[^-]*[1-9]/.test(config.text('metrics-sampling-interval')),
    remedy: 'Set debug.metricsSamplingInterval to more than nothing, such as 5m',
    example: { base: 'native', values: { debug: { metricsSamplingInterval: '0s' } } },
  },
  {
    id: 'agent-vtep-incomplete',
    words: 'Failed to validate VTEP configuration',
    file: 'pkg/option/config.go',
    options: ['enable-vtep', 'vtep-endpoint', 'vtep-cidr', 'vtep-mask', 'vtep-mac'],
    refuses: (config) =>
      config.on('enable-vtep') &&
      ['vtep-endpoint', 'vtep-cidr', 'vtep-mask', 'vtep-mac'].some((option) => !config.sets(option)),
    remedy: 'Set vtep.endpoint, vtep.cidr, vtep.mask and vtep.mac, or vtep.enabled to false',
    example: { base: 'native', values: { vtep: { enabled: true } } },
  },
  {
    id: 'agent-netkit-transparent-proxy',
    minors: { from: 19, to: 19 },
    words: 'cannot be used with --datapath-mode',
    file: 'daemon/cmd/daemon_main.go',
    options: ['enable-bpf-tproxy', 'datapath-mode'],
    refuses: (config) => isNetkit(config) && config.on('enable-bpf-tproxy'),
    remedy: 'Set bpf.tproxy to false, or bpf.datapathMode to veth',
    example: {
      base: 'overlay',
      values: { bpf: { datapathMode: 'netkit' }, extraConfig: { 'enable-bpf-tproxy': 'true' } },
    },
  },
  {
    id: 'agent-netkit-by-host',
    minors: { from: 20 },
    words: 'netkit devices',
    file: CONNECTOR,
    options: ['datapath-mode', 'enable-host-legacy-routing', 'enable-bpf-tproxy'],
    refuses: (config) => isNetkit(config) && (config.routesByHost || config.on('enable-bpf-tproxy')),
    remedy: 'Set bpf.datapathMode to veth',
    example: { base: 'native', values: { bpf: { datapathMode: 'netkit' } } },
  },
  {
    id: 'operator-identity-garbage',
    by: 'operator',
    words: 'Cilium Identity garbage collector requires the CiliumEndpoint garbage collector to be enabled',
    file: 'operator/cmd/root.go',
    options: ['cilium-endpoint-gc-interval', 'identity-gc-interval'],
    refuses: (config) =>
      /^0+[a-z]*$/.test(config.text('cilium-endpoint-gc-interval')) &&
      !/^0+[a-z]*$/.test(config.text('identity-gc-interval')),
    remedy:
      'Set operator.endpointGCInterval to more than nothing, or operator.identityGCInterval to 0s as well',
    example: { base: 'native', values: { operator: { endpointGCInterval: '0s' } } },
  },
];

interface Options {
  readonly on: (option: string) => boolean;
  readonly text: (option: string) => string;
}

function usesBigTcp(config: Options): boolean {
  return config.on('enable-ipv4-big-tcp') || config.on('enable-ipv6-big-tcp');
}

function isNetkit(config: Options): boolean {
  return config.text('datapath-mode').startsWith('netkit');
}

/** A JSON list of steps by the number of nodes; Go takes the names in any case. */
function areRateLimits(text: string): boolean {
  try {
    const steps: unknown = JSON.parse(text);
    return Array.isArray(steps) && steps.every(isRateLimit);
  } catch {
    return false;
  }
}

function isRateLimit(step: unknown): boolean {
  return (
    isObject(step) &&
    Object.entries(step).every(([name, value]) =>
      ['nodes', 'burst'].includes(name.toLowerCase())
        ? Number.isInteger(value)
        : name.toLowerCase() === 'limit' && typeof value === 'number',
    )
  );
}
