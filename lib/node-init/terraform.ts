import { IMAGE_LABEL_ANNOTATION, NATIVE_IMAGE_LABEL } from '../tke/nodes';
import { hclString, hclValue, resourceName } from './hcl';
import { karpenterObjects } from './karpenter';
import type { NodeTaint } from './node-taint';
import type { MirrorSettings } from './script';
import { nodePoolUserData, type UserData } from './user-data';

/** A node pool whose nodes know the mirror from birth. */
export interface NodePoolProps {
  /**
   * Name of the Terraform resource and of the node pool.
   * @default cilium
   */
  readonly name?: string;
  /**
   * regular: ordinary CVM nodes; native: native nodes of TKE; karpenter: native nodes that Karpenter makes; registered:
   * machines that Terraform does not make.
   * @default regular
   */
  readonly type?: 'regular' | 'native' | 'karpenter' | 'registered';
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
  /** @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** @default - none */
  readonly taints?: readonly NodeTaint[];
  /**
   * `false`: new nodes do not run the node script.
   * @default - Tencent Cloud's own mirror of quay.io
   */
  readonly mirror?: MirrorSettings | false;
}

/** TencentOS 4 (the guide's own node pool). */
export const TENCENTOS_4 = 'img-gqmik24x';

/** What a snippet is written from, every setting filled in. */
interface Pool extends Required<Omit<NodePoolProps, 'mirror' | 'type'>> {
  readonly script: UserData | undefined;
}

/** The Terraform snippet of a node pool of that kind, with the node script as what new nodes run. */
export function nodePoolTerraform(props: NodePoolProps = {}): string {
  const { type = 'regular', mirror } = props;
  return SNIPPETS[type]({
    name: props.name ?? 'cilium',
    clusterId: props.clusterId ?? 'tencentcloud_kubernetes_cluster.tke_cluster.id',
    nodeOs: props.nodeOs ?? TENCENTOS_4,
    labels: props.labels ?? {},
    taints: props.taints ?? [],
    script: mirror === false ? undefined : nodePoolUserData(mirror),
  });
}

const SNIPPETS: Readonly<Record<NonNullable<NodePoolProps['type']>, (pool: Pool) => string>> = {
  regular,
  native,
  karpenter,
  registered,
};

const SCRIPT_COMMENT =
  'The node script in base64: points containerd at the mirror of quay.io, checks that it took, else undoes it.';

function regular({ name, clusterId, nodeOs, labels, taints, script }: Pool): string {
  return `# A pool needs more, which is yours to say: ${nodeOs === '' ? 'node_os, ' : ''}vpc_id, subnet_ids, min_size, max_size and auto_scaling_config.
resource "tencentcloud_kubernetes_node_pool" ${hclString(resourceName(name))} {
  name       = ${hclString(name)}
  cluster_id = ${clusterId}
${nodeOs === '' ? '' : `  node_os    = ${hclString(nodeOs)}\n`}${Object.keys(labels).length === 0 ? '' : `  labels = ${hclValue({ ...labels }, '  ')}\n`}${taintBlocks(taints)}${
  script === undefined
    ? ''
    : `  node_config {
    # ${SCRIPT_COMMENT}
    user_data = ${hclString(script.base64)}
  }
`
}}
`;
}

function native({ name, clusterId, labels, taints, script }: Pool): string {
  return `# A native pool needs more, which is yours to say: native.instance_types, subnet_ids, system_disk, security_group_ids, scaling.
resource "tencentcloud_kubernetes_native_node_pool" ${hclString(resourceName(name))} {
  name       = ${hclString(name)}
  cluster_id = ${clusterId}
  type       = "Native"
${Object.entries(labels)
  .map(([key, value]) => `  labels {\n    name  = ${hclString(key)}\n    value = ${hclString(value)}\n  }\n`)
  .join('')}${taintBlocks(taints)}  annotations {
    name  = ${hclString(IMAGE_LABEL_ANNOTATION)}
    value = ${hclString(NATIVE_IMAGE_LABEL)}
  }
${
  script === undefined
    ? ''
    : `  native {
    lifecycle {
      # ${SCRIPT_COMMENT}
      post_init = ${hclString(script.base64)}
    }
  }
`
}}
`;
}

function taintBlocks(taints: readonly NodeTaint[]): string {
  return taints
    .map(
      ({ key, value = '', effect }) =>
        `  taints {\n    key    = ${hclString(key)}\n    value  = ${hclString(value)}\n    effect = ${hclString(effect)}\n  }\n`,
    )
    .join('');
}

/** Its objects are in the cluster, so the provider is that of Kubernetes; they can as well be applied as YAML. */
function karpenter({ name, labels, taints, script }: Pool): string {
  const [nodeClass = {}, nodePool = {}] = karpenterObjects({
    name,
    labels,
    taints,
    ...(script && { script: script.plain }),
  });
  return `# Karpenter is an addon of the cluster. Its node class needs more, which is yours to say: subnetSelectorTerms, securityGroupSelectorTerms
# and sshKeySelectorTerms; the pool may have more requirements, and limits. Its script is text, not base64.
resource "kubernetes_manifest" ${hclString(`${resourceName(name)}-node-class`)} {
  manifest = ${hclValue(nodeClass, '  ')}
}

resource "kubernetes_manifest" ${hclString(`${resourceName(name)}-node-pool`)} {
  manifest = ${hclValue(nodePool, '  ')}
}
`;
}

function registered({ name, script }: Pool): string {
  return `# ${JSON.stringify(name)}: machines outside Tencent Cloud, which Terraform does not make.${script === undefined ? '' : ' Run user-data.sh beside this file on each, as root, once it is registered.'}
`;
}
