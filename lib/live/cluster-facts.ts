import { isObject, type JsonObject, type JsonValue } from '../json';
import { SYSTEM_NAMESPACE } from '../tke/daemon-sets';
import { NODE_TYPE_LABEL, SUPER_NODE } from '../tke/nodes';
import type { Answer, ClusterReader, Read } from './cluster-reader';

/**
 * Everything that is ever read from a cluster. docs/preflight-rbac.yaml allows these reads and no others.
 * Helm's ownership is read from Cilium's labels, so that nobody needs to be let near Secrets.
 */
export const READS = {
  version: { path: '/version' },
  apiServerEndpoints: { resource: 'endpoints', namespace: 'default', name: 'kubernetes' },
  apiServerLoadBalancer: { resource: 'services', namespace: 'default', name: 'kubernetes-intranet' },
  nodes: { resource: 'nodes' },
  daemonSets: { resource: 'daemonsets.apps', namespace: SYSTEM_NAMESPACE },
  kubeProxyConfig: { resource: 'configmaps', namespace: SYSTEM_NAMESPACE, name: 'kube-proxy' },
  masqueradeConfig: { resource: 'configmaps', namespace: SYSTEM_NAMESPACE, name: 'ip-masq-agent-config' },
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
  return itemsOf(facts.daemonSets).find((item) => at(item, 'metadata', 'name') === name);
}

/** `1.32.2` of `v1.32.2-tke.1`. */
export function kubernetesVersion(facts: ClusterFacts): string | undefined {
  const { version } = facts;
  const text = version.kind === 'found' ? String(version.object.gitVersion) : '';
  return /^v?(\d+\.\d+\.\d+)/.exec(text)?.[1];
}

/** The address that kubelets and agents use, without kube-proxy's help. */
export function apiServerEndpoint(facts: ClusterFacts): { host: string; port: number } | undefined {
  const { apiServerEndpoints: answer } = facts;
  const subset = answer.kind === 'found' ? at(answer.object, 'subsets', 0) : undefined;
  const host = at(subset, 'addresses', 0, 'ip');
  const port = at(subset, 'ports', 0, 'port');
  return typeof host === 'string' && typeof port === 'number' ? { host, port } : undefined;
}

/** TKE runs tke-bridge-agent on GlobalRouter clusters, and tke-eni-agent where VPC-CNI is on; both when it was added. */
export function networkMode(facts: ClusterFacts): 'vpc-cni' | 'global-router' | undefined {
  if (daemonSet(facts, 'tke-bridge-agent')) {
    return 'global-router';
  }
  return daemonSet(facts, 'tke-eni-agent') ? 'vpc-cni' : undefined;
}

/** Of the flag `--proxy-mode`, else of the configuration; kube-proxy's own default is iptables. */
export function kubeProxyMode(facts: ClusterFacts): 'iptables' | 'ipvs' | undefined {
  const kubeProxy = daemonSet(facts, 'kube-proxy');
  const config =
    facts.kubeProxyConfig.kind === 'found' ? JSON.stringify(facts.kubeProxyConfig.object.data ?? {}) : '';
  if (!kubeProxy) {
    return undefined;
  }
  const containers = JSON.stringify(at(kubeProxy, 'spec', 'template', 'spec', 'containers') ?? []);
  const said =
    /--proxy-mode[=", ]+(\w+)/.exec(containers)?.[1] ?? /mode: \\?"?(ipvs|iptables)/.exec(config)?.[1];
  return said === 'ipvs' ? 'ipvs' : 'iptables';
}

/** Super nodes are virtual: no kernel of ours, no DaemonSet of ours. */
export function ordinaryNodes(facts: ClusterFacts): JsonObject[] {
  return itemsOf(facts.nodes).filter(
    (node) => at(node, 'metadata', 'labels', NODE_TYPE_LABEL) !== SUPER_NODE,
  );
}

export function nodeSelector(workload: JsonObject | undefined): Readonly<Record<string, string>> {
  const selector = at(workload, 'spec', 'template', 'spec', 'nodeSelector');
  return isObject(selector)
    ? Object.fromEntries(Object.entries(selector).map(([key, value]) => [key, String(value)]))
    : {};
}

/** The ranges of TKE's ip-masq-agent, which TKE fills with those of the VPC. */
export function rangesNotMasqueraded({ masqueradeConfig: answer }: ClusterFacts): readonly string[] {
  const config = answer.kind === 'found' ? String(at(answer.object, 'data', 'config') ?? '') : '';
  return config.match(/\d+\.\d+\.\d+\.\d+\/\d+/g) ?? [];
}
