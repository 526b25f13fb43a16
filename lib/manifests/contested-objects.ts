import type { Diagnostic } from '../diagnostics/diagnostic';
import type { JsonObject } from '../json';
import { objectKey, objectName } from './object-name';

/** The objects that one Argo CD Application holds on one API server. */
export interface Claim {
  /** Name of the Application. */
  readonly application: string;
  /** The cluster file that the Application comes from. */
  readonly file: string;
  /** The API server it applies to. */
  readonly destination: string;
  readonly objects: readonly JsonObject[];
}

/**
 * Finds objects that two Applications hold on the same API server: each would undo what the other applies, for ever.
 * The API version does not count, for it is the same object in every version of its group.
 */
export function contestedObjects(claims: readonly Claim[]): Diagnostic[] {
  const holders = new Map<string, Claim>();
  return claims.flatMap((claim) =>
    claim.objects.flatMap((object): Diagnostic[] => {
      const key = `${claim.destination} ${objectKey(object)}`;
      const holder = holders.get(key);
      holders.set(key, holder ?? claim);
      if (!holder || holder === claim) {
        return [];
      }
      return [
        {
          severity: 'error',
          rule: 'contested-object',
          place: { file: claim.file },
          field: 'argoCD.destination',
          problem: `the Applications ${holder.application} (${holder.file}) and ${claim.application} would both apply ${objectName(object)} to ${claim.destination}`,
          remedy: 'Give each cluster its own argoCD.destination, or leave the object out of one of them',
        },
      ];
    }),
  );
}
