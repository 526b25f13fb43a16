import { ChartStore } from '../../lib/charts/chart-store';
import { readLockFile } from '../../lib/charts/lock';
import type { Requirement } from './requires';

/** The tests' own lock. */
export const TEST_LOCK = readLockFile('test/support/charts.lock.yaml');

/** The charts of the tests' own lock, found where a synth finds charts. */
export const testCharts = new ChartStore({ lock: TEST_LOCK });

/** The versions of Cilium that tests use, oldest first. */
export const TEST_VERSIONS = testCharts.versions('cilium');

/** Environment variable with what `lackOfArchives` found before the tests began; '' where everything is at hand. */
export const ARCHIVES_LACK = 'TKE_CILIUM_TEST_ARCHIVES_LACK';

/** The archives of all charts that tests use. */
export const LOCKED_ARCHIVES: Requirement = () => {
  const known = process.env[ARCHIVES_LACK];
  return known === undefined ? lackOfArchives() : known || undefined;
};

/** What a file makes of charts before its tests; never looked at where they are skipped for want of charts. */
export function ofCharts<T>(make: () => T): T {
  return LOCKED_ARCHIVES() === undefined ? make() : (undefined as T);
}

/** Why a chart that tests use is not to be had; undefined when all are. */
export function lackOfArchives(): string | undefined {
  try {
    for (const version of TEST_VERSIONS) {
      testCharts.locate('cilium', version);
    }
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
