import { join } from 'node:path';
import type { Disk } from '../publish/disk';
import { outputDigest, type Proof, sha256 } from './proof';

/** What lies in the published directory, cluster by cluster. */
export class PublishedClusters {
  readonly paths: readonly string[];
  private readonly byCluster = new Map<string, string[]>();
  /** Clusters whose files are right, though the disk describes them otherwise than it did. */
  private readonly redescribed = new Set<string>();

  constructor(
    private readonly dist: string,
    private readonly disk: Disk,
  ) {
    this.paths = disk.list(dist);
    for (const path of this.paths) {
      const name = clusterOf(path);
      const paths = this.byCluster.get(name);
      if (paths) {
        paths.push(path);
      } else {
        this.byCluster.set(name, [path]);
      }
    }
  }

  /** Clusters of which files are published, and that none of these names is of. */
  without(names: readonly string[]): readonly string[] {
    const described = new Set(names);
    const directories = this.paths.filter((path) => path.includes('/') && !path.startsWith('_'));
    return [...new Set(directories.map(clusterOf))].filter((name) => !described.has(name));
  }

  /** Paths of the files of a cluster. */
  of(cluster: string): readonly string[] {
    return this.byCluster.get(cluster) ?? [];
  }

  /** Whether the files of a cluster are those that were made of it. */
  hold({ name, output, stamp }: Proof): boolean {
    const paths = this.of(name);
    if (stamp !== '' && stamp === this.stamp(paths)) {
      return true;
    }
    const files = paths.map((path) => ({ path, content: this.disk.read(join(this.dist, path)) }));
    this.redescribed.add(name);
    return output === outputDigest(files);
  }

  /**
   * A proof with the description that the disk gives of the cluster's files now.
   *
   * @param paths those of the cluster's files, where they were published just now
   * @param replaced the directory that was replaced, below the published one
   */
  stamped(proof: Proof, paths: readonly string[] | undefined, replaced: string | undefined): Proof {
    const own = paths ?? this.of(proof.name);
    const isTouched =
      paths !== undefined ||
      this.redescribed.has(proof.name) ||
      (replaced !== undefined && own.some((path) => replaced === '' || path.startsWith(`${replaced}/`)));
    return isTouched ? { ...proof, stamp: this.stamp([...own].sort()) } : proof;
  }

  /** '' where the disk cannot tell. */
  private stamp(paths: readonly string[]): string {
    const stamps = paths.map((path) => this.disk.stamp(join(this.dist, path)));
    return stamps.includes(undefined)
      ? ''
      : sha256(paths.map((path, index) => `${path}\0${stamps[index]}`).join('\n'));
  }
}

/** The name of the cluster that a file is of: `gz/cilium/...`, `_argocd/gz/...`. */
export function clusterOf(path: string): string {
  const [first = '', second = ''] = path.split('/', 2);
  return first.startsWith('_') ? second : first;
}
