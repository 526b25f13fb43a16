import type { EngineOutcome } from './engine';
import type { Outcome } from './real-helm';

/** How the two answers to one question stand to each other. */
export type Verdict =
  | 'same'
  /** Both refuse, with the same words where the words are the chart's or the schema's. */
  | 'both refuse'
  /** The engine says that the question is outside its profile: it gives no answer, so no wrong one. */
  | 'outside the profile'
  | 'different';

export function judge(helm: Outcome, engine: EngineOutcome): Verdict {
  if ('outside' in engine) {
    return 'outside the profile';
  }
  if ('text' in helm && 'text' in engine) {
    return helm.text === engine.text ? 'same' : 'different';
  }
  if ('refusal' in helm && 'refusal' in engine) {
    return sayTheSame(helm.refusal, engine.refusal) ? 'both refuse' : 'different';
  }
  return 'different';
}

/** Lines by name, and the names of a list that Go goes through in random order. */
function sorted(words: string): string {
  return words
    .split('\n')
    .map((line) =>
      line.replace(/(additional properties )(.*)( not allowed)/, (_, before, names: string, after) =>
        [before, ...names.split(', ').sort(), after].join(','),
      ),
    )
    .sort()
    .join('\n');
}

/** The words of `fail` and `required` and of the schema are compared; the order of the schema's lines is Go's dice. */
function sayTheSame(helm: string, engine: string): boolean {
  if (/^execution error at \(/.test(helm) || /^values don't meet the specifications/.test(helm)) {
    return sorted(helm) === sorted(engine);
  }
  return true;
}
