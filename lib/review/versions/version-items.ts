import type { ClusterFacts } from '../consequences/cluster-facts';
import type { Item } from '../consequences/item';
import { behaviourBetween } from './table';

/** Subject of the line above them. */
const BEHAVIOUR = 'behaviour';

/** The lines about behaviour that changes with the version, without a changed path. */
export function versionItems(before: ClusterFacts, after: ClusterFacts): Item[] {
  const found = behaviourBetween(before, after);
  return found.length === 0
    ? []
    : [
        {
          group: 'network',
          subject: BEHAVIOUR,
          text: `behaviour that changes with the version, and no byte says so (${found.length}):`,
          changes: [],
        },
        ...found.map(
          ({ id, text, source }): Item => ({
            group: 'network',
            subject: `behaviour ${id}`,
            under: BEHAVIOUR,
            text,
            note: source,
            changes: [],
          }),
        ),
      ];
}
