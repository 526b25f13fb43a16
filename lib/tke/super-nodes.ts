/** The label by which TKE says what a node is, and what it says of a super node (virtual: it has no kubelet of its own). */
export const NODE_TYPE_LABEL = 'node.kubernetes.io/instance-type';
export const SUPER_NODE = 'eklet';

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
