import { ChartStore } from '../../lib/charts/chart-store';
import { readLockFile } from '../../lib/charts/lock';
import type { Requirement } from './requires';

/** The tests' own lock. */
export const TEST_LOCK = readLockFile('test/support/charts.lock.yaml');

/** The charts of the tests' own lock, found where a synth finds charts. */
export const testCharts = new ChartStore({ lock: TEST_LOCK });

/** The versions of Cilium that tests use, oldest first. */
export const TEST_VERSIONS = testCharts.versions('cilium');

/** The archives of all charts that tests use. */
export const LOCKED_ARCHIVES: Requirement = () =>
  reasonAgainst(() => {
    for (const version of TEST_VERSIONS) {
      testCharts.locate('cilium', version);
    }
  });

function reasonAgainst(attempt: () => void): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
