import type { Diagnostic } from '../diagnostics/diagnostic';
import type { Published } from '../publish/publish';

/** What a synth did. */
export interface SynthOutcome extends Published {
  /** Number of cluster files. */
  readonly clusters: number;
  readonly warnings: readonly Diagnostic[];
}

/** What a synth did, in lines for a person. */
export function describeOutcome(outcome: SynthOutcome, dist: string): string {
  const { added, changed, removed, unchanged, clusters } = outcome;
  const lines = [
    ...added.map((path) => `  added    ${path}`),
    ...changed.map((path) => `  changed  ${path}`),
    ...removed.map((path) => `  removed  ${path}`),
  ];
  const counts = `${added.length} added, ${changed.length} changed, ${removed.length} removed, ${unchanged} unchanged`;
  const head = `${dist}/: ${clusters} ${clusters === 1 ? 'cluster' : 'clusters'}, ${counts}`;
  return `${[head, ...lines].join('\n')}\n`;
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
