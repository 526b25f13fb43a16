import type { Item } from './consequences/item';
import type { IdleEntry } from './report';
import type { Entries } from './transitions/acknowledged';

/** The dangerous transitions of a cluster, as {@link idleEntries} takes them. */
export function transitionsMade(cluster: string, items: readonly Item[]): string[] {
  return items.flatMap(({ rule, change }) =>
    change === undefined ? [] : [`${cluster}\n${rule}\n${change}`],
  );
}

/** The entries of `acknowledged` that name a transition which their cluster does not make. */
export function idleEntries(
  clusters: readonly string[],
  acknowledged: (cluster: string) => Entries,
  made: ReadonlySet<string>,
): IdleEntry[] {
  const idle = new Map<string, { rule: string; change: string; clusters: string[] }>();
  for (const cluster of clusters) {
    for (const { rule, change } of acknowledged(cluster)) {
      if (change !== undefined && !made.has(`${cluster}\n${rule}\n${change}`)) {
        const entry = idle.get(`${rule}\n${change}`) ?? { rule, change, clusters: [] };
        entry.clusters.push(cluster);
        idle.set(`${rule}\n${change}`, entry);
      }
    }
  }
  return [...idle.values()];
}
