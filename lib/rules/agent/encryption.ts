import type { AgentRule } from './agent-rule';

const DAEMON = 'daemon/cmd/daemon.go';

/** Encryption between nodes. */
export const ENCRYPTION_RULES: readonly AgentRule[] = [
  {
    id: 'agent-ipsec-without-key-file',
    words: 'open : no such file or directory',
    file: 'pkg/datapath/linux/ipsec/ipsec_linux.go',
    options: ['enable-ipsec', 'ipsec-key-file'],
    refuses: (config) => config.on('enable-ipsec') && !config.sets('ipsec-key-file'),
    remedy:
      'Set encryption.ipsec.keyFile to the name of the key in the Secret, or leave it out: it is keys by default',
    example: {
      base: 'global-router',
      values: { encryption: { enabled: true, type: 'ipsec', ipsec: { keyFile: '' } } },
    },
  },
  {
    id: 'agent-two-encryptions',
    words: 'cannot be used with IPsec (--enable-ipsec)',
    file: DAEMON,
    options: ['enable-wireguard', 'enable-ipsec'],
    refuses: (config) => config.on('enable-wireguard') && config.on('enable-ipsec'),
    remedy: 'Choose one by encryption.type',
    example: {
      base: 'overlay',
      values: { encryption: { enabled: true, type: 'wireguard' }, extraConfig: { 'enable-ipsec': 'true' } },
    },
  },
  {
    id: 'agent-ipsec-with-local-router',
    words: 'Cannot specify local-router-ipv4 or local-router-ipv6 with enable-ipsec.',
    file: 'daemon/cmd/daemon_main.go',
    options: ['enable-ipsec', 'local-router-ipv4'],
    refuses: (config) =>
      config.on('enable-ipsec') &&
      !config.tunnels &&
      (config.sets('local-router-ipv4') || config.sets('local-router-ipv6')),
    remedy: 'Set encryption.type to wireguard',
    example: {
      base: 'native',
      values: {
        encryption: { enabled: true, type: 'ipsec' },
        dnsProxy: { enableTransparentMode: true },
      },
    },
  },
  {
    id: 'agent-ipsec-dns-proxy',
    words: 'IPSec requires DNS proxy transparent mode to be enabled',
    file: DAEMON,
    options: ['dnsproxy-enable-transparent-mode', 'enable-ipsec', 'enable-l7-proxy'],
    refuses: (config) =>
      config.on('enable-ipsec') &&
      config.on('enable-l7-proxy') &&
      !config.on('dnsproxy-enable-transparent-mode') &&
      !config.on('dnsproxy-insecure-skip-transparent-mode-check'),
    remedy: 'Leave dnsProxy.enableTransparentMode at its default, true',
    example: {
      base: 'global-router',
      values: {
        encryption: { enabled: true, type: 'ipsec' },
        dnsProxy: { enableTransparentMode: false },
      },
    },
  },
  {
    id: 'agent-ipsec-host-firewall',
    words: 'IPSec cannot be used with the host firewall.',
    file: DAEMON,
    options: ['enable-ipsec', 'enable-host-firewall'],
    refuses: (config) => config.on('enable-ipsec') && config.on('enable-host-firewall'),
    remedy: 'Set hostFirewall.enabled to false, or encryption.type to wireguard',
    example: {
      base: 'global-router',
      values: { encryption: { enabled: true, type: 'ipsec' }, hostFirewall: { enabled: true } },
    },
  },
  {
    id: 'agent-ipsec-strict-ingress',
    minors: { from: 19 },
    words: 'strict ingress encryption.',
    file: DAEMON,
    options: ['enable-encryption-strict-mode-ingress', 'enable-ipsec'],
    refuses: (config) => config.on('enable-ipsec') && config.on('enable-encryption-strict-mode-ingress'),
    remedy: 'Set encryption.strictMode.ingress.enabled to false, or encryption.type to wireguard',
    example: {
      base: 'global-router',
      values: { encryption: { enabled: true, type: 'ipsec', strictMode: { ingress: { enabled: true } } } },
    },
  },
  {
    id: 'agent-strict-ingress-needs-tunnel',
    minors: { from: 19, to: 19 },
    words: 'Strict ingress encryption requires tunneling to be enabled.',
    file: DAEMON,
    options: ['enable-encryption-strict-mode-ingress', 'routing-mode'],
    refuses: (config) => !config.tunnels && config.on('enable-encryption-strict-mode-ingress'),
    remedy: 'Set encryption.strictMode.ingress.enabled to false: it is for overlay routing',
    example: {
      base: 'native',
      values: {
        encryption: { enabled: true, type: 'wireguard', strictMode: { ingress: { enabled: true } } },
      },
    },
  },
  {
    id: 'agent-strict-egress-cidr',
    minors: { from: 19 },
    words: 'Cannot parse CIDR',
    file: 'pkg/option/config.go',
    options: ['encryption-strict-egress-cidr', 'enable-encryption-strict-mode-egress'],
    refuses: (config) =>
      config.on('enable-encryption-strict-mode-egress') && !config.sets('encryption-strict-egress-cidr'),
    remedy: 'Set encryption.strictMode.egress.cidr to the CIDR of the pods',
    example: { base: 'native', values: { encryption: { strictMode: { egress: { enabled: true } } } } },
  },
  {
    id: 'agent-strict-cidr-118',
    minors: { to: 18 },
    words: 'Cannot parse CIDR',
    file: 'pkg/option/config.go',
    options: ['encryption-strict-mode-cidr', 'enable-encryption-strict-mode'],
    refuses: (config) =>
      config.on('enable-encryption-strict-mode') && !config.sets('encryption-strict-mode-cidr'),
    remedy: 'Set encryption.strictMode.cidr to the CIDR of the pods',
    example: { base: 'native', values: { encryption: { strictMode: { enabled: true } } } },
  },
  {
    id: 'agent-encryption-needs-nodes',
    minors: { from: 19 },
    words: 'CiliumNode CRD cannot be disabled when encryption is enabled',
    file: DAEMON,
    options: ['enable-cilium-node-crd', 'enable-wireguard', 'enable-ipsec'],
    refuses: (config) =>
      !config.on('enable-cilium-node-crd') && (config.on('enable-wireguard') || config.on('enable-ipsec')),
    remedy: 'Remove enable-cilium-node-crd',
    example: {
      base: 'native',
      values: {
        encryption: { enabled: true, type: 'wireguard' },
        extraConfig: { 'enable-cilium-node-crd': 'false' },
      },
    },
  },
];
