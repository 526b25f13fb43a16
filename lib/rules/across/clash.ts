import type { SourcePosition } from '../../cluster/layered-settings';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { FleetMember } from './fleet-member';

/** Something that clusters have in common and should not. */
export interface Clash {
  /** The cluster at whose line it is reported, and after it the others. */
  readonly members: readonly [FleetMember, ...FleetMember[]];
  readonly diagnostic: Diagnostic;
}

export function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

/** A place as it is named within a sentence. */
export function placeText({ file, line }: SourcePosition): string {
  return `${file}:${line}`;
}
