import { LOCAL_ROUTER_IP } from '../../tke/addresses';
import type { AgentConfig } from './agent-config';
import type { AgentRule } from './agent-rule';

const DAEMON_MAIN = 'daemon/cmd/daemon_main.go';
const OPTIONS = 'pkg/option/config.go';

/** Whether pods get their addresses by a way on which no node has a CIDR of its own. */
function hasNoPodCidr(config: AgentConfig): boolean {
  return ['multi-pool', 'delegated-plugin'].includes(config.text('ipam'));
}

/** The pools that the operator makes, from `default=ipv4-cidrs:10.0.0.0/8;ipv4-mask-size:24,other=...`. */
function poolsOf(text: string): readonly string[] {
  return [...text.matchAll(/(?:^|,)([^=,;:]+)=/g)].map(([, pool = '']) => pool);
}

/** The pools that an agent waits for, from `default=8,other=2`; of a pool without number it wants no address at once. */
function preallocatedPools(text: string): readonly string[] {
  return text
    .split(',')
    .map((entry) => entry.split('='))
    .flatMap(([pool = '', number]) => (Number(number) > 0 ? [pool.trim()] : []));
}

/** Routing, addresses of pods, and the two families of addresses. */
export const ROUTING_RULES: readonly AgentRule[] = [
  {
    id: 'agent-no-address-family',
    words: 'Either IPv4 or IPv6 addressing must be enabled',
    file: DAEMON_MAIN,
    options: ['enable-ipv4', 'enable-ipv6'],
    refuses: (config) => !config.on('enable-ipv4') && !config.on('enable-ipv6'),
    remedy: 'Leave IPv4 on: pods on TKE have IPv4 addresses',
    example: { base: 'coexist', values: { ipv4: { enabled: false } } },
  },
  {
    id: 'agent-direct-routes-in-tunnel',
    words: 'auto-direct-node-routes cannot be used with tunneling',
    file: DAEMON_MAIN,
    options: ['auto-direct-node-routes', 'routing-mode'],
    refuses: (config) => config.tunnels && config.on('auto-direct-node-routes'),
    remedy: 'Leave autoDirectNodeRoutes off: nodes reach the pods of others through the tunnel',
    example: { base: 'overlay', values: { autoDirectNodeRoutes: true } },
  },
  {
    id: 'agent-skip-unreachable-alone',
    words: 'direct-routing-skip-unreachable cannot be enabled when auto-direct-node-routes is not enabled',
    file: OPTIONS,
    options: ['direct-routing-skip-unreachable', 'auto-direct-node-routes'],
    refuses: (config) =>
      config.on('direct-routing-skip-unreachable') && !config.on('auto-direct-node-routes'),
    remedy: 'Leave directRoutingSkipUnreachable off: the VPC or the tunnel routes the addresses of pods',
    example: { base: 'native', values: { directRoutingSkipUnreachable: true } },
  },
  {
    id: 'agent-local-router-in-tunnel',
    words: 'Cannot specify local-router-ipv4 or local-router-ipv6 in tunnel mode.',
    file: DAEMON_MAIN,
    options: ['local-router-ipv4', 'local-router-ipv6', 'routing-mode'],
    refuses: (config) =>
      config.tunnels && (config.sets('local-router-ipv4') || config.sets('local-router-ipv6')),
    remedy: 'Remove the address: it is for native routing only',
    example: { base: 'overlay', values: { extraConfig: { 'local-router-ipv4': LOCAL_ROUTER_IP } } },
  },
  {
    id: 'agent-local-router-without-endpoint-routes',
    minors: { to: 19 },
    words: 'Cannot specify local-router-ipv4 or local-router-ipv6  without enable-endpoint-routes.',
    file: DAEMON_MAIN,
    options: ['enable-endpoint-routes', 'local-router-ipv4'],
    refuses: (config) =>
      !config.tunnels &&
      !config.on('enable-endpoint-routes') &&
      (config.sets('local-router-ipv4') || config.sets('local-router-ipv6')),
    remedy: 'Leave endpointRoutes.enabled as this tool sets it',
    example: { base: 'native', values: { endpointRoutes: { enabled: false } } },
  },
  {
    id: 'agent-eni-in-tunnel',
    words: 'Cannot specify IPAM mode eni in tunnel mode.',
    file: DAEMON_MAIN,
    options: ['ipam', 'routing-mode'],
    refuses: (config) => config.tunnels && config.text('ipam') === 'eni',
    remedy: 'Leave eni.enabled off: it is for Amazon Web Services',
    example: { base: 'overlay', values: { extraConfig: { ipam: 'eni' } } },
  },
  {
    id: 'agent-delegated-router-ipv4',
    words: '--local-router-ipv4 must be provided when IPv4 is enabled with --ipam=delegated-plugin',
    file: OPTIONS,
    options: ['local-router-ipv4', 'ipam'],
    refuses: (config) =>
      config.text('ipam') === 'delegated-plugin' &&
      config.on('enable-ipv4') &&
      !config.sets('local-router-ipv4'),
    remedy: 'Leave extraConfig.local-router-ipv4 as this tool sets it',
    example: { base: 'native', values: { extraConfig: { 'local-router-ipv4': '' } } },
  },
  {
    id: 'agent-delegated-router-ipv6',
    words: '--local-router-ipv6 must be provided when IPv6 is enabled with --ipam=delegated-plugin',
    file: OPTIONS,
    options: ['enable-ipv6', 'local-router-ipv6', 'ipam'],
    refuses: (config) =>
      config.text('ipam') === 'delegated-plugin' &&
      config.on('enable-ipv6') &&
      !config.sets('local-router-ipv6'),
    remedy: 'Set ipv6.enabled to false: VPC-CNI hands out IPv4 addresses',
    example: {
      base: 'native',
      values: { ipv6: { enabled: true }, enableIPv6Masquerade: false },
    },
  },
  {
    id: 'agent-delegated-health',
    words: '--enable-endpoint-health-checking must be disabled with --ipam=delegated-plugin',
    file: OPTIONS,
    options: ['enable-endpoint-health-checking', 'ipam'],
    refuses: (config) =>
      config.text('ipam') === 'delegated-plugin' && config.on('enable-endpoint-health-checking'),
    remedy: 'Remove the option: the chart turns it off where Cilium is chained to another CNI plugin',
    example: { base: 'native', values: { extraConfig: { 'enable-endpoint-health-checking': 'true' } } },
  },
  {
    id: 'agent-delegated-envoy',
    words: '--enable-envoy-config must be disabled with --ipam=delegated-plugin',
    file: OPTIONS,
    options: ['enable-envoy-config', 'ipam'],
    refuses: (config) => config.text('ipam') === 'delegated-plugin' && config.on('enable-envoy-config'),
    remedy:
      'Turn off what asks for it (gatewayAPI, ingressController, envoyConfig, loadBalancer.l7.backend): where VPC-CNI hands out the addresses of pods there is none of it',
    example: { base: 'native', values: { loadBalancer: { l7: { backend: 'envoy' } } } },
  },
  {
    id: 'agent-native-cidr-ipv4',
    words: 'native routing cidr must be configured with option --ipv4-native-routing-cidr',
    file: OPTIONS,
    options: ['ipv4-native-routing-cidr', 'enable-ipv4-masquerade', 'enable-ip-masq-agent'],
    refuses: (config) =>
      !config.tunnels &&
      config.masqueradesIPv4 &&
      !config.on('enable-ip-masq-agent') &&
      !config.sets('ipv4-native-routing-cidr') &&
      !['eni', 'alibabacloud'].includes(config.text('ipam')),
    remedy: 'Say which addresses are not masqueraded: ipv4NativeRoutingCIDR, or ipMasqAgent with a list',
    example: { base: 'native', values: { extraConfig: { 'enable-ipv4-masquerade': 'true' } } },
  },
  {
    id: 'agent-native-cidr-ipv6',
    words: 'native routing cidr must be configured with option --ipv6-native-routing-cidr',
    file: OPTIONS,
    options: ['ipv6-native-routing-cidr', 'enable-ipv6-masquerade'],
    refuses: (config) =>
      !config.tunnels &&
      config.masqueradesIPv6 &&
      !config.on('enable-ip-masq-agent') &&
      !config.sets('ipv6-native-routing-cidr'),
    remedy: 'Set ipv6NativeRoutingCIDR, or enableIPv6Masquerade to false',
    example: {
      base: 'native',
      values: { extraConfig: { 'enable-ipv6': 'true', 'local-router-ipv6': 'fe80::1' } },
    },
  },
  {
    id: 'agent-srv6-without-ipv6',
    words: 'SRv6 requires IPv6.',
    file: DAEMON_MAIN,
    options: ['enable-srv6', 'enable-ipv6'],
    refuses: (config) => config.on('enable-srv6') && !config.on('enable-ipv6'),
    remedy: 'Remove the option: pods on TKE have IPv4 addresses',
    example: { base: 'overlay', values: { extraConfig: { 'enable-srv6': 'true' } } },
  },
  {
    id: 'agent-ndp-without-ipv6',
    words: 'IPv6NDP cannot be enabled when IPv6 is not enabled',
    file: OPTIONS,
    options: ['enable-ipv6-ndp', 'enable-ipv6'],
    refuses: (config) => config.on('enable-ipv6-ndp') && !config.on('enable-ipv6'),
    remedy: 'Remove the option: pods on TKE have IPv4 addresses',
    example: { base: 'overlay', values: { extraConfig: { 'enable-ipv6-ndp': 'true' } } },
  },
  {
    id: 'agent-nat46x64-needs-both-families',
    words: 'enable-nat46x64-gateway requires both --enable-ipv4 and --enable-ipv6 enabled',
    file: OPTIONS,
    options: ['enable-nat46x64-gateway', 'enable-ipv4', 'enable-ipv6'],
    refuses: (config) =>
      config.on('enable-nat46x64-gateway') && !(config.on('enable-ipv4') && config.on('enable-ipv6')),
    remedy: 'Set nat46x64Gateway.enabled to false, or ipv6.enabled to true as well',
    example: { base: 'coexist', values: { nat46x64Gateway: { enabled: true } } },
  },
  {
    id: 'agent-ipv6-underlay-without-ipv6',
    minors: { from: 20 },
    words: 'underlay protocol set to IPv6, but IPv6 is disabled',
    file: 'pkg/datapath/tunnel/tunnel.go',
    options: ['underlay-protocol', 'enable-ipv6'],
    refuses: (config) => config.text('underlay-protocol') === 'ipv6' && !config.on('enable-ipv6'),
    remedy: 'Leave underlayProtocol at ipv4: nodes of TKE have IPv4 addresses',
    example: { base: 'native', values: { underlayProtocol: 'ipv6' } },
  },
  {
    id: 'agent-no-ipv6-pool',
    ends: 'waits',
    words: 'Waiting for',
    file: 'pkg/ipam/multipool.go',
    options: ['enable-ipv6', 'auto-create-cilium-pod-ip-pools'],
    refuses: (config) =>
      config.text('ipam') === 'multi-pool' &&
      config.on('enable-ipv6') &&
      config.sets('auto-create-cilium-pod-ip-pools') &&
      !config.text('auto-create-cilium-pod-ip-pools').includes('ipv6-cidrs:'),
    remedy:
      'Set ipv6.enabled to false, or add ipv6 with cidrs and maskSize to ipam.operator.autoCreateCiliumPodIPPools.default',
    example: { base: 'overlay', values: { ipv6: { enabled: true } } },
  },
  {
    id: 'agent-unknown-pool',
    ends: 'waits',
    acknowledgeable: true,
    words: 'pool to become available',
    file: 'pkg/ipam/multipool.go',
    options: ['ipam-multi-pool-pre-allocation', 'auto-create-cilium-pod-ip-pools'],
    refuses: (config) => {
      const pools = poolsOf(config.text('auto-create-cilium-pod-ip-pools'));
      return (
        config.text('ipam') === 'multi-pool' &&
        preallocatedPools(config.text('ipam-multi-pool-pre-allocation')).some((pool) => !pools.includes(pool))
      );
    },
    remedy:
      'Name pools of ipam.operator.autoCreateCiliumPodIPPools only; acknowledge this where a CiliumPodIPPool of that name is in the cluster before the agents',
    example: { base: 'overlay', values: { ipam: { multiPoolPreAllocation: 'default=16,other=2' } } },
  },
  {
    id: 'agent-static-ip-tags',
    minors: { from: 20 },
    ends: 'waits',
    words: 'Waiting for static IP address to be assigned',
    file: 'pkg/ipam/multipool_manager.go',
    options: ['ipam-static-ip-tags', 'ipam'],
    refuses: (config) => config.text('ipam') === 'multi-pool' && config.sets('ipam-static-ip-tags'),
    remedy:
      'Remove ipam.nodeSpec.ipamStaticIPTags: only the operators of AWS and Azure assign such an address',
    example: { base: 'overlay', values: { ipam: { nodeSpec: { ipamStaticIPTags: ['a=b'] } } } },
  },
  {
    id: 'agent-required-pod-cidr',
    ends: 'waits',
    words: 'required IPv4 PodCIDR not available',
    file: 'daemon/k8s/init.go',
    options: ['k8s-require-ipv4-pod-cidr', 'ipam'],
    refuses: (config) => hasNoPodCidr(config) && config.on('k8s-require-ipv4-pod-cidr'),
    remedy: 'Remove k8s.requireIPv4PodCIDR: nodes of TKE have no pod CIDR of their own',
    example: { base: 'native', values: { k8s: { requireIPv4PodCIDR: true } } },
  },
  {
    id: 'agent-required-ipv6-pod-cidr',
    ends: 'waits',
    words: 'required IPv6 PodCIDR not available',
    file: 'daemon/k8s/init.go',
    options: ['k8s-require-ipv6-pod-cidr', 'ipam'],
    refuses: (config) => hasNoPodCidr(config) && config.on('k8s-require-ipv6-pod-cidr'),
    remedy: 'Remove k8s.requireIPv6PodCIDR: nodes of TKE have no pod CIDR of their own',
    example: { base: 'native', values: { k8s: { requireIPv6PodCIDR: true } } },
  },
  {
    id: 'agent-no-conntrack-in-tunnel',
    words: 'install-no-conntrack-iptables-rules requires the agent to run in direct routing mode.',
    file: DAEMON_MAIN,
    options: ['install-no-conntrack-iptables-rules', 'routing-mode'],
    refuses: (config) => config.on('install-no-conntrack-iptables-rules') && config.tunnels,
    remedy: 'Leave installNoConntrackIptablesRules off',
    example: { base: 'overlay', values: { installNoConntrackIptablesRules: true } },
  },
  {
    id: 'agent-no-conntrack-needs-replacement',
    words: 'install-no-conntrack-iptables-rules requires the agent to run with kube-proxy-replacement',
    file: 'pkg/kpr/initializer/kube_proxy_replacement.go',
    options: ['install-no-conntrack-iptables-rules', 'kube-proxy-replacement'],
    refuses: (config) =>
      config.on('install-no-conntrack-iptables-rules') && !config.tunnels && !config.replacesKubeProxy,
    remedy: 'Leave installNoConntrackIptablesRules off',
    example: {
      base: 'coexist',
      values: { extraConfig: { 'install-no-conntrack-iptables-rules': 'true' } },
    },
  },
  {
    id: 'agent-no-conntrack-needs-ebpf-masquerading',
    words: 'install-no-conntrack-iptables-rules requires the agent to run with enable-bpf-masquerade',
    file: 'pkg/kpr/initializer/kube_proxy_replacement.go',
    options: ['install-no-conntrack-iptables-rules', 'enable-bpf-masquerade'],
    refuses: (config) =>
      config.on('install-no-conntrack-iptables-rules') &&
      !config.tunnels &&
      config.replacesKubeProxy &&
      config.masquerades &&
      !config.on('enable-bpf-masquerade'),
    remedy: 'Leave installNoConntrackIptablesRules off, or set bpf.masquerade to true',
    example: {
      base: 'native',
      values: {
        extraConfig: { 'install-no-conntrack-iptables-rules': 'true' },
        enableIPv4Masquerade: true,
        ipv4NativeRoutingCIDR: '10.0.0.0/8',
        egressMasqueradeInterfaces: 'eth0',
      },
    },
  },
];
