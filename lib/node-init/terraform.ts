import type { MirrorSettings } from './script';
import { nodePoolUserData } from './user-data';

/** A node pool of ordinary nodes whose nodes know the mirror from birth. */
export interface NodePoolProps {
  /**
   * Name of the Terraform resource and of the node pool.
   * @default cilium
   */
  readonly name?: string;
  /**
   * Terraform expression that gives the id of the cluster.
   * @default tencentcloud_kubernetes_cluster.tke_cluster.id
   */
  readonly clusterId?: string;
  /**
   * Image of the nodes' operating system.
   * @default img-gqmik24x, TencentOS 4
   */
  readonly nodeOs?: string;
  readonly mirror?: MirrorSettings;
}

/** The Terraform snippet of a node pool with the node script as user data. */
export function nodePoolTerraform(props: NodePoolProps = {}): string {
  const {
    name = 'cilium',
    clusterId = 'tencentcloud_kubernetes_cluster.tke_cluster.id',
    nodeOs = 'img-gqmik24x',
  } = props;
  return `# A pool needs more, which is yours to say: vpc_id, subnet_ids, min_size, max_size and auto_scaling_config.
resource "tencentcloud_kubernetes_node_pool" ${string(name)} {
  name       = ${string(name)}
  cluster_id = ${clusterId}
  node_os    = ${string(nodeOs)}
  node_config {
    # The node script in base64: points containerd at the mirror of quay.io, checks that it took, else undoes it.
    user_data = ${string(nodePoolUserData(props.mirror).base64)}
  }
}
`;
}

/** A quoted HCL string; \`\${\` and \`%{\` would start a template (https://developer.hashicorp.com/terraform/language/expressions/strings). */
function string(text: string): string {
  return JSON.stringify(text).replaceAll('${', '$$${').replaceAll('%{', '%%{');
}
