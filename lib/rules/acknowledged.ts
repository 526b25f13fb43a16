import type { Cluster } from '../cluster/definition';
import type { ReadCluster } from '../cluster/read-clusters';
import type { Diagnostic } from '../diagnostics/diagnostic';
import type { Finding } from '../diagnostics/finding';

const IDLE = 'nothing-to-acknowledge';

/** Something that a rule reported: of a cluster file, or of an object made from it. */
export interface Reported {
  readonly rule: string;
  readonly severity?: 'error' | 'warning';
  readonly acknowledgeable?: boolean;
  /** As it is printed. */
  readonly field?: string;
}

/** What is left of the reports of a cluster, and the entries of `acknowledged` that nothing matched. */
export interface Unacknowledged<T> {
  readonly left: readonly T[];
  readonly idle: readonly Finding[];
}

/**
 * Leaves out what the cluster file acknowledges. Acknowledging is for warnings and for the errors that say so; any other
 * error stays.
 *
 * @param reported what one stage of checks found
 * @param isOfStage whether a rule is one of that stage; entries for other rules are judged elsewhere
 */
export function unacknowledged<T extends Reported>(
  reported: readonly T[],
  { acknowledged }: Cluster,
  isOfStage: (rule: string) => boolean,
): Unacknowledged<T> {
  const matches = ({ rule, field, change }: Acknowledgement, one: T) =>
    change === undefined &&
    mayBeMeant(one) &&
    one.rule === rule &&
    (field === undefined || one.field === field);
  const left = reported.filter((one) => !acknowledged.some((entry) => matches(entry, one)));
  const idle = acknowledged.flatMap((entry, index): Finding[] =>
    // Transitions are found when dist/ is compared, and only until the change is merged.
    entry.change !== undefined || !isOfStage(entry.rule) || reported.some((one) => matches(entry, one))
      ? []
      : [
          {
            rule: IDLE,
            severity: 'warning',
            path: ['acknowledged', index],
            problem: reported.some((one) => one.rule === entry.rule && !mayBeMeant(one))
              ? `"${entry.rule}" is an error here, and it cannot be acknowledged`
              : `there is no warning "${entry.rule}" ${entry.field === undefined ? '' : `at ${entry.field} `}to acknowledge`,
            remedy: 'Remove the entry, or write the rule and the field as the warning prints them',
          },
        ],
  );
  return { left, idle };
}

function mayBeMeant({ severity, acknowledgeable = false }: Reported): boolean {
  return severity === 'warning' || acknowledgeable;
}

type Acknowledgement = Cluster['acknowledged'][number];

/**
 * An entry of a layer counts for all clusters above it, so it is of no use only when no cluster has what it
 * acknowledges: where one does, what was reported of the others is left out.
 *
 * @param acknowledgedIn for every cluster the file whose list of acknowledgements counts for it
 */
export function idleEverywhere(
  diagnostics: readonly Diagnostic[],
  acknowledgedIn: readonly string[],
): Diagnostic[] {
  const keyOf = ({ place }: Diagnostic) => `${place?.file}:${place?.line}:${place?.column}`;
  const idle = new Map<string, number>();
  for (const diagnostic of diagnostics.filter(({ rule }) => rule === IDLE)) {
    idle.set(keyOf(diagnostic), (idle.get(keyOf(diagnostic)) ?? 0) + 1);
  }
  const above = new Map<string | undefined, number>();
  for (const file of acknowledgedIn) {
    above.set(file, (above.get(file) ?? 0) + 1);
  }
  return diagnostics.filter(
    (diagnostic) =>
      diagnostic.rule !== IDLE ||
      diagnostic.clusters === undefined ||
      idle.get(keyOf(diagnostic)) === above.get(diagnostic.place?.file),
  );
}

/** The file whose list of acknowledgements counts for a cluster. */
export function acknowledgingFile({ position }: ReadCluster): string {
  return position(['acknowledged']).file;
}
