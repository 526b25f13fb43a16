import { isObject, type JsonValue } from '../../json';
import type { Transition } from './transition';

/**
 * True when the entries of `acknowledged` name this transition. The entry has to say from what to what: it covers this
 * one, and no later transition of the same rule.
 */
export function isAcknowledged(
  { rule, change }: Pick<Transition, 'rule' | 'change'>,
  entries: JsonValue | undefined,
): boolean {
  return (
    Array.isArray(entries) &&
    entries.some((entry) => isObject(entry) && entry.rule === rule && entry.change === change)
  );
}
