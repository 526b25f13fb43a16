import type { Cluster } from '../cluster/definition';
import { type FileSpec, MARKER } from '../layout/layout';
import { nodePoolTerraform } from './terraform';
import { nodePoolUserData } from './user-data';

/**
 * What gives new nodes the mirror from birth, beside the DaemonSet that gives it to all: the user data of a node pool,
 * to be pasted into the TKE console, and the Terraform snippet with the same in base64. No Application points at them.
 *
 * @param origin the cluster file, for the line that marks a file as written by the synth
 */
export function nodePoolFiles({ name, containerdMirror }: Cluster, origin: string): FileSpec[] {
  if (containerdMirror.mode !== 'add') {
    return [];
  }
  const mirror = { endpoint: containerdMirror.endpoint };
  const mark = `${MARKER} from ${origin}. Change that, not this file.\n`;
  const [shebang, ...script] = nodePoolUserData(mirror).plain.split('\n');
  return [
    { path: `${name}/node-pool/user-data.sh`, content: [shebang, `${mark}${script.join('\n')}`].join('\n') },
    { path: `${name}/node-pool/node-pool.tf`, content: mark + nodePoolTerraform({ mirror }) },
  ];
}
