import type { FileSpec } from '../../../lib/layout/layout';
import { CLUSTER } from '../bench';

export const OTHER = 'gz-renamed';

/** The files as of a cluster of the other name. */
export function renamed(files: readonly FileSpec[], name: string = OTHER): FileSpec[] {
  return files.map(({ path, content }) => ({
    path: path.replaceAll(CLUSTER, name),
    content: content.replaceAll(CLUSTER, name),
  }));
}
