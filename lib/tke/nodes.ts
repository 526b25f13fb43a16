/**
 * Labels, annotations and taints by which TKE says what a node is.
 * https://github.com/imroc/tke-guide/tree/main/docs/networking/cilium
 */

/** What kind of machine a node is. */
export const NODE_TYPE_LABEL = 'node.kubernetes.io/instance-type';

/** Value of {@link NODE_TYPE_LABEL} on a super node, which is virtual and has no kubelet of its own. */
export const SUPER_NODE = 'eklet';

/** The native node pool that a node belongs to. */
export const NATIVE_POOL_LABEL = 'node.tke.cloud.tencent.com/machineset';

/** The ordinary node pool that a node belongs to. */
export const NODE_POOL_LABEL = 'tke.cloud.tencent.com/nodepool-id';

/** Annotation of native nodes with the label of their image. */
export const IMAGE_LABEL_ANNOTATION = 'node.tke.cloud.tencent.com/image-label';

/** Annotation of a Karpenter NodePool's template with the annotations of the machines that it makes (the guide's install.md). */
export const KARPENTER_MACHINE_ANNOTATIONS = 'beta.karpenter.k8s.tke.machine.spec/annotations';

/** The one native image whose kernel is new enough for Cilium (the guide's install.md). */
export const NATIVE_IMAGE_LABEL = 'ts4-public';

/** Carried by every TKE node until it is initialized. */
export const UNINITIALIZED_TAINT = 'tke.cloud.tencent.com/uninitialized';

/** Carried by nodes of VPC-CNI until they have addresses for pods; nodes of GlobalRouter never have it. */
export const VPC_CNI_TAINT = 'tke.cloud.tencent.com/eni-ip-unavailable';

/** Keeps pods off super nodes, which have neither a containerd nor a host network of their own. */
export function offSuperNodes() {
  return {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [
          { matchExpressions: [{ key: NODE_TYPE_LABEL, operator: 'NotIn', values: [SUPER_NODE] }] },
        ],
      },
    },
  };
}
