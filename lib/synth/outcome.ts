import type { Diagnostic } from '../diagnostics/diagnostic';
import { toolVersion } from '../package-facts';
import type { Published } from '../publish/publication';
import { INPUT_FILE } from './input-digest';
import type { ClusterFacts } from './proof';
import { clusterOf } from './published-clusters';

/** What a synth did. */
export interface SynthOutcome extends Published {
  /** Number of cluster files. */
  readonly clusters: number;
  /** How many of them were rendered; the files of the others were known to be right. */
  readonly rendered: number;
  /** The clusters of which a file was added, changed or removed. */
  readonly touched: readonly TouchedCluster[];
  readonly warnings: readonly Diagnostic[];
}

/** A cluster of which files changed, and how many. */
export interface TouchedCluster {
  readonly name: string;
  readonly ring?: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  /** False where its settings are what they were when its files were written before: the tool makes other files of them. */
  readonly inputChanged: boolean;
}

/** What a synth did, cluster by cluster. */
export function outcomeOf(
  published: Published,
  facts: readonly ClusterFacts[],
  rendered: number,
  warnings: readonly Diagnostic[],
): SynthOutcome {
  const rings = new Map(facts.map(({ name, ring }) => [name, ring]));
  const counts = new Map<string, Record<keyof typeof KINDS, number>>();
  for (const kind of Object.keys(KINDS) as (keyof typeof KINDS)[]) {
    for (const path of published[kind]) {
      const name = clusterOf(path);
      const count = counts.get(name) ?? { ...KINDS };
      count[kind] += 1;
      counts.set(name, count);
    }
  }
  const inputs = new Set([...published.added, ...published.changed, ...published.removed]);
  const touched = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => {
      const ring = rings.get(name);
      return {
        name,
        ...(ring !== undefined && { ring }),
        ...count,
        inputChanged: inputs.has(`${name}/${INPUT_FILE}`),
      };
    });
  return { ...published, clusters: facts.length, rendered, touched, warnings };
}

const KINDS = { added: 0, changed: 0, removed: 0 };

/**
 * What a synth did, in lines for a person: one for the whole, one for each cluster that changed.
 *
 * @param verbose a line for each file as well
 */
export function describeOutcome(outcome: SynthOutcome, dist: string, verbose = false): string {
  const { added, changed, removed, unchanged, clusters, touched } = outcome;
  const counts = `${added.length} added, ${changed.length} changed, ${removed.length} removed, ${unchanged} unchanged`;
  const head = `${dist}/: ${clusters} ${clusters === 1 ? 'cluster' : 'clusters'}, ${counts}`;
  const width = Math.max(...touched.map(({ name }) => name.length));
  const perCluster = touched.map(({ name, ring, inputChanged, ...count }) => {
    const parts = Object.entries(count).flatMap(([kind, files]) => (files > 0 ? [`${files} ${kind}`] : []));
    const of = ring === undefined ? '' : `  ring ${ring}`;
    const cause = inputChanged ? '' : ', because of the tool';
    return `  ${name.padEnd(width)}${of}  ${parts.join(', ')}${cause}`;
  });
  const perFile = [
    ...added.map((path) => `  added    ${path}`),
    ...changed.map((path) => `  changed  ${path}`),
    ...removed.map((path) => `  removed  ${path}`),
  ];
  const explained = touched.every(({ inputChanged }) => inputChanged)
    ? []
    : [
        `because of the tool: the settings of the cluster are what they were, and tke-cilium ${toolVersion()} makes other files of them`,
      ];
  return `${[head, ...perCluster, ...(verbose ? perFile : []), ...explained].join('\n')}\n`;
}

/** `1 error`, `2 errors`. */
export function countErrors(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  return `${errors} ${errors === 1 ? 'error' : 'errors'}`;
}

/** What a failed synth means for `dist/`. A disk may refuse something when the new tree is in place already. */
export function stateOfDist(diagnostics: readonly Diagnostic[], dist: string): string {
  return diagnostics.some(({ rule }) => rule === 'system')
    ? `${dist}/ is intact, the previous or the new version`
    : `${dist}/ is as it was`;
}
