import type { Declared } from '../cluster/declared';
import type { Finding } from '../diagnostics/finding';

/** A place where a rule does not hold, and what to do there. */
export type Breach = Omit<Finding, 'rule' | 'source' | 'severity'>;

/** Something known of the field: a combination that is well-formed and breaks a cluster, or is unwise. */
export interface Rule {
  readonly id: string;
  /** error: known to break; warning: unwise, and acknowledged in the cluster file by those who mean it. */
  readonly severity: 'error' | 'warning';
  /** True for an error that may be meant somewhere, and so may be acknowledged. */
  readonly acknowledgeable?: boolean;
  /** Where the knowledge comes from, a link. */
  readonly source: string;
  /** @returns where it does not hold; nothing where it does */
  readonly check: (declared: Declared) => readonly Breach[];
}

/** The place of a chart value in the cluster file. */
export function valuePath(dotted: string): readonly string[] {
  return ['cilium', 'values', ...dotted.split('.')];
}

/** A breach at a chart value. */
export function atValue(dotted: string, problem: string, remedy: string): Breach {
  return { path: valuePath(dotted), problem, remedy };
}

/** The TKE guide that most of the knowledge comes from. */
export const GUIDE = 'https://github.com/imroc/tke-guide/blob/main/docs/networking/cilium';
