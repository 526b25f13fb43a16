import { HTTPS_URL, IP_ADDRESS, IPV4_LIST, IPV4_MASK, LISTEN_ADDRESS, MAC_LIST } from './address-forms';
import { DROP_REASON } from './flow-messages';

import {
  ADDRESS_AND_PORT,
  anyCase,
  CIDR,
  CONFIG_SOURCE,
  CRON,
  DURATION,
  IPV4_CIDR,
  IPV6_CIDR,
  LABEL_SELECTOR,
  listOf,
  oneOfWords,
  orEmpty,
  POOL_SIZE,
  PORT,
  PROMETHEUS_DURATION,
  portRange,
  RATE_LIMITS,
  RATIO,
  someOfWords,
  type ValueForm,
  VLAN,
} from './form';
import {
  ABSOLUTE_PATH,
  CAPABILITY,
  COUNT_OR_SHARE,
  DAYS_VALID,
  EXPORT_FILE,
  JSON_OBJECTS,
  METRIC_SWITCH,
  REGULAR_EXPRESSION,
} from './text-forms';

/** A value whose words or format only a comment of the chart, its documents, a template or Cilium's code states. */
export interface FormedValue {
  /** Dotted path; `*` matches one name, a leading `**.` any beginning. */
  readonly path: string;
  readonly form: ValueForm;
  /** The option of the agents that the chart makes of it unchanged, so that `extraConfig` can set it as well. */
  readonly option?: string;
  /** Minor versions of Cilium 1 to which the form applies. Default: all. */
  readonly minors?: { readonly from?: number; readonly to?: number };
}

const SERVICE_TYPE = oneOfWords('ClusterIP', 'NodePort', 'LoadBalancer');
const TRAFFIC_POLICY = oneOfWords('Cluster', 'Local');
const CERTIFICATES = oneOfWords('helm', 'cronJob', 'certmanager');

/**
 * The first entry whose path matches is the form of a value. What the schema of the chart lists is not repeated here.
 * Words are those of values.yaml, and where the code takes more (pkg/option, pkg/loadbalancer, pkg/datapath), all of those.
 */
export const FORMED_VALUES: readonly FormedValue[] = [
  {
    path: 'authentication.mutual.spire.install.server.ca.keyType',
    form: oneOfWords('rsa-2048', 'rsa-4096', 'ec-p256', 'ec-p384'),
  },
  { path: 'apiRateLimit', form: RATE_LIMITS, option: 'api-rate-limit' },
  { path: 'autoDirectNodeRoutes', form: oneOfWords('true', 'false'), option: 'auto-direct-node-routes' },
  {
    path: 'bgpControlPlane.routerIDAllocation.mode',
    form: oneOfWords('default', 'ip-pool'),
    option: 'bgp-router-id-allocation-mode',
  },
  {
    path: 'bpf.datapathMode',
    form: oneOfWords('veth', 'netkit', 'netkit-l2'),
    option: 'datapath-mode',
    minors: { to: 19 },
  },
  {
    path: 'bpf.datapathMode',
    form: oneOfWords('veth', 'netkit', 'netkit-l2', 'auto'),
    option: 'datapath-mode',
    minors: { from: 20 },
  },
  { path: 'bpf.vlanBypass', form: VLAN, option: 'vlan-bpf-bypass' },
  { path: 'bpf.mapDynamicSizeRatio', form: RATIO, option: 'bpf-map-dynamic-size-ratio' },
  {
    path: 'bpf.monitorAggregation',
    form: anyCase(oneOfWords('none', 'lowest', 'low', 'medium', 'max', 'maximum', '0', '1', '2', '3', '4')),
    option: 'monitor-aggregation',
  },
  {
    path: 'bpf.monitorFlags',
    form: anyCase(someOfWords('all', 'syn', 'fin', 'rst', 'psh', 'ack', 'urg', 'ece', 'cwr', 'ns')),
    option: 'monitor-aggregation-flags',
  },
  { path: 'clustermesh.apiserver.kvstoremesh.kvstoreMode', form: oneOfWords('internal', 'external') },
  { path: 'clustermesh.apiserver.metrics.etcd.mode', form: oneOfWords('basic', 'extensive') },
  { path: 'clustermesh.apiserver.tls.authMode', form: oneOfWords('legacy', 'migration', 'cluster') },
  {
    path: 'clustermesh.maxConnectedClusters',
    form: oneOfWords('255', '511'),
    option: 'max-connected-clusters',
  },
  {
    path: 'cni.chainingMode',
    form: oneOfWords('none', 'aws-cni', 'flannel', 'generic-veth', 'portmap'),
    option: 'cni-chaining-mode',
  },
  { path: 'clustermesh.config.clusters.*.ips', form: IP_ADDRESS },
  { path: 'clustermesh.config.clusters.*.port', form: PORT },
  { path: 'connectivityProbeFrequencyRatio', form: RATIO, option: 'connectivity-probe-frequency-ratio' },
  {
    path: 'debug.verbose',
    form: orEmpty(someOfWords('flow', 'kvstore', 'envoy', 'datapath', 'policy', 'tagged')),
    option: 'debug-verbose',
  },
  { path: 'daemon.configSources', form: listOf(CONFIG_SOURCE, ',') },
  {
    path: 'defaultLBServiceIPAM',
    form: oneOfWords('lbipam', 'nodeipam', 'none'),
    option: 'default-lb-service-ipam',
  },
  {
    path: 'dnsProxy.dnsRejectResponseCode',
    form: oneOfWords('nameError', 'refused'),
    option: 'tofqdns-dns-reject-response-code',
  },
  { path: 'dnsProxy.preCache', form: orEmpty(ABSOLUTE_PATH), option: 'tofqdns-pre-cache' },
  { path: 'encryption.strictMode.cidr', form: orEmpty(IPV4_CIDR) },
  {
    path: 'encryption.strictMode.egress.cidr',
    form: orEmpty(IPV4_CIDR),
    option: 'encryption-strict-egress-cidr',
  },
  { path: 'encryption.type', form: oneOfWords('ipsec', 'wireguard'), minors: { to: 18 } },
  { path: 'encryption.type', form: oneOfWords('ipsec', 'wireguard', 'ztunnel'), minors: { from: 19 } },
  { path: 'encryption.ztunnel.caAddress', form: HTTPS_URL },
  { path: 'envoy.log.path', form: orEmpty(ABSOLUTE_PATH), option: 'envoy-log' },
  {
    path: 'gatewayAPI.externalTrafficPolicy',
    form: TRAFFIC_POLICY,
    option: 'gateway-api-service-externaltrafficpolicy',
  },
  { path: 'gatewayAPI.gatewayClass.create', form: oneOfWords('auto', 'true', 'false') },
  {
    path: 'hubble.eventBufferCapacity',
    form: oneOfWords(...Array.from({ length: 16 }, (_, bits) => String(2 ** (bits + 1) - 1))),
    option: 'hubble-event-buffer-capacity',
  },
  { path: 'hubble.dropEventEmitter.reasons', form: DROP_REASON },
  { path: 'hubble.export.dynamic.config.content.*.filePath', form: EXPORT_FILE },
  { path: 'hubble.export.static.allowList', form: JSON_OBJECTS },
  { path: 'hubble.export.static.denyList', form: JSON_OBJECTS },
  { path: 'hubble.export.static.filePath', form: EXPORT_FILE, option: 'hubble-export-file-path' },
  { path: 'hubble.listenAddress', form: ADDRESS_AND_PORT, option: 'hubble-listen-address' },
  { path: 'hubble.relay.listenHost', form: orEmpty(IP_ADDRESS) },
  { path: 'hubble.relay.logOptions.format', form: oneOfWords('text', 'text-ts', 'json', 'json-ts') },
  { path: 'hubble.relay.logOptions.level', form: oneOfWords('debug', 'info', 'warn', 'error') },
  {
    path: 'identityAllocationMode',
    form: oneOfWords('crd', 'kvstore', 'doublewrite-readkvstore', 'doublewrite-readcrd'),
    option: 'identity-allocation-mode',
  },
  {
    path: 'ingressController.loadbalancerMode',
    form: oneOfWords('shared', 'dedicated'),
    option: 'ingress-default-lb-mode',
  },
  { path: 'ingressController.service.externalTrafficPolicy', form: TRAFFIC_POLICY },
  {
    path: 'ipam.mode',
    form: oneOfWords(
      'kubernetes',
      'crd',
      'eni',
      'azure',
      'cluster-pool',
      'multi-pool',
      'alibabacloud',
      'delegated-plugin',
    ),
    option: 'ipam',
  },
  {
    path: 'ipam.multiPoolPreAllocation',
    form: orEmpty(listOf(POOL_SIZE, ',')),
    option: 'ipam-multi-pool-pre-allocation',
  },
  {
    path: 'ipam.operator.clusterPoolIPv4PodCIDRList',
    form: listOf(IPV4_CIDR),
    option: 'cluster-pool-ipv4-cidr',
  },
  {
    path: 'ipam.operator.clusterPoolIPv6PodCIDRList',
    form: listOf(IPV6_CIDR),
    option: 'cluster-pool-ipv6-cidr',
  },
  { path: 'ipam.operator.autoCreateCiliumPodIPPools.*.ipv6.cidrs', form: IPV6_CIDR },
  { path: 'ipv4NativeRoutingCIDR', form: orEmpty(IPV4_CIDR), option: 'ipv4-native-routing-cidr' },
  { path: 'ipv6NativeRoutingCIDR', form: orEmpty(IPV6_CIDR), option: 'ipv6-native-routing-cidr' },
  {
    path: 'kubeProxyReplacementHealthzBindAddr',
    form: orEmpty(ADDRESS_AND_PORT),
    option: 'kube-proxy-replacement-healthz-bind-address',
  },
  { path: 'kubeConfigPath', form: orEmpty(ABSOLUTE_PATH), option: 'k8s-kubeconfig-path' },
  {
    path: 'l2podAnnouncements.interfacePattern',
    form: REGULAR_EXPRESSION,
    option: 'l2-pod-announcements-interface-pattern',
  },
  {
    path: 'loadBalancer.acceleration',
    form: oneOfWords('disabled', 'native', 'best-effort', 'testing-only'),
    option: 'bpf-lb-acceleration',
  },
  { path: 'loadBalancer.algorithm', form: oneOfWords('random', 'maglev'), option: 'bpf-lb-algorithm' },
  {
    path: 'loadBalancer.dsrDispatch',
    form: oneOfWords('opt', 'ipip', 'geneve'),
    option: 'bpf-lb-dsr-dispatch',
  },
  {
    path: 'loadBalancer.l7.algorithm',
    form: oneOfWords('round_robin', 'least_request', 'random'),
    option: 'loadbalancer-l7-algorithm',
  },
  { path: 'loadBalancer.l7.backend', form: oneOfWords('envoy', 'disabled') },
  { path: 'loadBalancer.l7.ports', form: PORT },
  { path: 'loadBalancer.mode', form: oneOfWords('snat', 'dsr', 'hybrid'), option: 'bpf-lb-mode' },
  { path: 'logOptions.format', form: anyCase(oneOfWords('text', 'text-ts', 'json', 'json-ts')) },
  {
    path: 'logOptions.level',
    form: anyCase(oneOfWords('debug', 'info', 'warn', 'warning', 'error', 'panic', 'fatal')),
  },
  { path: 'localRedirectPolicies.addressMatcherCIDRs', form: CIDR },
  {
    path: 'maglev.hashSeed',
    form: {
      is: '12 random bytes in base64 (head -c12 /dev/urandom | base64 -w0)',
      takes: (text) => /^[A-Za-z0-9+/]{16}$/.test(text),
    },
    option: 'bpf-lb-maglev-hash-seed',
  },
  {
    path: 'maglev.tableSize',
    form: oneOfWords('251', '509', '1021', '2039', '4093', '8191', '16381', '32749', '65521', '131071'),
    option: 'bpf-lb-maglev-table-size',
  },
  { path: 'nodePort.addresses', form: CIDR },
  { path: 'nodePort.range', form: portRange(',', '30000,32767'), option: 'node-port-range' },
  { path: 'operator.unmanagedPodWatcher.selector', form: LABEL_SELECTOR },
  {
    path: 'pmtuDiscovery.packetizationLayerPMTUDMode',
    form: oneOfWords('always', 'blackhole', 'disabled', 'unset', ''),
    option: 'packetization-layer-pmtud-mode',
  },
  { path: 'policyCIDRMatchMode', form: orEmpty(oneOfWords('nodes')), option: 'policy-cidr-match-mode' },
  { path: 'policyDenyResponse', form: oneOfWords('none', 'icmp'), option: 'policy-deny-response' },
  {
    path: 'policyEnforcementMode',
    form: anyCase(oneOfWords('default', 'always', 'never')),
    option: 'enable-policy',
  },
  { path: 'prometheus.metrics', form: METRIC_SWITCH },
  { path: 'routingMode', form: orEmpty(oneOfWords('native', 'tunnel')), option: 'routing-mode' },
  {
    path: 'serviceNoBackendResponse',
    form: oneOfWords('reject', 'drop'),
    option: 'service-no-backend-response',
  },
  { path: 'tls.secretsBackend', form: oneOfWords('local', 'k8s') },
  { path: 'tunnelProtocol', form: orEmpty(oneOfWords('vxlan', 'geneve')), option: 'tunnel-protocol' },
  { path: 'tunnelSourcePortRange', form: portRange('-', '0-0'), option: 'tunnel-source-port-range' },
  { path: 'underlayProtocol', form: orEmpty(oneOfWords('ipv4', 'ipv6')), option: 'underlay-protocol' },
  {
    path: 'upgradeCompatibility',
    form: {
      is: 'the minor version that was installed first, in quotes, such as "1.18"',
      takes: (text) => /^v?1\.\d+(?:\.\d+)?$/.test(text),
    },
  },
  { path: 'vtep.cidr', form: orEmpty(listOf(IPV4_CIDR)), option: 'vtep-cidr' },
  { path: 'vtep.endpoint', form: orEmpty(IPV4_LIST), option: 'vtep-endpoint' },
  { path: 'vtep.mac', form: orEmpty(MAC_LIST), option: 'vtep-mac' },
  { path: 'vtep.mask', form: orEmpty(IPV4_MASK), option: 'vtep-mask' },
  { path: '**.tls.auto.method', form: CERTIFICATES },
  { path: '**.tls.auto.schedule', form: CRON },
  { path: '**.tls.auto.certValidityDuration', form: DAYS_VALID },
  { path: '**.extraIpAddresses', form: IP_ADDRESS },
  { path: '**.capabilities.*', form: CAPABILITY },
  { path: '**.service.type', form: SERVICE_TYPE },
  { path: '**.service.loadBalancerIP', form: orEmpty(IP_ADDRESS) },
  { path: '**.service.loadBalancerSourceRanges', form: CIDR },
  { path: '**.pprof.address', form: LISTEN_ADDRESS },
  { path: '**.podDisruptionBudget.minAvailable', form: COUNT_OR_SHARE },
  { path: '**.podDisruptionBudget.maxUnavailable', form: COUNT_OR_SHARE },
  { path: '**.pullPolicy', form: oneOfWords('Always', 'IfNotPresent', 'Never') },
  { path: '**.unhealthyPodEvictionPolicy', form: oneOfWords('IfHealthyBudget', 'AlwaysAllow') },
  {
    path: '**.dnsPolicy',
    form: orEmpty(oneOfWords('ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None')),
  },
  { path: '**.serviceMonitor.interval', form: PROMETHEUS_DURATION },
  { path: '**.serviceMonitor.*.interval', form: PROMETHEUS_DURATION },
  { path: '**.scrapeTimeout', form: PROMETHEUS_DURATION },
  { path: '**.conntrackGCInterval', form: orEmpty(DURATION), option: 'conntrack-gc-interval' },
  { path: '**.conntrackGCMaxInterval', form: orEmpty(DURATION), option: 'conntrack-gc-max-interval' },
  { path: '**.crdWaitTimeout', form: orEmpty(DURATION), option: 'crd-wait-timeout' },
  { path: '**.identityChangeGracePeriod', form: orEmpty(DURATION), option: 'identity-change-grace-period' },
  { path: 'l2announcements.leaseDuration', form: DURATION, option: 'l2-announcements-lease-duration' },
  { path: 'l2announcements.leaseRenewDeadline', form: DURATION, option: 'l2-announcements-renew-deadline' },
  { path: 'l2announcements.leaseRetryPeriod', form: DURATION, option: 'l2-announcements-retry-period' },
  { path: 'hubble.lostEventSendInterval', form: DURATION, option: 'hubble-lost-event-send-interval' },
  { path: 'hubble.relay.retryTimeout', form: DURATION },
  { path: 'hubble.relay.sortBufferDrainTimeout', form: DURATION },
  { path: 'endpointPolicyUpdateTimeoutDuration', form: DURATION, option: 'endpoint-policy-update-timeout' },
  { path: 'envoy.policyRestoreTimeoutDuration', form: DURATION, option: 'envoy-policy-restore-timeout' },
  { path: 'eni.gcInterval', form: orEmpty(DURATION) },
];
