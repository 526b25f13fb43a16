import type { JsonObject } from '../../lib/json';
import type { ClusterFacts } from '../../lib/live/cluster-facts';
import type { Answer } from '../../lib/live/cluster-reader';

/** What the API server of a TKE cluster with VPC-CNI answers, written by hand as far as it matters to a rule: one node, kube-proxy in iptables mode. */
export function written(changes: Partial<ClusterFacts> = {}): ClusterFacts {
  return {
    version: found({ major: '1', minor: '32', gitVersion: 'v1.32.2-tke.1' }),
    apiServerEndpoints: found({
      subsets: [{ addresses: [{ ip: '169.254.128.27' }], ports: [{ port: 60002 }] }],
    }),
    apiServerLoadBalancer: { kind: 'absent' },
    kubernetesService: found({ spec: { clusterIP: '192.168.0.1' } }),
    serviceCidrs: { kind: 'absent' },
    nodes: found({ items: [node('10.0.0.11', 'TencentOS Server 4.2', '6.6.117-45.1.oc9.x86_64')] }),
    daemonSets: found({ items: [kubeProxy(), daemonSet('tke-eni-agent', 'tkeimages/tke-eni-agent:v3.8.3')] }),
    deployments: found({ items: [] }),
    kubeProxyConfig: { kind: 'absent' },
    masqueradeConfig: found({ data: { config: '{"NonMasqueradeCIDRs":["10.0.0.0/16"]}' } }),
    kubeDns: found({ spec: { clusterIP: '192.168.0.10' } }),
    ciliumConfig: { kind: 'absent' },
    masqueradeList: { kind: 'absent' },
    cniConfig: { kind: 'absent' },
    redirectDefinition: { kind: 'absent' },
    egressDefinition: { kind: 'absent' },
    gatewayDefinition: { kind: 'absent' },
    eniWebhook: found({ metadata: { name: 'add-pod-eni-ip-limit-webhook' } }),
    ...changes,
  };
}

export function found(object: JsonObject): Answer {
  return { kind: 'found', object };
}

export function forbidden(what: string): Answer {
  return {
    kind: 'forbidden',
    message: `Error from server (Forbidden): ${what} is forbidden: User "ci" cannot list it`,
  };
}

export function node(
  name: string,
  osImage: string,
  kernelVersion: string,
  labels: JsonObject = {},
): JsonObject {
  return {
    metadata: { name, labels },
    status: { nodeInfo: { osImage, kernelVersion, containerRuntimeVersion: 'containerd://1.7.28' } },
  };
}

/** Where a DaemonSet of TKE goes that is parked. */
export const PARKED = { 'label-not-exist': 'node-not-exist' };

export function kubeProxy({
  mode = 'iptables',
  nodeSelector = {},
  pods = 1,
}: {
  mode?: string;
  nodeSelector?: JsonObject;
  pods?: number;
} = {}): JsonObject {
  const containers = [
    { name: 'kube-proxy', image: 'kube-proxy:v1', command: ['kube-proxy', `--proxy-mode=${mode}`] },
  ];
  return {
    metadata: { name: 'kube-proxy' },
    spec: { template: { spec: { nodeSelector, containers } } },
    status: { desiredNumberScheduled: pods },
  };
}

export function daemonSet(name: string, image: string, annotations: JsonObject = {}): JsonObject {
  return {
    metadata: { name, annotations },
    spec: { template: { spec: { containers: [{ name, image: `ccr.ccs.tencentyun.com/${image}` }] } } },
  };
}
