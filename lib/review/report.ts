import type { Cause } from './causes/cause';
import type { Change } from './change';
import type { Group } from './consequences/item';
import type { Ring } from './rings';
import type { Text } from './text';

/** One changed path as the report gives it. */
export interface ChangedPath {
  readonly object: string;
  readonly path: string;
  readonly kind: Change['kind'];
  readonly before?: string;
  readonly after?: string;
}

/** A line of the report and the clusters that it is about. */
export interface Line {
  readonly group: Group;
  readonly subject: string;
  readonly under?: string;
  readonly text: Text;
  readonly steps: readonly Text[];
  readonly note?: Text;
  readonly rule?: string;
  readonly change?: string;
  /** True for a transition that the cluster file acknowledges. */
  readonly acknowledged?: boolean;
  /** True for a line that explains others. */
  readonly detail?: boolean;
  /** What the line accounts for, the same in every cluster of it. */
  readonly paths: readonly ChangedPath[];
  /** Indices of {@link Report.clusters}. */
  readonly clusters: readonly number[];
  readonly causes: readonly Cause[];
}

/** Clusters in which the same lines hold. */
export interface Kind {
  readonly clusters: readonly number[];
  /** Indices of the lines. */
  readonly lines: readonly number[];
}

/** What changes between two trees, for all clusters together. */
export interface Report {
  readonly before: string;
  readonly after: string;
  /** How many clusters the two trees have together. */
  readonly compared: number;
  /** Names of those that differ. */
  readonly clusters: readonly string[];
  readonly lines: readonly Line[];
  /** The clusters that differ by their rings; empty where none is in a ring. */
  readonly rings: readonly Ring[];
  /** The clusters by what changes in them, the largest kind first. */
  readonly kinds: readonly Kind[];
  /** Changed paths, objects that have them, and paths by group; every path of every cluster counts. */
  readonly counts: {
    readonly paths: number;
    readonly objects: number;
    readonly byGroup: Readonly<Record<Group, number>>;
  };
  /** What moved which changed paths, where the cluster files of both sides are known. */
  readonly causes: readonly Cause[];
  /** Why causes are not known, where they are not. */
  readonly causesUnknown?: string;
  /** Acknowledged transitions that the clusters do not make: most are merged. */
  readonly idle: readonly IdleEntry[];
}

/** An entry of `acknowledged` that has nothing to acknowledge, and the clusters whose files have it. */
export interface IdleEntry {
  readonly rule: string;
  readonly change: string;
  readonly clusters: readonly string[];
}
