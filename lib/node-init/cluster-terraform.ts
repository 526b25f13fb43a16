import { hclString } from './hcl';

/** What a cluster file says of the cluster that Terraform is to make. */
export interface ClusterTerraformProps {
  /** Name of the Terraform resource. */
  readonly resource: string;
  readonly name: string;
  readonly kubernetes: string;
  readonly network: 'vpc-cni' | 'global-router';
  readonly kubeProxy: 'iptables' | 'ipvs';
  /** Level of the cluster, for example L500. */
  readonly level?: string;
}

/**
 * The Terraform snippet of a cluster: what Cilium depends on, and what cannot be changed once the cluster is there.
 * Where the provider's default is another, the snippet says so
 * (https://registry.terraform.io/providers/tencentcloudstack/tencentcloud/latest/docs/resources/kubernetes_cluster).
 */
export function clusterTerraform(props: ClusterTerraformProps): string {
  const { resource, name, kubernetes, network, kubeProxy, level } = props;
  return `# A cluster needs more, which is yours to say: vpc_id, ${network === 'vpc-cni' ? 'eni_subnet_ids, service_cidr' : 'cluster_cidr'}, cluster_intranet and its subnet.
# Make it without worker_config: nodes come after Cilium, in pools of their own.
resource "tencentcloud_kubernetes_cluster" ${hclString(resource)} {
  cluster_name        = ${hclString(name)}
  cluster_deploy_type = "MANAGED_CLUSTER"
  cluster_version     = ${hclString(kubernetes)}
${level === undefined ? '' : `  cluster_level       = ${hclString(level)}\n`}  container_runtime   = "containerd"
${network === 'vpc-cni' ? '  # GlobalRouter (GR) without this line.\n' : ''}  network_type = ${network === 'vpc-cni' ? '"VPC-CNI"' : '"GR"'}
  # True without this line, which is ipvs; another value makes a new cluster. Cilium does not work beside ipvs.
  cluster_ipvs = ${kubeProxy === 'ipvs'}
  # Cilium of TKE's own, beside which no other works.
  data_plane_v2 = false
}
`;
}
