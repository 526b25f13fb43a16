import { join } from 'node:path';
import { appliedTwice } from './applied-twice';
import type { Bench } from './bench';

/** The `dist/` that is committed here, not a fresh one: it is what a user reviews and applies. */
export async function applyCommittedDist(bench: Bench): Promise<void> {
  for (const layer of [
    'gz-replace/cilium',
    'sh-coexist/cilium',
    'cd-overlay/cilium',
    'cd-overlay/api-priority',
  ]) {
    await bench.try(`dist/${layer}, twice`, async () => {
      const objects = await appliedTwice(bench, [join(process.cwd(), 'dist', layer)]);
      return `${objects} objects accepted, the second apply changes none, kubectl diff is empty`;
    });
  }
}
