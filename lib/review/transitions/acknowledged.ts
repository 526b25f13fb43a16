import type { Transition } from './transition';

/** What a cluster file acknowledges. */
export type Entries = readonly { readonly rule: string; readonly change?: string | undefined }[];

/**
 * True when the entries of `acknowledged` name this transition. The entry has to say from what to what: it covers this
 * one, and no later transition of the same rule.
 */
export function isAcknowledged(
  { rule, change }: Pick<Transition, 'rule' | 'change'>,
  entries: Entries,
): boolean {
  return entries.some((entry) => entry.rule === rule && entry.change === change);
}
