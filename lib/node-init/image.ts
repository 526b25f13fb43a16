import { lockedChart } from '../charts/lock';
import { QUAY_MIRROR } from '../tke/registries';

/**
 * The image that a locked chart pins for its own node-init, under the mirror's name: the DaemonSet that makes quay.io
 * reachable can't wait for quay.io. A mirror serves the same bytes, so the chart's digest holds; see `lib/charts/lock.ts`
 * for which chart version pins which.
 * @param ciliumVersion a locked version of the cilium chart
 */
export function startupScriptImage(ciliumVersion: string): string {
  const chart = lockedChart('cilium', ciliumVersion);
  if (chart === undefined) {
    throw new Error(`cilium ${ciliumVersion} is not a locked chart, so no image is known for its node-init`);
  }
  return `${QUAY_MIRROR}/cilium/startup-script:${chart.startupScript}`;
}
