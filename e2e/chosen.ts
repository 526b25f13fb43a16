import { KUBERNETES_VERSIONS } from './parts/parts';

/** What a person asks for: `npm run e2e -- kubectl 1.36.3`. */
export interface Chosen {
  readonly versions: readonly string[];
  readonly by: readonly ('kubectl' | 'argo-cd')[];
}

const BY = ['kubectl', 'argo-cd'] as const;

/** Words in any order; of a kind that no word is of, everything. A word that means nothing here ends the program. */
export function chosen(words: readonly string[]): Chosen {
  const known: readonly string[] = [...BY, ...KUBERNETES_VERSIONS];
  const unknown = words.find((word) => !known.includes(word));
  if (unknown !== undefined) {
    process.stderr.write(`"${unknown}" is none of ${known.join(', ')}\n`);
    process.exit(1);
  }
  const of = <T extends string>(all: readonly T[]) => {
    const named = all.filter((one) => words.includes(one));
    return named.length > 0 ? named : all;
  };
  return { versions: of(KUBERNETES_VERSIONS), by: of(BY) };
}
