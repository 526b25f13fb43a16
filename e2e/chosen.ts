import { KUBERNETES_VERSIONS } from './parts/parts';

/** What a person asks for: `npm run e2e -- kubectl 1.36.3`. */
export interface Chosen {
  readonly versions: readonly string[];
  readonly by: readonly ('kubectl' | 'argo-cd')[];
  /** Names of trials; the others are left out. Empty: all of them. */
  readonly trials: readonly string[];
}

const BY = ['kubectl', 'argo-cd'] as const;

/**
 * Words in any order. A kind of which no word is given is chosen whole. A word that is of no kind ends the program.
 *
 * @param trials names of the trials that can be chosen
 */
export function chosen(words: readonly string[], trials: readonly string[] = []): Chosen {
  const known: readonly string[] = [...BY, ...KUBERNETES_VERSIONS, ...trials];
  const unknown = words.find((word) => !known.includes(word));
  if (unknown !== undefined) {
    process.stderr.write(`"${unknown}" is none of ${known.join(', ')}\n`);
    process.exit(1);
  }
  const of = <T extends string>(all: readonly T[]) => {
    const named = all.filter((one) => words.includes(one));
    return named.length > 0 ? named : all;
  };
  return {
    versions: of(KUBERNETES_VERSIONS),
    by: of(BY),
    trials: trials.filter((trial) => words.includes(trial)),
  };
}
