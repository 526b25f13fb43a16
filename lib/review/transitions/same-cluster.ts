import type { ClusterFiles, ReadFile } from '../cluster-pair';
import { part } from '../consequences/workloads';
import { objectsIn } from '../dist-files';
import { withoutName } from '../text';

/** How much of two clusters has to be the same, for one to be the other under another name. */
const ALIKE = 0.6;

/** Every Argo CD calls the cluster that it runs on by this address: it distinguishes no two of them. */
const OWN_CLUSTER = 'https://kubernetes.default.svc';

/** What a cluster is recognised by, whatever it is called. */
export interface Likeness {
  readonly name: string;
  /** Its manifests, without its name. */
  readonly contents: ReadonlySet<string>;
  /** The API servers that its Applications deploy to. */
  readonly destinations: ReadonlySet<string>;
}

export function likenessOf(name: string, files: readonly ReadFile[]): Likeness {
  const applications = files
    .filter(({ path }) => path.includes('/Application.'))
    .flatMap((file) => objectsIn(file, file.text));
  const destinations = applications.flatMap(({ object }) => {
    const { server, name: registered } = part(part(object.spec).destination);
    return [server ?? registered].filter((text) => typeof text === 'string');
  });
  return {
    name,
    contents: new Set(
      files
        .filter(({ role }) => role === 'cluster')
        .map(({ path, text }) => withoutName(`${path}\n${text.replace(/# Written by .*\n/, '')}`, name)),
    ),
    destinations: new Set(destinations),
  };
}

/** True when one cluster is most likely the other under another name. */
export function isSameCluster(one: Likeness, other: Likeness): boolean {
  if (one.destinations.size > 0 && other.destinations.size > 0) {
    const shared = [...one.destinations].filter((server) => other.destinations.has(server));
    if (shared.length === 0) {
      return false;
    }
    if (shared.some((server) => server !== OWN_CLUSTER)) {
      return true;
    }
  }
  const same = [...one.contents].filter((content) => other.contents.has(content)).length;
  return one.contents.size > 0 && same >= ALIKE * Math.max(one.contents.size, other.contents.size);
}

/** Clusters that left under one name and came under another, each with the other. */
export function renamedAmong(
  gone: readonly ClusterFiles[],
  come: readonly ClusterFiles[],
): readonly (readonly [old: ClusterFiles, now: ClusterFiles])[] {
  const left = new Map(come.map((files) => [files, likenessOf(files.cluster, files.after)]));
  return gone.flatMap((old) => {
    const likeness = likenessOf(old.cluster, old.before);
    const [now] = [...left].find(([, other]) => isSameCluster(likeness, other)) ?? [];
    if (now === undefined) {
      return [];
    }
    left.delete(now);
    return [[old, now] as const];
  });
}
