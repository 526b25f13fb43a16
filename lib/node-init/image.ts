import type { ChartValues } from '../charts/knowledge/chart-values';
import { InputError } from '../diagnostics/diagnostic';
import { QUAY_MIRROR } from '../tke/registries';

/**
 * The image that a Cilium chart pins for its own node-init (`nodeinit.image`), under the mirror's name: the DaemonSet that
 * makes quay.io reachable can't wait for quay.io. A mirror serves the same bytes, so the chart's digest holds.
 *
 * @throws {InputError} when the chart pins none
 */
export function startupScriptImage({ version, facts }: ChartValues): string {
  const [tag, digest] = ['tag', 'digest'].map((key) => facts[`nodeinit.image.${key}`]?.default);
  if (typeof tag !== 'string' || typeof digest !== 'string' || digest === '') {
    throw new InputError([
      {
        severity: 'error',
        rule: 'node-init-image',
        field: 'containerdMirror.image',
        problem: `the chart of Cilium ${version} pins no image for its node-init (nodeinit.image)`,
        remedy: 'Name one with a shell and nsenter, by digest',
      },
    ]);
  }
  return `${QUAY_MIRROR}/cilium/startup-script:${tag}@${digest}`;
}
