import type { Cluster } from '../cluster/definition';
import { NODE_IMAGES, nodeImage } from '../tke/operating-systems';
import { nodePoolTerraform, TENCENTOS_4 } from './terraform';
import { nodePoolUserData } from './user-data';

/** A file for whoever makes node pools; no Application points at it. */
export interface NodePoolFile {
  readonly name: string;
  readonly content: string;
}

/**
 * What gives new nodes the mirror from birth, beside the DaemonSet that gives it to all: the user data of a node pool,
 * to be pasted into the TKE console, and a Terraform snippet for each pool that Terraform makes, with the same in base64.
 */
export function nodePoolFiles({ containerdMirror, nodePools }: Cluster): NodePoolFile[] {
  if (containerdMirror.mode !== 'add') {
    return [];
  }
  const mirror = { endpoint: containerdMirror.endpoint };
  const snippets = nodePools.flatMap(({ name, type, os }) =>
    type === 'regular' || type === 'native'
      ? [nodePoolTerraform({ name, type, nodeOs: nodeOsOf(os), mirror })]
      : [],
  );
  return [
    { name: 'user-data.sh', content: nodePoolUserData(mirror).plain },
    ...(snippets.length > 0 ? [{ name: 'node-pool.tf', content: snippets.join('\n') }] : []),
  ];
}

/** The image that Terraform is given; of TencentOS 4 the guide has the id. Empty where the file names a kernel only. */
function nodeOsOf(os: string | undefined): string {
  const image = os === undefined ? undefined : nodeImage(os);
  return image?.osName === NODE_IMAGES['tencentos-4'].osName ? TENCENTOS_4 : (image?.osName ?? '');
}
