import { code, listText, type Text } from './text';

/** The ring in which changes reach a cluster, undefined where it is in none. */
export type RingOf = (cluster: string) => number | undefined;

/** Clusters of one ring. */
export interface Ring {
  /** Absent for the clusters that are in none. */
  readonly ring?: number;
  /** Indices of the clusters of the report. */
  readonly clusters: readonly number[];
}

/** Lowest ring first, those of no ring last; nothing where no cluster is in a ring. */
export function ringsAmong(clusters: readonly string[], ringOf: RingOf): Ring[] {
  const byRing = new Map<number | undefined, number[]>();
  for (const [index, name] of clusters.entries()) {
    const ring = ringOf(name);
    byRing.set(ring, [...(byRing.get(ring) ?? []), index]);
  }
  const place = (ring: number | undefined) => ring ?? Number.POSITIVE_INFINITY;
  const rings = [...byRing].sort(([a], [b]) => place(a) - place(b));
  return rings.some(([ring]) => ring !== undefined)
    ? rings.map(([ring, some]) => ({ ...(ring !== undefined && { ring }), clusters: some }))
    : [];
}

/** `ring 1`, `no ring`. */
export function ringName({ ring }: Ring): string {
  return ring === undefined ? 'no ring' : `ring ${ring}`;
}

/** `rings 1 and 2`, where the clusters are exactly those of some rings. */
export function wholeRings(clusters: readonly number[], rings: readonly Ring[]): string | undefined {
  const mine = new Set(clusters);
  const touched = rings.filter((ring) => ring.clusters.some((index) => mine.has(index)));
  const isWhole =
    touched.length > 0 && touched.reduce((sum, ring) => sum + ring.clusters.length, 0) === clusters.length;
  return isWhole ? listText(touched.map(ringName)) : undefined;
}

/** So many clusters of a ring are named; more are counted. */
const NAMED = 5;

/** Which rings a change reaches, and with which clusters. */
export function ringsText(rings: readonly Ring[], names: readonly string[]): Text[] {
  if (rings.length === 0) {
    return [];
  }
  const parts = rings.map((ring) => {
    const { clusters } = ring;
    const shown =
      clusters.length <= NAMED
        ? listText(clusters.map((index) => code(names[index] ?? '')))
        : `${clusters.length.toLocaleString('en-US')} clusters`;
    return `${ringName(ring)}: ${shown}`;
  });
  return [`By ring: ${parts.join('; ')}.`];
}
