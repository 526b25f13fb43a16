import { isObject, type JsonObject, type JsonValue } from '../json';
import { SYSTEM_NAMESPACE } from '../tke/daemon-sets';
import type { Answer, ClusterReader, Read } from './cluster-reader';

/**
 * Everything that is ever read from a cluster. docs/preflight-rbac.yaml allows these reads and no others.
 * Helm's ownership is read from Cilium's labels, so that nobody needs to be let near Secrets.
 */
export const READS = {
  version: { path: '/version' },
  apiServerEndpoints: { resource: 'endpoints', namespace: 'default', name: 'kubernetes' },
  apiServerLoadBalancer: { resource: 'services', namespace: 'default', name: 'kubernetes-intranet' },
  kubernetesService: { resource: 'services', namespace: 'default', name: 'kubernetes' },
  serviceCidrs: { resource: 'servicecidrs.networking.k8s.io' },
  nodes: { resource: 'nodes' },
  daemonSets: { resource: 'daemonsets.apps', namespace: SYSTEM_NAMESPACE, managers: true },
  deployments: { resource: 'deployments.apps', namespace: SYSTEM_NAMESPACE },
  kubeProxyConfig: { resource: 'configmaps', namespace: SYSTEM_NAMESPACE, name: 'kube-proxy' },
  masqueradeConfig: { resource: 'configmaps', namespace: SYSTEM_NAMESPACE, name: 'ip-masq-agent-config' },
  kubeDns: { resource: 'services', namespace: SYSTEM_NAMESPACE, name: 'kube-dns' },
  ciliumConfig: {
    resource: 'configmaps',
    namespace: SYSTEM_NAMESPACE,
    name: 'cilium-config',
    managers: true,
  },
  masqueradeList: { resource: 'configmaps', namespace: SYSTEM_NAMESPACE, name: 'ip-masq-agent' },
  cniConfig: { resource: 'configmaps', namespace: SYSTEM_NAMESPACE, name: 'cni-config' },
  redirectDefinition: {
    resource: 'customresourcedefinitions.apiextensions.k8s.io',
    name: 'ciliumlocalredirectpolicies.cilium.io',
  },
  egressDefinition: {
    resource: 'customresourcedefinitions.apiextensions.k8s.io',
    name: 'ciliumegressgatewaypolicies.cilium.io',
  },
  gatewayDefinition: {
    resource: 'customresourcedefinitions.apiextensions.k8s.io',
    name: 'gateways.gateway.networking.k8s.io',
  },
  eniWebhook: {
    resource: 'mutatingwebhookconfigurations.admissionregistration.k8s.io',
    name: 'add-pod-eni-ip-limit-webhook',
  },
} as const satisfies Readonly<Record<string, Read>>;

/** The answers, one for each read. */
export type ClusterFacts = Readonly<Record<keyof typeof READS, Answer>>;

/** Reads a cluster once. Stops after the first read when the cluster does not answer at all. */
export function readFacts(reader: ClusterReader): ClusterFacts {
  const version = reader.read(READS.version);
  const names = Object.keys(READS) as (keyof typeof READS)[];
  const rest = names.map((name) => [name, version.kind === 'failed' ? version : reader.read(READS[name])]);
  return { ...(Object.fromEntries(rest) as ClusterFacts), version };
}

/** The value at a path of maps and lists, or undefined. */
export function at(
  value: JsonValue | undefined,
  ...path: readonly (string | number)[]
): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>((current, step) => {
    if (typeof step === 'number') {
      return Array.isArray(current) ? current[step] : undefined;
    }
    return isObject(current) ? current[step] : undefined;
  }, value);
}

/** The objects of a list answer. */
export function itemsOf(answer: Answer): JsonObject[] {
  const items = answer.kind === 'found' ? answer.object.items : undefined;
  return Array.isArray(items) ? items.filter(isObject) : [];
}

/** The DaemonSet of that name in kube-system. */
export function daemonSet(facts: ClusterFacts, name: string): JsonObject | undefined {
  return named(facts.daemonSets, name);
}

/** The Deployment of that name in kube-system. */
export function deployment(facts: ClusterFacts, name: string): JsonObject | undefined {
  return named(facts.deployments, name);
}

function named(answer: Answer, name: string): JsonObject | undefined {
  return itemsOf(answer).find((item) => at(item, 'metadata', 'name') === name);
}
