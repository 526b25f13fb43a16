import { isObject, type JsonObject } from '../json';
import { PARKED_LABEL } from '../tke/daemon-sets';
import { NODE_TYPE_LABEL, SUPER_NODE } from '../tke/nodes';
import { at, type ClusterFacts, daemonSet, itemsOf } from './cluster-facts';

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

export function isParked(workload: JsonObject | undefined): boolean {
  return PARKED_LABEL in nodeSelector(workload);
}

/** Pods of a DaemonSet that are there or will be; deleting those of a parked one takes a moment. */
export function podsOf(workload: JsonObject | undefined): number {
  const counts = ['desiredNumberScheduled', 'currentNumberScheduled', 'numberMisscheduled'];
  return Math.max(...counts.map((count) => Number(at(workload, 'status', count) ?? 0)));
}

/** The ranges of TKE's ip-masq-agent, which TKE fills with those of the VPC. */
export function rangesNotMasqueraded({ masqueradeConfig: answer }: ClusterFacts): readonly string[] {
  const config = answer.kind === 'found' ? String(at(answer.object, 'data', 'config') ?? '') : '';
  return config.match(/\d+\.\d+\.\d+\.\d+\/\d+/g) ?? [];
}

/** CIDRs of the Services, which the API shows from Kubernetes 1.33 on. */
export function serviceCidrs(facts: ClusterFacts): readonly string[] {
  return itemsOf(facts.serviceCidrs).flatMap((item) => {
    const cidrs = at(item, 'spec', 'cidrs');
    return Array.isArray(cidrs) ? cidrs.map(String) : [];
  });
}

/** Tag of the image of a DaemonSet's first container. */
export function imageTag(workload: JsonObject | undefined): string | undefined {
  const image = String(at(workload, 'spec', 'template', 'spec', 'containers', 0, 'image') ?? '');
  return /:([^:/@]+)(?:@|$)/.exec(image)?.[1];
}

/** cilium-config of the running Cilium; undefined where there is none. */
export function ciliumConfig({
  ciliumConfig: answer,
}: ClusterFacts): Readonly<Record<string, string>> | undefined {
  const data = answer.kind === 'found' ? at(answer.object, 'data') : undefined;
  return isObject(data)
    ? Object.fromEntries(Object.entries(data).map(([key, value]) => [key, String(value)]))
    : undefined;
}

/** `TencentOS Server 4.2`, `Ubuntu 24.04.1 LTS` and so on, as kubelets report them. */
const OS_IMAGES: readonly (readonly [RegExp, string])[] = [
  [/^TencentOS Server (release )?4/i, 'tencentos-4'],
  [/^Ubuntu 24\.04/, 'ubuntu-24.04'],
  [/^Ubuntu 22\.04/, 'ubuntu-22.04'],
  [/^Debian GNU\/Linux 12/, 'debian-12'],
  [/^Debian GNU\/Linux 11/, 'debian-11'],
  [/^OpenCloudOS( Server)? 9/, 'opencloudos-9'],
  [/^Rocky Linux 9/, 'rocky-9'],
  [/^Red Hat Enterprise Linux 9/, 'rhel-9'],
];

/** The operating system of a node by the name that cluster files have for it; undefined for another. */
export function operatingSystem(node: JsonObject): string | undefined {
  const image = String(at(node, 'status', 'nodeInfo', 'osImage') ?? '');
  return OS_IMAGES.find(([pattern]) => pattern.test(image))?.[1];
}

/**
 * Who last set a field of an object, by the name that each client of the API server gives itself: kubectl, Argo CD, TKE.
 * @param path the field as managedFields spells it: `f:spec`, `f:template` and so on
 */
export function fieldManagers(object: JsonObject | undefined, ...path: readonly string[]): readonly string[] {
  const entries = at(object, 'metadata', 'managedFields');
  const managers = (Array.isArray(entries) ? entries : []).flatMap((entry) =>
    at(entry, 'fieldsV1', ...path) === undefined ? [] : [String(at(entry, 'manager'))],
  );
  // A client that has both applied and updated the object has an entry for each.
  return [...new Set(managers)];
}
