import type { Cluster } from '../cluster/definition';
import { NODE_IMAGES, nodeImage } from '../tke/operating-systems';
import { clusterTerraform } from './cluster-terraform';
import { nodePoolTerraform, TENCENTOS_4 } from './terraform';
import { nodePoolUserData } from './user-data';

/** A file for whoever makes node pools; no Application points at it. */
export interface NodePoolFile {
  readonly name: string;
  readonly content: string;
}

/**
 * What gives new nodes the mirror from birth, beside the DaemonSet that gives it to all: the user data of a node pool,
 * to be pasted into the TKE console, and a Terraform snippet for each pool, with the same in it. A cluster that Terraform
 * makes has the snippets without a mirror too, and one of its own.
 */
export function nodePoolFiles(cluster: Cluster): NodePoolFile[] {
  const { containerdMirror, nodePools, terraform } = cluster;
  const mirror = containerdMirror.mode === 'add' && { endpoint: containerdMirror.endpoint };
  if (!mirror && !terraform) {
    return [];
  }
  const snippets = nodePools.flatMap(({ name, type, os, labels, taints }) =>
    type === 'super'
      ? []
      : [
          nodePoolTerraform({
            name,
            type,
            nodeOs: nodeOsOf(os),
            mirror,
            ...(terraform && { clusterId: `tencentcloud_kubernetes_cluster.${terraform.cluster}.id` }),
            ...(labels && { labels }),
            ...(taints && { taints }),
          }),
        ],
  );
  return [
    ...(mirror ? [{ name: 'user-data.sh', content: nodePoolUserData(mirror).plain }] : []),
    ...(snippets.length > 0 ? [{ name: 'node-pool.tf', content: snippets.join('\n') }] : []),
    ...(terraform ? [{ name: 'cluster.tf', content: clusterOf(cluster, terraform.cluster) }] : []),
  ];
}

function clusterOf({ name, kubernetes, network, kubeProxy, apiPriority }: Cluster, resource: string): string {
  return clusterTerraform({
    resource,
    name,
    kubernetes,
    network: network.mode,
    kubeProxy: kubeProxy.mode,
    ...(apiPriority && { level: apiPriority.level }),
  });
}

/** The image that Terraform is given; of TencentOS 4 the guide has the id. Empty where the file names a kernel only. */
function nodeOsOf(os: string | undefined): string {
  const image = os === undefined ? undefined : nodeImage(os);
  return image?.osName === NODE_IMAGES['tencentos-4'].osName ? TENCENTOS_4 : (image?.osName ?? '');
}
