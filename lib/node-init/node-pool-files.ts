import type { Cluster } from '../cluster/definition';
import { nodePoolTerraform } from './terraform';
import { nodePoolUserData } from './user-data';

/** A file for whoever makes node pools; no Application points at it. */
export interface NodePoolFile {
  readonly name: string;
  readonly content: string;
}

/**
 * What gives new nodes the mirror from birth, beside the DaemonSet that gives it to all: the user data of a node pool,
 * to be pasted into the TKE console, and the Terraform snippet with the same in base64.
 */
export function nodePoolFiles({ containerdMirror }: Cluster): NodePoolFile[] {
  if (containerdMirror.mode !== 'add') {
    return [];
  }
  const mirror = { endpoint: containerdMirror.endpoint };
  return [
    { name: 'user-data.sh', content: nodePoolUserData(mirror).plain },
    { name: 'node-pool.tf', content: nodePoolTerraform({ mirror }) },
  ];
}
