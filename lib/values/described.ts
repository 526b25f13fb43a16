import type { ValueFacts } from '../charts/knowledge/value-key';

/** The remedy, followed by the first sentence of what the chart says of the key. */
export function described(key: ValueFacts, remedy: string): string {
  return withSentence(remedy, sentences(key)[0]);
}

/** What the chart says of a key it deprecates: what to use, or that it goes. */
export function deprecation(key: ValueFacts): string {
  const said = sentences(key);
  const at = said.findIndex((sentence) => /deprecated/i.test(sentence));
  const use = said.slice(Math.max(at, 0)).find((sentence) => /\buse\b/i.test(sentence));
  return use?.startsWith('Use ') ? use : withSentence('Stop using it', use ?? said[at] ?? said[0]);
}

function withSentence(remedy: string, sentence: string | undefined): string {
  return sentence === undefined ? remedy : `${remedy.replace(/[^.?!]$/, '$&:')} ${sentence}`;
}

function sentences({ description = '' }: ValueFacts): readonly string[] {
  return description.split(/(?<=\.)\s|\n/).filter((sentence) => sentence !== '');
}
