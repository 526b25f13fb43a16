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
          gatewayComment(cluster, name) +
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

/** The port of VXLAN that Cilium uses unless tunnelPort is set (pkg/defaults of Cilium). The guide says 4789. */
const VXLAN_PORT = 8472;

/** What a pool of egress gateways needs that no snippet of a pool can say. */
function gatewayComment({ egressGateway, cilium }: Cluster, pool: string): string {
  return pool === egressGateway?.pool
    ? `# Egress gateways: keep the size fixed, give the nodes public addresses, and put them into a subnet whose route table has no NAT gateway.
# Traffic comes to them in VXLAN: the security groups of all nodes must accept UDP ${cilium.values.tunnelPort || VXLAN_PORT} from each other.
`
    : '';
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
