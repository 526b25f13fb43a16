import type { AgentRule } from './agent-rule';

const INITIALIZER = 'pkg/kpr/initializer/kube_proxy_replacement.go';

/** Load balancing, which Cilium does where it replaces kube-proxy. */
export const SERVICE_RULES: readonly AgentRule[] = [
  {
    id: 'agent-dsr-in-vxlan',
    minors: { to: 19 },
    words: 'mode cannot be used with vxlan tunneling.',
    file: INITIALIZER,
    options: ['bpf-lb-mode', 'bpf-lb-mode-annotation', 'routing-mode', 'tunnel-protocol'],
    refuses: (config) =>
      config.replacesKubeProxy &&
      config.tunnels &&
      config.text('tunnel-protocol') === 'vxlan' &&
      config.usesDsr,
    remedy:
      'Set loadBalancer.mode to snat, or tunnelProtocol and loadBalancer.dsrDispatch to geneve where every kernel has it',
    example: { base: 'overlay', values: { loadBalancer: { mode: 'dsr' } } },
  },
  {
    id: 'agent-dsr-in-vxlan-120',
    minors: { from: 20 },
    words: 'mode cannot be used with vxlan tunneling.',
    file: INITIALIZER,
    options: ['bpf-lb-mode', 'routing-mode', 'tunnel-protocol'],
    refuses: (config) =>
      config.replacesKubeProxy &&
      config.tunnels &&
      config.text('tunnel-protocol') === 'vxlan' &&
      ['dsr', 'hybrid'].includes(config.text('bpf-lb-mode')),
    remedy:
      'Set loadBalancer.mode to snat, or tunnelProtocol and loadBalancer.dsrDispatch to geneve where every kernel has it',
    example: { base: 'overlay', values: { loadBalancer: { mode: 'dsr' } } },
  },
  {
    id: 'agent-annotated-mode-in-vxlan',
    minors: { from: 20 },
    words: 'is supported with vxlan tunneling when --bpf-lb-mode-annotation is set',
    file: INITIALIZER,
    options: ['bpf-lb-mode-annotation', 'bpf-lb-dsr-dispatch', 'tunnel-protocol'],
    refuses: (config) =>
      config.replacesKubeProxy &&
      config.tunnels &&
      config.text('tunnel-protocol') === 'vxlan' &&
      config.text('bpf-lb-mode') === 'snat' &&
      config.on('bpf-lb-mode-annotation') &&
      config.text('bpf-lb-dsr-dispatch') !== 'ipip',
    remedy: 'Leave bpf.lbModeAnnotation off, or set loadBalancer.dsrDispatch to ipip',
    example: { base: 'overlay', values: { bpf: { lbModeAnnotation: true } } },
  },
  {
    id: 'agent-dsr-in-geneve',
    words: 'mode requires geneve dispatch.',
    file: INITIALIZER,
    options: ['bpf-lb-dsr-dispatch', 'bpf-lb-mode', 'tunnel-protocol'],
    refuses: (config) =>
      config.replacesKubeProxy &&
      config.tunnels &&
      config.text('tunnel-protocol') === 'geneve' &&
      config.usesDsr &&
      config.text('bpf-lb-dsr-dispatch') !== 'geneve',
    remedy: 'Set loadBalancer.dsrDispatch to geneve',
    example: { base: 'overlay', values: { loadBalancer: { mode: 'dsr' }, tunnelProtocol: 'geneve' } },
  },
  {
    id: 'agent-geneve-dispatch',
    words: 'dispatch requires geneve tunnel protocol.',
    file: INITIALIZER,
    options: ['bpf-lb-dsr-dispatch', 'tunnel-protocol', 'bpf-lb-mode'],
    refuses: (config) =>
      config.replacesKubeProxy &&
      !config.tunnels &&
      config.usesDsr &&
      config.text('bpf-lb-dsr-dispatch') === 'geneve' &&
      config.text('tunnel-protocol') !== 'geneve',
    remedy: 'Set tunnelProtocol to geneve, or loadBalancer.dsrDispatch to opt',
    example: { base: 'native', values: { loadBalancer: { mode: 'dsr', dsrDispatch: 'geneve' } } },
  },
  {
    id: 'agent-ipip-needs-acceleration',
    minors: { to: 18 },
    words: 'currently only available under XDP acceleration',
    file: 'daemon/cmd/kube_proxy_replacement.go',
    options: ['bpf-lb-dsr-dispatch', 'bpf-lb-acceleration'],
    refuses: (config) =>
      config.replacesKubeProxy &&
      !config.tunnels &&
      config.usesDsr &&
      config.text('bpf-lb-dsr-dispatch') === 'ipip' &&
      config.text('bpf-lb-acceleration') === 'disabled',
    remedy: 'Set loadBalancer.dsrDispatch to opt',
    example: { base: 'native', values: { loadBalancer: { mode: 'dsr', dsrDispatch: 'ipip' } } },
  },
  {
    id: 'agent-hybrid-annotation',
    words: 'is not supported as default under annotation mode',
    file: 'pkg/loadbalancer/config.go',
    options: ['bpf-lb-mode', 'bpf-lb-mode-annotation'],
    refuses: (config) => config.text('bpf-lb-mode') === 'hybrid' && config.on('bpf-lb-mode-annotation'),
    remedy: 'Set loadBalancer.mode to snat or dsr; an annotation of a Service then says otherwise',
    example: {
      base: 'native',
      values: { loadBalancer: { mode: 'hybrid' }, bpf: { lbModeAnnotation: true } },
    },
  },
  {
    id: 'agent-nat46x64-needs-snat',
    words: 'NAT46/NAT64 requires SNAT mode for services',
    file: INITIALIZER,
    options: ['bpf-lb-mode', 'bpf-lb-nat46x64'],
    refuses: (config) =>
      config.on('bpf-lb-nat46x64') &&
      config.on('enable-ipv4') &&
      config.on('enable-ipv6') &&
      config.text('bpf-lb-mode') !== 'snat' &&
      !(config.replacesKubeProxy && config.tunnels && config.text('tunnel-protocol') === 'vxlan'),
    remedy: 'Set loadBalancer.mode to snat, or remove bpf-lb-nat46x64',
    example: {
      base: 'native',
      values: {
        ipv6: { enabled: true },
        enableIPv6Masquerade: false,
        loadBalancer: { mode: 'dsr' },
        extraConfig: { 'bpf-lb-nat46x64': 'true', 'local-router-ipv6': 'fe80::1' },
      },
    },
  },
  {
    id: 'agent-node-port-range',
    words: 'NodePort range',
    file: 'pkg/loadbalancer/config.go',
    options: ['node-port-range'],
    refuses: (config) => {
      const [first = Number.NaN, last = Number.NaN, ...more] = config
        .text('node-port-range')
        .split(',')
        .map((port) => (/^\d+$/.test(port) ? Number(port) : Number.NaN));
      return config.sets('node-port-range') && !(more.length === 0 && first < last && last <= 65_535);
    },
    remedy: 'Write the lowest and the highest port with a comma between them: nodePort.range: 30000,32767',
    example: { base: 'native', values: { nodePort: { range: '20000-32767' } } },
  },
];
