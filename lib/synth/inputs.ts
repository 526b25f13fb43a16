import type { ClusterFile, FleetFiles } from '../cluster/cluster-files';
import { isUnchanged } from '../cluster/manifest-files';
import { type Proof, sha256 } from './proof';

/** What decides what is made of each cluster: the tool, its layers, its own file, and the manifests that it names. */
export class Inputs {
  private readonly defaults: string;
  private readonly groups: ReadonlyMap<string, string>;

  constructor(
    files: FleetFiles,
    private readonly tool: string,
  ) {
    this.defaults = files.defaults ? digestOf(files.defaults) : '';
    this.groups = new Map([...files.groups].map(([name, file]) => [name, digestOf(file)]));
  }

  /** The proof, where it is of these inputs. */
  stillHold(file: ClusterFile, proof: Proof | undefined): Proof | undefined {
    const holds =
      proof &&
      proof.own === digestOf(file) &&
      proof.inputs === this.of(file, proof.groups) &&
      (proof.manifests ?? []).every((manifests) => isUnchanged(manifests, file.path)) &&
      proof;
    return holds || undefined;
  }

  /** The digest of all inputs of a cluster, which names these groups. */
  of(file: ClusterFile, groups: readonly string[]): string {
    const ofGroups = [...groups].sort().map((name) => `${name}=${this.groups.get(name) ?? 'absent'}`);
    return sha256([this.tool, this.defaults, ...ofGroups, digestOf(file)].join('\n'));
  }
}

/** Of the path too: it is in the first line of every manifest. */
export function digestOf({ path, content }: ClusterFile): string {
  return sha256(path, '\0', content);
}
