import type { Diagnostic } from './diagnostic';

/**
 * Reports once what several clusters have in common: the same problem at the same line of a layer, with all clusters
 * that it affects, and the same problem that belongs to no line, such as a missing chart, with all files it affects.
 */
export function reportedOnce(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const reported = new Map<string, Reported>();
  for (const { place, clusters = [], ...what } of diagnostics) {
    const key = JSON.stringify(place?.line === undefined ? what : { ...what, place });
    const one = reported.get(key) ?? { what, place, files: new Set(), clusters: new Set() };
    reported.set(key, one);
    if (place) {
      one.files.add(place.file);
    }
    for (const cluster of clusters) {
      one.clusters.add(cluster);
    }
  }
  return [...reported.values()].map(({ what, place, files, clusters }) => ({
    ...what,
    ...(place && { place: { ...place, file: named([...files]) } }),
    ...(clusters.size > 0 && { clusters: [...clusters] }),
  }));
}

interface Reported {
  readonly what: Diagnostic;
  readonly place: Diagnostic['place'];
  readonly files: Set<string>;
  readonly clusters: Set<string>;
}

/** How many files a sentence names; the others it counts. */
const NAMED = 5;

function named(files: readonly string[]): string {
  const more = files.length - NAMED;
  return `${files.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
