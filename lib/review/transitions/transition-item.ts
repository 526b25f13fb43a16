import type { Change } from '../change';
import type { Item } from '../consequences/item';
import { code } from '../text';
import { type Entries, isAcknowledged } from './acknowledged';
import type { Transition } from './transition';

/**
 * The line of the report about a dangerous transition.
 *
 * @param changes the changed paths that it accounts for
 */
export function transitionItem(transition: Transition, changes: readonly Change[], entries: Entries): Item {
  const { rule, change, group, problem, steps } = transition;
  const acknowledged = isAcknowledged(transition, entries);
  return {
    group,
    subject: `transition ${rule} ${group}`,
    text: problem,
    steps,
    rule,
    change,
    note: `${code(rule)}, ${code(change)}${acknowledged ? ', acknowledged in the cluster file' : ''}`,
    ...(acknowledged && { acknowledged }),
    changes,
  };
}
