import type { Case } from './case';

const FACTS = 'facts: {vpcCidrs: [10.0.0.0/16], serviceCidr: 192.168.0.0/17, webhooks: []}';

/** Overlay routing beside VPC-CNI. */
export const OVERLAY = `{network: {routing: overlay, podCidrs: [10.244.0.0/16]}, ${FACTS}}`;

/** Overlay routing beside GlobalRouter. */
export const OVERLAY_ON_GLOBAL_ROUTER = `{network: {mode: global-router, routing: overlay, podCidrs: [10.244.0.0/16]}, ${FACTS}}`;

const values = (yaml: string) => `cilium: {values: {${yaml}}}`;
const pools = (yaml: string) => values(`ipam: {operator: {autoCreateCiliumPodIPPools: {${yaml}}}}`);
const pool = (maxNodes: number) => `{name: a, type: regular, os: tencentos-4, maxNodes: ${maxNodes}}`;

/** The cases of the rules on overlay routing. */
export const OVERLAY_CASES: Readonly<Record<string, Case>> = {
  'overlay-bundle': {
    on: OVERLAY,
    breaks: [
      values('routingMode: native'),
      values('ipam: {mode: cluster-pool}'),
      values('ipam: {mode: null}'),
      values('enableIPv4Masquerade: false'),
      values('endpointRoutes: {enabled: true}'),
      values('cni: {chainingMode: generic-veth}'),
      values('sysctlfix: {enabled: false}'),
    ],
    holds: [values('sysctlfix: {enabled: true}'), values('endpointRoutes: {enabled: false}')],
  },
  'overlay-host-routing': {
    on: OVERLAY,
    breaks: [values('bpf: {masquerade: false}'), values('bpf: {masquerade: null}')],
    holds: [
      values('bpf: {masquerade: true}'),
      '{kubernetes: 1.34.1, cilium: {version: 1.19.6, values: {bpf: {masquerade: false}}}}',
    ],
  },
  'overlay-needs-replacement': {
    on: OVERLAY,
    breaks: ['kubeProxy: {replace: false}'],
    holds: ['kubeProxy: {replace: true}'],
  },
  'eni-ip-webhook': {
    breaks: [OVERLAY],
    holds: [OVERLAY_ON_GLOBAL_ROUTER, 'network: {mode: vpc-cni}'],
  },
  'overlay-webhooks': {
    breaks: [
      'network: {routing: overlay, podCidrs: [10.244.0.0/16]}',
      '{network: {routing: overlay}, facts: {webhooks: [{name: gatekeeper, hostNetwork: false}]}}',
    ],
    holds: [OVERLAY, 'facts: {webhooks: [{name: gatekeeper, hostNetwork: false}]}'],
  },
  'pod-cidrs-needed': {
    breaks: ['network: {routing: overlay}', 'network: {podCidrs: [10.244.0.0/16]}'],
    holds: [OVERLAY, 'network: {routing: native}'],
  },
  'pod-cidr-form': {
    on: OVERLAY,
    breaks: [
      'network: {podCidrs: [10.244.0.1/16]}',
      'network: {podCidrs: [10.244.0.0]}',
      'network: {podCidrs: [10.244.0.0/24]}',
      'network: {podCidrMaskSize: 16}',
      pools('more: {ipv4: {cidrs: [10.9.0.0/24], maskSize: 24}}'),
      pools('more: {ipv4: {cidrs: [10.9.0.0/24]}}'),
    ],
    holds: ['network: {podCidrMaskSize: 17}', pools('more: {ipv4: {cidrs: [10.9.0.0/16], maskSize: 24}}')],
  },
  'pod-cidr-overlap': {
    on: OVERLAY,
    breaks: [
      'network: {podCidrs: [10.0.0.0/12]}',
      'network: {podCidrs: [10.0.64.0/18]}',
      'network: {podCidrs: [192.168.64.0/18]}',
      'network: {podCidrs: [169.254.128.0/18]}',
      'network: {podCidrs: [10.244.0.0/16, 10.244.128.0/17]}',
      'facts: {meshCidrs: [10.244.0.0/20]}',
      pools('more: {ipv4: {cidrs: [10.0.0.0/16], maskSize: 24}}'),
    ],
    holds: [
      'network: {podCidrs: [10.1.0.0/16, 10.2.0.0/16]}',
      'facts: {meshCidrs: [10.245.0.0/16]}',
      pools('more: {ipv4: {cidrs: [10.9.0.0/16], maskSize: 24}}'),
    ],
  },
  'pod-cidr-unchecked': {
    breaks: [
      'network: {routing: overlay, podCidrs: [10.244.0.0/16]}',
      `{network: {routing: overlay}, facts: {vpcCidrs: [10.0.0.0/16], serviceCidr: 192.168.0.0/17}, ${values('cluster: {id: 3, name: gz}, clustermesh: {useAPIServer: true}')}}`,
    ],
    holds: [OVERLAY, 'facts: {}', values('cluster: {id: 3, name: gz}')],
  },
  'pod-cidr-capacity': {
    on: OVERLAY,
    breaks: [
      `nodePools: [${pool(257)}]`,
      `nodePools: [${pool(200)}, ${pool(57)}]`,
      `{network: {podCidrMaskSize: 20}, nodePools: [${pool(17)}]}`,
    ],
    holds: [
      `nodePools: [${pool(256)}]`,
      'nodePools: [{name: a, type: super, maxNodes: 5000}]',
      `{network: {podCidrs: [10.244.0.0/16, 10.245.0.0/16]}, nodePools: [${pool(512)}]}`,
    ],
  },
  'gateway-api-routing': {
    on: FACTS,
    breaks: ['gatewayAPI: {crds: 1.4.1}'],
    holds: [`{gatewayAPI: {crds: 1.4.1}, ${OVERLAY.slice(1)}`],
  },
  'gateway-load-balancer': {
    on: `{gatewayAPI: {crds: 1.4.1, loadBalancer: {ports: [{port: 80, listener: 8080}]}}, ${OVERLAY.slice(1)}`,
    breaks: [
      'gatewayAPI: {loadBalancer: {existing: lb-1, internalSubnet: subnet-1}}',
      'gatewayAPI: {loadBalancer: {ports: [{port: 80, listener: 8080}, {port: 80, listener: 8081}]}}',
    ],
    holds: [
      'gatewayAPI: {loadBalancer: {existing: lb-1}}',
      'gatewayAPI: {loadBalancer: {internalSubnet: subnet-1}}',
      'gatewayAPI: {loadBalancer: {ports: [{port: 80, listener: 8080}, {port: 81, listener: 8080}]}}',
    ],
  },
  'gateway-privileged-port': {
    on: `{gatewayAPI: {crds: 1.4.1, loadBalancer: {ports: [{port: 80, listener: 80}]}}, ${OVERLAY.slice(1)}`,
    breaks: [
      '{}',
      values('envoy: {securityContext: {capabilities: {keepCapNetBindService: true}}}'),
      values('envoy: {securityContext: {capabilities: {envoy: [NET_ADMIN, SYS_ADMIN, NET_BIND_SERVICE]}}}'),
    ],
    holds: [
      'gatewayAPI: {loadBalancer: {ports: [{port: 80, listener: 1024}]}}',
      values(
        'envoy: {securityContext: {capabilities: {keepCapNetBindService: true, envoy: [NET_ADMIN, SYS_ADMIN, NET_BIND_SERVICE]}}}',
      ),
    ],
  },
  'gateway-api-needs': {
    on: OVERLAY,
    breaks: [
      values('gatewayAPI: {enabled: true, gatewayClass: {create: "true"}}'),
      values('gatewayAPI: {enabled: true, hostNetwork: {enabled: true}}'),
    ],
    holds: [
      values('gatewayAPI: {enabled: true, hostNetwork: {enabled: true}, gatewayClass: {create: "true"}}'),
    ],
  },
  'gateway-api-crds-elsewhere': {
    on: OVERLAY,
    breaks: [
      values('gatewayAPI: {enabled: true, hostNetwork: {enabled: true}, gatewayClass: {create: "true"}}'),
    ],
    holds: ['gatewayAPI: {crds: 1.4.1}', values('gatewayAPI: {enabled: false}')],
  },
  'overlay-masquerade-list': {
    on: OVERLAY,
    breaks: [
      values('ipMasqAgent: {enabled: true}'),
      values('ipMasqAgent: {enabled: true, config: {nonMasqueradeCIDRs: [10.0.0.0/8]}}'),
    ],
    holds: [
      values('ipMasqAgent: {enabled: true, config: {masqLinkLocal: true}}'),
      values('ipMasqAgent: {enabled: true, config: {nonMasqueradeCIDRs: [172.16.0.0/12]}}'),
    ],
  },
};
