import type { JsonObject } from '../json';
import { IMAGE_LABEL_ANNOTATION, KARPENTER_MACHINE_ANNOTATIONS, NATIVE_IMAGE_LABEL } from '../tke/nodes';
import type { NodeTaint } from './node-taint';

/** A node pool of Karpenter. */
export interface KarpenterPool {
  readonly name: string;
  /** What a node runs once TKE has initialized it: text, not base64. */
  readonly script?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly NodeTaint[];
}

/**
 * Karpenter's NodePool and the TKEMachineNodeClass that it refers to, as far as Cilium needs them: native nodes with an image
 * whose kernel is new enough, and the node script. Subnets, security groups and keys are for whoever completes them
 * (https://cloud.tencent.com/document/product/457/111805).
 */
export function karpenterObjects({ name, script, labels, taints }: KarpenterPool): JsonObject[] {
  const called = objectNameOf(name);
  const annotations = { [KARPENTER_MACHINE_ANNOTATIONS]: `${IMAGE_LABEL_ANNOTATION}=${NATIVE_IMAGE_LABEL}` };
  return [
    {
      apiVersion: 'karpenter.k8s.tke/v1beta1',
      kind: 'TKEMachineNodeClass',
      metadata: { name: called },
      spec: script === undefined ? {} : { lifecycleScript: { postInitScript: script } },
    },
    {
      apiVersion: 'karpenter.sh/v1',
      kind: 'NodePool',
      metadata: { name: called },
      spec: {
        template: {
          metadata: { ...(Object.keys(labels).length > 0 && { labels: { ...labels } }), annotations },
          spec: {
            ...(taints.length > 0 && { taints: taints.map((taint) => ({ ...taint })) }),
            requirements: [
              { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] },
              { key: 'karpenter.sh/capacity-type', operator: 'In', values: ['on-demand'] },
            ],
            nodeClassRef: { group: 'karpenter.k8s.tke', kind: 'TKEMachineNodeClass', name: called },
          },
        },
      },
    },
  ];
}

/** The names of Kubernetes objects are lower case, and those of node pools need not be. */
function objectNameOf(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return plain === '' ? 'pool' : plain;
}
