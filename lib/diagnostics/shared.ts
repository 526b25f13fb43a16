import type { Diagnostic } from './diagnostic';

/**
 * Reports once what several clusters have in common: the same problem at the same line of a layer, with all clusters
 * that it affects, and the same problem that belongs to no line, such as a missing chart, with all files it affects.
 */
export function reportedOnce(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const reported = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) {
    const { place, clusters = [], ...what } = diagnostic;
    const key = JSON.stringify(place?.line === undefined ? what : { ...what, place });
    const earlier = reported.get(key);
    const files = new Set([earlier?.place?.file, place?.file].filter((file) => file !== undefined));
    const affected = [...new Set([...(earlier?.clusters ?? []), ...clusters])];
    reported.set(key, {
      ...what,
      ...(files.size > 0 && { place: { ...place, file: [...files].join(', ') } }),
      ...(affected.length > 0 && { clusters: affected }),
    });
  }
  return [...reported.values()];
}
