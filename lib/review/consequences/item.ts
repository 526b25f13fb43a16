import type { Change } from '../change';
import type { Text } from '../text';

/** The groups of the report, in its order: what a reviewer must know first comes first. */
export const GROUPS = [
  'needs-hand',
  'irreversible',
  'restarts',
  'security',
  'network',
  'argo-cd',
  'rest',
] as const;

export type Group = (typeof GROUPS)[number];

export const GROUP_TITLES: Readonly<Record<Group, string>> = {
  'needs-hand': 'Needs a hand',
  irreversible: 'Cannot be taken back',
  restarts: 'Restarts',
  security: 'Security',
  network: 'Network behaviour',
  'argo-cd': 'Argo CD: created, removed, moved',
  rest: 'Everything else',
};

/** What an object does whose manifest is gone: neither kubectl nor Argo CD prunes what this tool writes. */
export const STAYS = 'leaves dist/ and stays in the cluster until somebody deletes it';

/** One line of the report about one cluster. */
export interface Item {
  readonly group: Group;
  /** What the line is about: the same in every cluster and at every run. */
  readonly subject: string;
  /** The subject of the line that this one is part of. */
  readonly under?: string;
  readonly text: Text;
  /** What to do, step by step. */
  readonly steps?: readonly Text[];
  /** What explains the line, such as the chart's description of a value. */
  readonly note?: Text;
  /** True for a line that explains others: it is shown after all lines of the group that do not. */
  readonly detail?: boolean;
  /** The changed paths that this line accounts for: each belongs to one line. Empty for a consequence of others. */
  readonly changes: readonly Change[];
  /** The changed paths that a consequence follows from. */
  readonly because?: readonly Change[];
  /** Set for a dangerous transition: the id of its rule. */
  readonly rule?: string;
  /** Set for a dangerous transition: from what to what, as an acknowledgement names it. */
  readonly change?: string;
  /** True for a transition that the cluster file acknowledges. */
  readonly acknowledged?: boolean;
}
