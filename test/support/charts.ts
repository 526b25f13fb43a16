import { ChartStore } from '../../lib/charts/chart-store';
import { LOCKED_HELM, lockedVersions } from '../../lib/charts/lock';
import { findHelm } from '../../lib/helm/helm-binary';
import type { Requirement } from './requires';

/** The archives of all locked charts. */
export const LOCKED_ARCHIVES: Requirement = () =>
  reasonAgainst(() => {
    for (const version of lockedVersions('cilium')) {
      new ChartStore().locate('cilium', version);
    }
  });

/** The archives, and the real Helm of the lock. */
export const REAL_HELM: Requirement = () =>
  LOCKED_ARCHIVES() ?? reasonAgainst(() => findHelm(LOCKED_HELM['v4.2']));

function reasonAgainst(attempt: () => void): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
