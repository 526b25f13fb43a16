import type { AgentRule } from './agent-rule';

const DAEMON = 'daemon/cmd/daemon.go';

/** Traffic of pods that leaves with the address of the node. */
export const AGENT_MASQUERADING_RULES: readonly AgentRule[] = [
  {
    id: 'agent-ebpf-masquerading-alone',
    words: 'BPF masquerade requires (--enable-ipv4-masquerade="true" or --enable-ipv6-masquerade="true")',
    file: DAEMON,
    options: ['enable-bpf-masquerade', 'enable-ipv4-masquerade'],
    refuses: (config) =>
      config.on('enable-bpf-masquerade') && !config.masquerades && !config.on('enable-ip-masq-agent'),
    remedy: 'Remove bpf.masquerade, or set enableIPv4Masquerade to true as well',
    example: { base: 'native', values: { bpf: { masquerade: true } } },
  },
  {
    id: 'agent-masq-list-needs-ebpf-masquerading',
    words:
      'BPF ip-masq-agent requires (--enable-ipv4-masquerade="true" or --enable-ipv6-masquerade="true") and --enable-bpf-masquerade="true"',
    file: DAEMON,
    options: ['enable-ip-masq-agent', 'enable-ipv4-masquerade', 'enable-bpf-masquerade'],
    refuses: (config) =>
      config.on('enable-ip-masq-agent') && !(config.masquerades && config.on('enable-bpf-masquerade')),
    remedy: 'Set enableIPv4Masquerade and bpf.masquerade to true, or ipMasqAgent.enabled to false',
    example: {
      base: 'native',
      values: { ipMasqAgent: { enabled: true, config: { nonMasqueradeCIDRs: ['10.0.0.0/8'] } } },
    },
  },
  {
    id: 'agent-ebpf-masquerading-needs-node-port',
    minors: { to: 18 },
    words: 'BPF masquerade requires NodePort (--enable-node-port="true")',
    file: DAEMON,
    options: ['enable-bpf-masquerade', 'kube-proxy-replacement', 'enable-node-port'],
    refuses: (config) =>
      config.masquerades &&
      config.on('enable-bpf-masquerade') &&
      !config.replacesKubeProxy &&
      !config.on('enable-node-port'),
    remedy: 'Remove bpf.masquerade, set nodePort.enabled to true, or have Cilium replace kube-proxy',
    example: {
      base: 'coexist',
      values: { enableIPv4Masquerade: true, bpf: { masquerade: true }, ipv4NativeRoutingCIDR: '10.0.0.0/8' },
    },
  },
  {
    id: 'agent-iptables-masquerading-interfaces',
    minors: { from: 19 },
    ends: 'panics',
    words:
      'Egress masquerading interfaces cannot be empty when IP masquerading is enabled with IPAM mode other than ClusterPool or Kubernetes',
    file: 'pkg/datapath/iptables/iptables.go',
    options: ['enable-bpf-masquerade', 'ipam', 'enable-ipv4-masquerade'],
    refuses: (config) =>
      config.masquerades &&
      !config.on('enable-bpf-masquerade') &&
      !config.on('enable-ip-masq-agent') &&
      !config.sets('egress-masquerade-interfaces') &&
      !['cluster-pool', 'kubernetes'].includes(config.text('ipam')),
    remedy: 'Set bpf.masquerade to true, as this tool does with overlay routing',
    example: { base: 'overlay', values: { bpf: { masquerade: false } } },
  },
  {
    id: 'agent-egress-interfaces-in-ebpf',
    words: 'BPF masquerade does not allow to specify devices via --egress-masquerade-interfaces',
    file: DAEMON,
    options: ['egress-masquerade-interfaces', 'enable-bpf-masquerade'],
    refuses: (config) =>
      config.masquerades && config.on('enable-bpf-masquerade') && config.sets('egress-masquerade-interfaces'),
    remedy: 'Remove egressMasqueradeInterfaces: with eBPF the interfaces are those of devices',
    example: { base: 'overlay', values: { egressMasqueradeInterfaces: 'eth0' } },
  },
  {
    id: 'agent-route-source-in-ebpf',
    words: 'currently not supported with BPF-based masquerading (--enable-bpf-masquerade="true")',
    file: DAEMON,
    options: ['enable-masquerade-to-route-source', 'enable-bpf-masquerade'],
    refuses: (config) =>
      config.masquerades &&
      config.on('enable-bpf-masquerade') &&
      config.on('enable-masquerade-to-route-source'),
    remedy: 'Leave enableMasqueradeRouteSource off',
    example: { base: 'overlay', values: { enableMasqueradeRouteSource: true } },
  },
  {
    id: 'agent-remote-node-masquerading',
    minors: { from: 19 },
    words:
      'Option enable-remote-node-masquerade requires BPF masquerade to be enabled (enable-bpf-masquerade)',
    file: 'daemon/cmd/daemon_main.go',
    options: ['enable-remote-node-masquerade', 'enable-bpf-masquerade'],
    refuses: (config) => config.on('enable-remote-node-masquerade') && !config.on('enable-bpf-masquerade'),
    remedy: 'Remove the option, or set bpf.masquerade to true',
    example: { base: 'native', values: { extraConfig: { 'enable-remote-node-masquerade': 'true' } } },
  },
  {
    id: 'agent-default-pool-masquerading',
    minors: { from: 19 },
    words: '--only-masquerade-default-pool requires --enable-bpf-masquerade to be enabled',
    file: 'pkg/ipam/cell/cell.go',
    options: ['only-masquerade-default-pool', 'enable-bpf-masquerade'],
    refuses: (config) => config.on('only-masquerade-default-pool') && !config.on('enable-bpf-masquerade'),
    remedy: 'Remove the option, or set bpf.masquerade to true',
    example: { base: 'coexist', values: { extraConfig: { 'only-masquerade-default-pool': 'true' } } },
  },
];
