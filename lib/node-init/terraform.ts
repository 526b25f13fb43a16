import { IMAGE_LABEL_ANNOTATION, NATIVE_IMAGE_LABEL } from '../tke/nodes';
import type { MirrorSettings } from './script';
import { nodePoolUserData } from './user-data';

/** A node pool whose nodes know the mirror from birth. */
export interface NodePoolProps {
  /**
   * Name of the Terraform resource and of the node pool.
   * @default cilium
   */
  readonly name?: string;
  /**
   * regular: ordinary CVM nodes; native: native nodes of TKE.
   * @default regular
   */
  readonly type?: 'regular' | 'native';
  /**
   * Terraform expression that gives the id of the cluster.
   * @default tencentcloud_kubernetes_cluster.tke_cluster.id
   */
  readonly clusterId?: string;
  /**
   * Image of the nodes' operating system, for ordinary nodes; empty: it is left to whoever completes the snippet.
   * @default img-gqmik24x, TencentOS 4
   */
  readonly nodeOs?: string;
  readonly mirror?: MirrorSettings;
}

/** TencentOS 4 (the guide's own node pool). */
export const TENCENTOS_4 = 'img-gqmik24x';

/** The Terraform snippet of a node pool with the node script as user data, or as what native nodes run first. */
export function nodePoolTerraform(props: NodePoolProps = {}): string {
  const {
    name = 'cilium',
    type = 'regular',
    clusterId = 'tencentcloud_kubernetes_cluster.tke_cluster.id',
    nodeOs = TENCENTOS_4,
  } = props;
  const script = string(nodePoolUserData(props.mirror).base64);
  return type === 'native'
    ? `# A native pool needs more, which is yours to say: native.instance_types, subnet_ids, system_disk, security_group_ids, scaling.
resource "tencentcloud_kubernetes_native_node_pool" ${string(resourceName(name))} {
  name       = ${string(name)}
  cluster_id = ${clusterId}
  type       = "Native"
  annotations {
    name  = ${string(IMAGE_LABEL_ANNOTATION)}
    value = ${string(NATIVE_IMAGE_LABEL)}
  }
  native {
    lifecycle {
      # The node script in base64: points containerd at the mirror of quay.io, checks that it took, else undoes it.
      post_init = ${script}
    }
  }
}
`
    : `# A pool needs more, which is yours to say: ${nodeOs === '' ? 'node_os, ' : ''}vpc_id, subnet_ids, min_size, max_size and auto_scaling_config.
resource "tencentcloud_kubernetes_node_pool" ${string(resourceName(name))} {
  name       = ${string(name)}
  cluster_id = ${clusterId}
${nodeOs === '' ? '' : `  node_os    = ${string(nodeOs)}\n`}  node_config {
    # The node script in base64: points containerd at the mirror of quay.io, checks that it took, else undoes it.
    user_data = ${script}
  }
}
`;
}

/** Terraform takes letters, digits, dashes and underscores, and no digit first, for the name of a resource. */
function resourceName(name: string): string {
  return name.replace(/[^\p{L}\p{N}_-]/gu, '-').replace(/^(?=[\p{N}-])/u, '_');
}

/** A quoted HCL string; \`\${\` and \`%{\` would start a template (https://developer.hashicorp.com/terraform/language/expressions/strings). */
function string(text: string): string {
  return JSON.stringify(text).replaceAll('${', '$$${').replaceAll('%{', '%%{');
}
