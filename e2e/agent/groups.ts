import type { Case, Planned } from './plan';
import type { Setting } from './settings';

/** Settings that are asked about in one start. More, and most groups would have to be taken apart. */
const SIZE = 20;

/** Groups that a setting is tried in, one after the other, before it opens a new one. */
const TRIED = 8;

type Plan = (settings: readonly Setting[]) => Planned;

/**
 * Puts settings that the synth accepts alone into groups that it accepts whole, and in which every option that a setting
 * changes is as the setting alone makes it: none undoes another's option. What an agent no longer looks at because another
 * setting of the group turns a part of it off stays unseen.
 */
export function groupsOf(cases: readonly Case[], plan: Plan): readonly (readonly Case[])[] {
  const groups: Case[][] = [];
  for (const one of cases) {
    const open = groups
      .filter((group) => group.length < SIZE)
      .slice(-TRIED)
      .find((group) => fits(one, group, plan));
    if (open) {
      open.push(one);
    } else {
      groups.push([one]);
    }
  }
  return groups;
}

function fits(one: Case, group: readonly Case[], plan: Plan): boolean {
  const paths = new Set(group.flatMap(({ settings }) => settings.map(({ path }) => path)));
  if (one.settings.some(({ path }) => paths.has(path))) {
    return false;
  }
  const all = [...group, one];
  const planned = plan(settingsOf(all));
  return (
    'accepted' in planned &&
    all.every(({ changed, options }) =>
      changed.every((option) => planned.accepted.options[option] === options[option]),
    )
  );
}

/** What taking a group apart needs of the one who asks agents. */
export interface Asking {
  readonly plan: Plan;
  readonly comesUp: (group: Case) => Promise<boolean>;
  /** Asks about a single setting, and reports what does not come up. */
  readonly alone: (one: Case) => Promise<boolean>;
  /** Reports a group that does not come up, all of whose parts do. */
  readonly interplay: (group: Case) => Promise<void>;
}

/**
 * Asks about a group as a whole, and where it does not come up about its halves, down to single settings.
 *
 * @returns the cases that came up, alone or with others
 */
export async function askGroup(group: readonly Case[], asking: Asking): Promise<readonly Case[]> {
  const [first, ...others] = group;
  if (first === undefined) {
    return [];
  }
  if (others.length === 0) {
    return (await asking.alone(first)) ? [first] : [];
  }
  const planned = asking.plan(settingsOf(group));
  if ('accepted' in planned && (await asking.comesUp(planned.accepted))) {
    return group;
  }
  const middle = Math.ceil(group.length / 2);
  const up = [
    ...(await askGroup(group.slice(0, middle), asking)),
    ...(await askGroup(group.slice(middle), asking)),
  ];
  if ('accepted' in planned && up.length === group.length) {
    await asking.interplay(planned.accepted);
  }
  return up;
}

function settingsOf(cases: readonly Case[]): readonly Setting[] {
  return cases.flatMap(({ settings }) => settings);
}
