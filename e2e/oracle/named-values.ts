import type { JsonObject } from '../../lib/json';

/** Certificates that the cluster makes itself: without these, two renders by Helm differ. */
const OWN_CERTIFICATES: JsonObject = {
  hubble: { tls: { auto: { method: 'cronJob' } } },
  clustermesh: { apiserver: { tls: { auto: { method: 'cronJob' } } } },
};

/** Values with a name: those whose digests are recorded, and what generated ones start from. */
export const NAMED_VALUES: Readonly<Record<string, JsonObject>> = {
  defaults: OWN_CERTIFICATES,
  tke: {
    ...OWN_CERTIFICATES,
    routingMode: 'native',
    endpointRoutes: { enabled: true },
    enableIPv4Masquerade: false,
    cni: { chainingMode: 'generic-veth', chainingTarget: 'multus-cni' },
    ipam: { mode: 'delegated-plugin' },
    kubeProxyReplacement: true,
    k8sServiceHost: '169.254.128.27',
    k8sServicePort: 60002,
    extraConfig: { 'local-router-ipv4': '169.254.32.16' },
  },
  observed: {
    hubble: {
      tls: { auto: { method: 'cronJob' } },
      relay: { enabled: true },
      ui: { enabled: true, ingress: { enabled: true, hosts: ['hubble.example.com'] } },
      metrics: { enabled: ['dns', 'flow:sourceContext=pod'], dashboards: { enabled: true } },
      export: { dynamic: { enabled: true } },
    },
    clustermesh: OWN_CERTIFICATES.clustermesh as JsonObject,
    dashboards: { enabled: true },
    operator: { dashboards: { enabled: true }, prometheus: { enabled: true } },
    prometheus: { enabled: true, serviceMonitor: { enabled: true, trustCRDsExist: true } },
  },
  everything: {
    ...OWN_CERTIFICATES,
    authentication: { enabled: true, mutual: { spire: { enabled: true } } },
    bgpControlPlane: { enabled: true },
    bpf: { masquerade: true },
    cluster: { id: 3, name: 'abc' },
    clustermesh: {
      useAPIServer: true,
      apiserver: { tls: { auto: { method: 'cronJob' } } },
      config: { enabled: true, clusters: [{ name: 'c1', port: 32379, ips: ['192.0.2.1'] }] },
    },
    egressGateway: { enabled: true },
    encryption: { enabled: true, type: 'ipsec' },
    envoy: { enabled: true },
    gatewayAPI: { enabled: true },
    ingressController: { enabled: true },
    kubeProxyReplacement: true,
    l2announcements: { enabled: true },
    nodeinit: { enabled: true },
    preflight: { enabled: true },
  },
};
