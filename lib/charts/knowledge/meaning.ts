/** What an expression may be, as far as values are concerned. Several, when several branches give it. */
export type Meaning =
  | { readonly kind: 'context' }
  | { readonly kind: 'value'; readonly path: readonly string[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly Meaning[])[] }
  | { readonly kind: 'dict'; readonly entries: ReadonlyMap<string, readonly Meaning[]> }
  | { readonly kind: 'text'; readonly text: string };
export type Meanings = readonly Meaning[];

/** Keys and values of what `dict` is given. */
export function pairs(given: readonly Meanings[]): [string, Meanings][] {
  const entries: [string, Meanings][] = [];
  for (let at = 0; at + 1 < given.length; at += 2) {
    const key = given[at]?.find((meaning) => meaning.kind === 'text');
    entries.push([key?.text ?? '*', given[at + 1] ?? []]);
  }
  return entries;
}

/** Equal texts for equal meanings. */
export function identity(meaning: Meaning): string {
  return meaning.kind === 'dict'
    ? JSON.stringify([...meaning.entries].map(([key, value]) => [key, value.map(identity)]))
    : JSON.stringify(meaning);
}
